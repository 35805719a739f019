import {
  err,
  type AsyncResult,
  type Clock,
  type Context,
  type ContextCarrier,
  type TransactionalOptions,
} from '@infra/core';
import type { OpenTransaction, Transactions } from '@internal/transaction-rules';
import type { AuditStore } from './audit-store.js';
import type { TableShape } from './columns.js';
import type { RepositoryDriver, Statement } from './driver.js';
import type { RepositoryErrors } from './errors.js';
import type { SchemaVersion } from './upgrades.js';

/** What the operations of a repository are made of. */
export interface RepositoryParts<Open extends OpenTransaction> {
  readonly provider: string;
  readonly table: TableShape;
  readonly driver: RepositoryDriver<Open>;
  readonly transactions: Transactions<Open>;
  readonly errors: RepositoryErrors;
  readonly clock: Clock;
  readonly schema: SchemaVersion | undefined;
  /** Absent where nobody keeps who changed what. */
  readonly audit: AuditStore<Open> | undefined;
  readonly context: ContextCarrier | undefined;
  /** Who does it, for `createdBy`, `updatedBy` and the audit trail. */
  readonly actor: (context: Context) => string | undefined;
  /** The id of a row that was given none; undefined where the database makes it. */
  readonly newId: (() => unknown) | undefined;
  readonly isClosed: () => boolean;
}

type Work<Open, T> = (statement: Statement<Open>) => AsyncResult<T>;

/** Runs a statement where the caller's options say, if anything can run at all. */
export function perform<Open extends OpenTransaction, T>(
  parts: RepositoryParts<Open>,
  operation: string,
  options: TransactionalOptions,
  work: Work<Open, T>,
): AsyncResult<T> {
  const name = `repository.${operation}`;
  const { signal } = options;
  return (
    refusal(parts, name, signal) ??
    parts.transactions.within(name, options, (open) => work({ operation, open, signal }))
  );
}

/** `perform` for several statements, which all happen or none. */
export function performAll<Open extends OpenTransaction, T>(
  parts: RepositoryParts<Open>,
  operation: string,
  options: TransactionalOptions,
  work: Work<Open, T>,
): AsyncResult<T> {
  const name = `repository.${operation}`;
  const { signal } = options;
  return (
    refusal(parts, name, signal) ??
    parts.transactions.atomically(name, options, (open) => work({ operation, open, signal }))
  );
}

function refusal<Open extends OpenTransaction>(
  { transactions, isClosed }: RepositoryParts<Open>,
  name: string,
  signal: AbortSignal | undefined,
): AsyncResult<never> | undefined {
  if (isClosed()) return Promise.resolve(err(transactions.errors.closed(name)));
  return signal?.aborted === true ? Promise.resolve(err(transactions.errors.cancelled(name))) : undefined;
}
