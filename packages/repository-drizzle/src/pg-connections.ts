import type { OnError } from '@infra/core';
import { within } from '@internal/deadline';
import { systemClock } from '@internal/clock';
import type { BeginOptions } from '@internal/transaction-rules';
import pg, { type Pool, type PoolClient } from 'pg';
import type { Connection, Connections, Listener } from './connections.js';
import { fromDatabase } from './errors.js';
import { executeOn, type Execute } from './executor.js';
import { PgListener } from './pg-listener.js';

export interface PgConnectionsOptions {
  /** Whether the pool is closed with the database. */
  readonly isOwn: boolean;
  /** Whether statements that come back are prepared. */
  readonly prepare: boolean;
  readonly onError: OnError;
}

/** The connections of a node-postgres pool. */
export class PgConnections implements Connections<Pool | PoolClient> {
  readonly client: Pool;
  readonly execute: Execute;
  readonly isSingle = false;
  private readonly options: PgConnectionsOptions;
  /** Without a listener, a connection that the server ends would end the process. */
  private readonly onLost = (cause: Error): void => {
    this.options.onError(fromDatabase('database.connection', cause));
  };

  constructor(pool: Pool, options: PgConnectionsOptions) {
    this.client = pool;
    this.options = options;
    this.execute = executeOn(pool, pg.types, options.prepare);
    pool.on('error', this.onLost);
  }

  async connect(): Promise<Connection<Pool | PoolClient>> {
    const client = await this.client.connect();
    client.on('error', this.onLost);
    const execute = executeOn(client, pg.types, this.options.prepare);
    return {
      client,
      execute,
      begin: async (options) => {
        await client.query(beginning(options));
      },
      commit: async () => (await client.query('commit')).command === 'COMMIT',
      rollback: async () => {
        await client.query('rollback');
      },
      release: (isBroken) => {
        client.off('error', this.onLost);
        client.release(isBroken);
      },
    };
  }

  async listen(channel: string, listener: Listener): Promise<() => Promise<void>> {
    const listening = new PgListener(this.client.options, channel, listener, this.options.onError);
    await listening.start();
    return () => listening.close();
  }

  async close(deadlineMs: number): Promise<void> {
    if (this.options.isOwn) await within(systemClock, deadlineMs, () => this.client.end());
    else this.client.off('error', this.onLost);
  }
}

/**
 * In one round trip. The server gives up each statement when the transaction has taken too long as well: a connection that is cut off would
 * keep its locks for as long as its statement runs.
 */
function beginning({ isolation, readOnly, timeoutMs }: BeginOptions): string {
  const access = readOnly ? ' read only' : '';
  return `begin isolation level ${isolation}${access}; set local statement_timeout = ${String(Math.ceil(timeoutMs))}`;
}
