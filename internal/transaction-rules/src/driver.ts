import type { AsyncResult, InfraError, Isolation } from '@infra/core';
import type { Abortable } from '@internal/abort';

export interface BeginOptions {
  readonly isolation: Isolation;
  readonly readOnly: boolean;
  /** How long all of it may take. */
  readonly timeoutMs: number;
  /** Aborts when the transaction takes too long, or its caller has given up. */
  readonly signal: Abortable;
}

/** A transaction as its provider has it. Its statements come one after the other. */
export interface OpenTransaction {
  /**
   * Set by the provider: a statement failed so that nothing can be committed any more. Rolling back to a savepoint takes it away, but
   * for a serialization failure, after which all of it has to run again.
   */
  failure?: InfraError | undefined;
  commit(): AsyncResult<void>;
  /** Gives up whatever is left, a statement that runs included. What fails here has no consequence: the provider reports it. */
  rollback(): Promise<void>;
  savepoint(name: string): AsyncResult<void>;
  release(name: string): AsyncResult<void>;
  rollbackTo(name: string): AsyncResult<void>;
}

export interface TransactionDriver<Open extends OpenTransaction> {
  readonly isClosed: boolean;
  /** Whether a transaction has the only connection: what runs beside it would wait for its end. */
  readonly isSingle?: boolean | undefined;
  begin(options: BeginOptions): AsyncResult<Open>;
}

/** Whether the database asks for all of the transaction to be run again: it met others that it cannot run beside. */
export function isSerializationFailure(error: InfraError | undefined): boolean {
  return error?.code === 'conflict' && error.retryable;
}
