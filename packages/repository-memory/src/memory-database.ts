import {
  err,
  ok,
  type Clock,
  type HealthCheck,
  type Lifecycle,
  type OnError,
  type TransactionManager,
} from '@infra/core';
import { systemClock } from '@internal/clock';
import { DatabaseParts } from './database-parts.js';
import { errors, PROVIDER } from './errors.js';

export interface MemoryDatabaseOptions {
  /** For time-outs and for whatever is stamped with the time. Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Told of a hook after a commit that fails. Default: nobody. */
  readonly onError?: OnError | undefined;
}

/** What repositories in this process share: their transactions. */
export interface MemoryDatabase extends TransactionManager, Lifecycle, HealthCheck {
  /** For `createMemoryRepository` and the other stores of this package, and of no use to anybody else. */
  readonly internals: object;
}

/**
 * Makes a database in this process, for `createMemoryRepository`. Its transactions are real ones: they see a snapshot, wait for rows that others have
 * written, and are refused where they cannot run beside others, as in PostgreSQL. Holds no timer and no handle.
 */
export function createMemoryDatabase(options: MemoryDatabaseOptions = {}): MemoryDatabase {
  const { clock = systemClock, onError = () => undefined } = options;
  const parts = new DatabaseParts(clock, onError);
  return {
    provider: PROVIDER,
    internals: parts,
    transaction: (body, transactionOptions) => parts.transactions.transaction(body, transactionOptions),
    health: async ({ signal } = {}) => {
      if (signal?.aborted === true) return err(errors.cancelled('transactions.health'));
      if (parts.isClosed) return ok({ status: 'down', latencyMs: 0, reason: 'The database is closed.' });
      return ok({ status: 'up', latencyMs: 0 });
    },
    close: async () => {
      parts.isClosed = true;
      return ok();
    },
    [Symbol.asyncDispose]: async () => {
      parts.isClosed = true;
    },
  };
}
