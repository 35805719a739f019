import { InfraError, type InfraErrorCode } from '@infra/core';

/** The failures that every transaction manager has alike. */
export interface TransactionErrors {
  invalid(operation: string, problem: string): InfraError;
  closed(operation: string): InfraError;
  cancelled(operation: string): InfraError;
  timedOut(timeoutMs: number): InfraError;
  /** All its attempts met others. */
  exhausted(attempts: number, cause: InfraError): InfraError;
  /** An operation inside of a transaction that does not belong to it. */
  withoutTx(operation: string): InfraError;
  /** `tx: 'none'` inside of a transaction that has the only connection. */
  onlyConnection(operation: string): InfraError;
  /** A `tx` that this database did not make. */
  foreign(operation: string): InfraError;
  /** A `tx` whose body has ended. */
  over(operation: string): InfraError;
  /** The `tx` around a savepoint, used inside of it. */
  outer(operation: string): InfraError;
  nested(): InfraError;
}

export function createTransactionErrors(provider: string): TransactionErrors {
  const failure = (
    code: InfraErrorCode,
    operation: string,
    message: string,
    more: { readonly retryable?: boolean; readonly cause?: unknown } = {},
  ): InfraError => new InfraError({ code, message, provider, operation, ...more });
  const transaction = 'transactions.transaction';
  return {
    invalid: (operation, problem) => failure('validation', operation, problem),
    closed: (operation) =>
      failure('unavailable', operation, 'The database is closed. Keep it open as long as anything uses it.', {
        retryable: false,
      }),
    cancelled: (operation) => failure('cancelled', operation, 'The caller aborted the operation.'),
    timedOut: (timeoutMs) =>
      failure('timeout', transaction, `The transaction took longer than its timeoutMs, ${String(timeoutMs)} ms.`),
    exhausted: (attempts, cause) =>
      failure(
        'conflict',
        transaction,
        `The transaction ran ${String(attempts)} times, and met others each time: ${cause.message}`,
        { retryable: false, cause },
      ),
    withoutTx: (operation) =>
      failure(
        'validation',
        operation,
        `${operation} was called inside of a transaction without its tx: it would not be part of it. Pass { tx }, or { tx: 'none' } where that is meant.`,
      ),
    onlyConnection: (operation) =>
      failure(
        'unsupported',
        operation,
        `${operation} was called with tx: 'none' inside of a transaction, which has the only connection that there is: it would wait for ever. Call it before or after.`,
      ),
    foreign: (operation) =>
      failure('validation', operation, 'This tx is no transaction of this database: pass on what its body is given.'),
    over: (operation) =>
      failure('conflict', operation, 'This transaction is over: whatever uses its tx must be awaited in its body.'),
    outer: (operation) =>
      failure(
        'validation',
        operation,
        `${operation} was called inside of a savepoint with the tx around it: pass the one that the savepoint's body is given.`,
      ),
    nested: () =>
      failure(
        'validation',
        transaction,
        'A transaction was begun inside of another one of the same database: use tx.savepoint(), or pass on its tx.',
      ),
  };
}
