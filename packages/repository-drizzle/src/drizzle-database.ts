import {
  err,
  ok,
  type Clock,
  type CloseOptions,
  type ConnectionPool,
  type HealthCheck,
  type Lifecycle,
  type OnError,
  type TransactionManager,
} from '@infra/core';
import { systemClock } from '@internal/clock';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg, { type Pool, type PoolConfig } from 'pg';
import { DatabaseParts } from './database-parts.js';
import { errors, PROVIDER } from './errors.js';
import { PgConnections } from './pg-connections.js';

export interface DrizzleDatabaseOptions {
  /** Where PostgreSQL is: `postgres://user:password@host:port/database`. */
  readonly url?: string | undefined;
  /** More options of node-postgres for the pool (`ssl`, `max`, `statement_timeout`, …), with or instead of `url`. */
  readonly connection?: PoolConfig | undefined;
  /** A pool that you made and that you close. Instead of `url` and `connection`. */
  readonly pool?: Pool | undefined;
  /** How long an operation may wait for a connection, in milliseconds, where the pool is made here. Default: 5,000. */
  readonly connectTimeoutMs?: number | undefined;
  /** For time-outs and for whatever is stamped with the time. Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Told of connections that are lost while nobody uses them, and of hooks after a commit that fail. Default: nobody. */
  readonly onError?: OnError | undefined;
}

/** A PostgreSQL database, with its transactions. */
export interface DrizzleDatabase extends TransactionManager, Lifecycle, HealthCheck {
  /** drizzle itself, for what the ports do not offer. */
  readonly native: NodePgDatabase;
  readonly pool: ConnectionPool;
  /** For `createDrizzleRepository`, and of no use to anybody else. */
  readonly internals: object;
}

export function createDrizzleDatabase(options: DrizzleDatabaseOptions): DrizzleDatabase {
  const { clock = systemClock, onError = () => undefined, connectTimeoutMs = 5_000 } = options;
  const own = options.pool === undefined;
  const pool =
    options.pool ??
    new pg.Pool({
      connectionTimeoutMillis: connectTimeoutMs,
      ...options.connection,
      ...(options.url !== undefined && { connectionString: options.url }),
    });
  const connections = new PgConnections(pool, onError);
  const parts = new DatabaseParts(connections, clock, onError);

  async function close({ deadlineMs = 5_000 }: CloseOptions = {}): Promise<void> {
    if (connections.isClosed) return;
    connections.isClosed = true;
    if (!own) return;
    let cancel = (): void => undefined;
    const late = new Promise<void>((resolve) => {
      cancel = systemClock.schedule(deadlineMs, resolve);
    });
    await Promise.race([pool.end().catch(() => undefined), late]);
    cancel();
  }

  return {
    provider: PROVIDER,
    native: drizzle(pool),
    internals: parts,
    pool: {
      stats: () => ({ max: pool.options.max, open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    },
    transaction: (body, transactionOptions) => parts.transactions.transaction(body, transactionOptions),
    health: async ({ signal } = {}) => {
      if (signal?.aborted === true) return err(errors.cancelled('transactions.health'));
      const began = clock.monotonicMs();
      if (connections.isClosed) return ok({ status: 'down', latencyMs: 0, reason: 'The database is closed.' });
      const asked = await connections.execute(
        { text: 'select 1', values: [] },
        'transactions.health',
        (name) => name,
        signal,
      );
      const latencyMs = clock.monotonicMs() - began;
      if (!asked.ok && asked.error.code === 'cancelled') return asked;
      return ok(asked.ok ? { status: 'up', latencyMs } : { status: 'down', latencyMs, reason: asked.error.message });
    },
    close: async (closeOptions) => {
      await close(closeOptions);
      return ok();
    },
    [Symbol.asyncDispose]: () => close(),
  };
}
