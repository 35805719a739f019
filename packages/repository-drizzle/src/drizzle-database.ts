import {
  err,
  ok,
  type AsyncResult,
  type Clock,
  type CloseOptions,
  type ConnectionPool,
  type HealthCheck,
  type Lifecycle,
  type OnError,
  type TransactionalOptions,
  type TransactionManager,
} from '@infra/core';
import { settleOnAbort } from '@internal/abort';
import { systemClock } from '@internal/clock';
import { drizzle as drizzleOf, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { PgDialect } from 'drizzle-orm/pg-core';
import pg, { type Pool, type PoolClient, type PoolConfig } from 'pg';
import { answered, type Connections } from './connections.js';
import { DatabaseParts } from './database-parts.js';
import { errors, fromDatabase, PROVIDER } from './errors.js';
import { PgConnections } from './pg-connections.js';
import type { Pglite } from './pglite-client.js';
import { PgliteConnections } from './pglite-connections.js';

interface CommonOptions {
  /** For time-outs and for whatever is stamped with the time. Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Told of connections that are lost, and of hooks after a commit that fail. Default: nobody. */
  readonly onError?: OnError | undefined;
  /**
   * How columns that were given no name are called: as you tell it to drizzle 0.45. From 1.0 on the tables have it themselves. Default: as their
   * properties are.
   */
  readonly casing?: 'snake_case' | 'camelCase' | undefined;
}

export interface DrizzleDatabaseOptions<Native = NodePgDatabase> extends CommonOptions {
  /** Where PostgreSQL is: `postgres://user:password@host:port/database`. */
  readonly url?: string | undefined;
  /** More options of node-postgres for the pool (`ssl`, `max`, `application_name`, …), with or instead of `url`. */
  readonly connection?: PoolConfig | undefined;
  /** A pool that you made and that you close. Instead of `url` and `connection`. */
  readonly pool?: Pool | undefined;
  /** How long an operation may wait for a connection, in milliseconds, where the pool is made here. Default: 5,000. */
  readonly connectTimeoutMs?: number | undefined;
  /**
   * Whether statements that come back are prepared by their connections. False for a pooler that gives each transaction another connection
   * and does not know about prepared statements (PgBouncer before 1.21, or without `max_prepared_statements`). Default: true.
   */
  readonly prepare?: boolean | undefined;
  /** Makes your drizzle, with your schema, for a pool or for one of its connections. Default: `drizzle({ client })`. */
  readonly drizzle?: ((client: Pool | PoolClient) => Native) | undefined;
}

export interface PgliteDatabaseOptions<Client extends Pglite, Native> extends CommonOptions {
  /** A PGlite that you made and that you close. */
  readonly pglite: Client;
  /**
   * Makes your drizzle for it: `(client) => drizzle({ client })` of `drizzle-orm/pglite`. In a transaction it is given that one, which does for drizzle what
   * a PGlite does.
   */
  readonly drizzle: (client: Client) => Native;
}

/** A PostgreSQL database, with its transactions. */
export interface DrizzleDatabase<Native = unknown> extends TransactionManager, Lifecycle, HealthCheck {
  /** drizzle itself, outside of transactions. Its errors are its own: see `run`. */
  readonly native: Native;
  /**
   * For what the ports do not offer, such as relations: runs queries of drizzle, in the transaction of `tx` where there is one, whose failures
   * become those of the port. Nothing but the drizzle that it is given may be used in it: an operation of a repository with the same
   * `tx` would wait for its end.
   *
   * @example database.run((db) => db.query.users.findMany({ with: { posts: true } }), { tx })
   */
  run<T>(work: (drizzle: Native) => PromiseLike<T>, options?: TransactionalOptions): AsyncResult<T>;
  /** For what takes part in this database, and of no use to anybody else. */
  readonly internals: object;
}

/**
 * Makes a database on PostgreSQL, over a pool of node-postgres. Connects with the first operation. Throws `validation` for options that make no
 * sense.
 */
export function createDrizzleDatabase<Native = NodePgDatabase>(
  options: DrizzleDatabaseOptions<Native>,
): DrizzleDatabase<Native> & { readonly pool: ConnectionPool } {
  const { connectTimeoutMs = 5_000, prepare = true, casing, onError = () => undefined } = options;
  if (options.pool !== undefined && (options.url !== undefined || options.connection !== undefined)) {
    throw errors.invalid(
      'database.create',
      'pool: a pool that is there has its connection. Leave out url and connection.',
    );
  }
  if (options.pool === undefined && options.url === undefined && options.connection === undefined) {
    throw errors.invalid('database.create', 'url: say where PostgreSQL is, or give a pool.');
  }
  if (!(Number.isFinite(connectTimeoutMs) && connectTimeoutMs > 0)) {
    throw errors.invalid(
      'database.create',
      `connectTimeoutMs must be a number above 0, not ${String(connectTimeoutMs)}.`,
    );
  }
  const pool = options.pool ?? poolOf(options, connectTimeoutMs);
  const connections = new PgConnections(pool, { isOwn: options.pool === undefined, prepare, onError });
  const make =
    options.drizzle ?? ((client: Pool | PoolClient): unknown => drizzleOf({ client, ...(casing && { casing }) }));
  const database = databaseOf<Native>(partsOver(connections, options), make as (client: unknown) => Native);
  return {
    ...database,
    pool: {
      stats: () => ({ max: pool.options.max, open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    },
  };
}

/** Makes a database on PGlite, which is PostgreSQL in this process. It has one connection: transactions run one after the other. */
export function createPgliteDatabase<Client extends Pglite, Native>(
  options: PgliteDatabaseOptions<Client, Native>,
): DrizzleDatabase<Native> {
  const { pglite, drizzle } = options;
  const parts = partsOver(new PgliteConnections(pglite), options);
  return databaseOf(parts, drizzle as (client: unknown) => Native);
}

function partsOver(
  connections: Connections,
  { clock = systemClock, onError = () => undefined, casing }: CommonOptions,
): DatabaseParts {
  if (casing !== undefined && !['snake_case', 'camelCase'].includes(casing)) {
    throw errors.invalid(
      'database.create',
      `casing must be 'snake_case' or 'camelCase', not ${JSON.stringify(casing)}.`,
    );
  }
  return new DatabaseParts(connections, new PgDialect(casing && { casing }), clock, onError);
}

function poolOf(
  { url, connection }: Pick<DrizzleDatabaseOptions, 'url' | 'connection'>,
  connectTimeoutMs: number,
): Pool {
  return new pg.Pool({
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    ...connection,
    ...(url !== undefined && { connectionString: url }),
  });
}

function databaseOf<Native>(parts: DatabaseParts, drizzle: (client: unknown) => Native): DrizzleDatabase<Native> {
  const { transactions, connections, clock } = parts;
  const native = drizzle(connections.client);

  async function end({ deadlineMs = 5_000 }: CloseOptions = {}): Promise<void> {
    if (parts.isClosed) return;
    parts.isClosed = true;
    await parts.notifications.close();
    await connections.close(deadlineMs);
  }

  return {
    provider: PROVIDER,
    native,
    internals: parts,
    transaction: (body, options) => transactions.transaction(body, options),
    run: async (work, options = {}) => {
      const operation = 'database.run';
      if (parts.isClosed) return err(errors.closed(operation));
      if (options.signal?.aborted === true) return err(errors.cancelled(operation));
      return transactions.within(operation, options, (open) => {
        if (open !== undefined) return open.lend(operation, (client) => settled(operation, work, drizzle(client)));
        return settleOnAbort(settled(operation, work, native), options.signal, () => err(errors.cancelled(operation)));
      });
    },
    health: async ({ signal } = {}) => {
      const operation = 'database.health';
      if (signal?.aborted === true) return err(errors.cancelled(operation));
      if (parts.isClosed) return ok({ status: 'down', latencyMs: 0, reason: 'The database is closed.' });
      const began = clock.monotonicMs();
      const asked = await answered(connections.execute, { text: 'select 1', values: [] }, operation, { signal });
      const latencyMs = clock.monotonicMs() - began;
      if (!asked.ok && asked.error.code === 'cancelled') return asked;
      return ok(asked.ok ? { status: 'up', latencyMs } : { status: 'down', latencyMs, reason: asked.error.message });
    },
    close: async (options) => {
      await end(options);
      return ok();
    },
    [Symbol.asyncDispose]: () => end(),
  };
}

/** Drizzle's promise as a result. */
async function settled<Native, T>(
  operation: string,
  work: (drizzle: Native) => PromiseLike<T>,
  drizzle: Native,
): AsyncResult<T> {
  try {
    return ok(await work(drizzle));
  } catch (cause) {
    return err(fromDatabase(operation, cause));
  }
}
