import type { IoOptions } from './io.js';
import type { Provided } from './provided.js';
import type { AsyncResult } from './result.js';

/**
 * What a transaction is kept from, as SQL has it. `read committed`: from data that are not committed. `repeatable read`: from data that change
 * under it, lost updates included. `serializable`: from everything that could not happen one after the other, write skew included.
 * https://www.postgresql.org/docs/current/transaction-iso.html
 */
export type Isolation = 'read committed' | 'repeatable read' | 'serializable';

export interface TransactionOptions extends IoOptions {
  /** What it is kept from, at least. Default: `read committed`. */
  readonly isolation?: Isolation | undefined;
  /** Whether writing fails, with `validation`. Default: false. */
  readonly readOnly?: boolean | undefined;
  /** How long it may take, all its attempts together, in milliseconds: then it is rolled back, with `timeout`. Default: 30,000. */
  readonly timeoutMs?: number | undefined;
  /** How often it may run where it meets others that cannot run beside it, the first time included. Default: 5. */
  readonly attempts?: number | undefined;
}

/**
 * A transaction that is open, for the `tx` of operations, of the provider that made it. When its body is over so is it: whoever
 * uses it then gets a `conflict`.
 */
export interface Transaction {
  /** A UUIDv7, another one for each attempt. */
  readonly id: string;
  /** Which attempt it is, from 1. */
  readonly attempt: number;
  /** Aborts when the transaction takes too long, or its caller has given up. */
  readonly signal: AbortSignal;
  /**
   * A part that may fail by itself: what it wrote is gone, and the rest of the transaction is as if it had not been. Savepoints beside each
   * other run one after the other.
   */
  savepoint<T>(body: (tx: Transaction) => AsyncResult<T>, options?: IoOptions): AsyncResult<T>;
  /**
   * Has something done when the transaction is committed, and only then: an e-mail, a cache to be emptied. Hooks run in their order before
   * `transaction` returns; one that fails is told to `onError`, and changes nothing.
   */
  afterCommit(hook: () => AsyncResult<unknown>, options?: AfterCommitOptions): void;
}

/** When a hook runs. */
export interface AfterCommitOptions {
  /**
   * Whether it runs, too, where nobody knows whether the transaction was committed (`unknown_outcome`): for what does no harm if it was not, such as
   * having a cache forget. Default: false.
   */
  readonly orUnknown?: boolean | undefined;
}

/** Where an operation runs. */
export interface TransactionalOptions extends IoOptions {
  /**
   * The transaction that it belongs to. Inside of one, an operation of the same database without it is a `validation` error, for it would
   * neither see what the transaction wrote nor be rolled back with it; `none` says that this is meant. Default: none.
   */
  readonly tx?: Transaction | 'none' | undefined;
}

/** Several operations as one: all of them happen, or none. */
export interface TransactionManager extends Provided {
  /**
   * Runs `body` in a transaction, and commits when it answers with `ok`. An error that it answers with, or throws, rolls everything back, and is
   * the answer.
   *
   * - Where the database refuses it for meeting others (SQLSTATE 40001, 40P01), all of `body` runs again, after a random wait that grows:
   *   do outside of the database what must not be done twice by `afterCommit`.
   * - An operation that failed in a way that the database does not go on from, and whose error `body` did not answer with, is the answer all the
   *   same: nothing that was not committed is reported as done.
   * - Where the answer to the commit is lost the error is `unknown_outcome`: it may have happened, and is not run again.
   */
  transaction<T>(body: (tx: Transaction) => AsyncResult<T>, options?: TransactionOptions): AsyncResult<T>;
  /** The connections that transactions and operations share, where the provider has any. */
  readonly pool?: ConnectionPool;
}

export interface ConnectionPool {
  stats(): ConnectionPoolStats;
}

export interface ConnectionPoolStats {
  readonly max: number;
  /** Open now, used or not. */
  readonly open: number;
  readonly idle: number;
  /** Callers that wait for one. */
  readonly waiting: number;
}
