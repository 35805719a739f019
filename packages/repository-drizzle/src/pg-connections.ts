import { err, ok, type AsyncResult, type OnError } from '@infra/core';
import { settleOnAbort } from '@internal/abort';
import pg, { type Pool, type PoolClient } from 'pg';
import { answered, type Connection, type Connections } from './connections.js';
import { errors, fromDatabase } from './errors.js';
import { executeOn, type Execute, type Query, type Reply } from './executor.js';

/** The connections of a node-postgres pool. */
export class PgConnections implements Connections {
  isClosed = false;
  readonly pool: Pool;
  private readonly executePooled: Execute;
  private readonly onError: OnError;

  constructor(pool: Pool, onError: OnError) {
    this.pool = pool;
    this.onError = onError;
    this.executePooled = executeOn(pool, pg.types);
  }

  execute(
    query: Query,
    operation: string,
    fieldOf: (column: string) => string,
    signal: AbortSignal | undefined,
  ): AsyncResult<Reply> {
    return answered(this.executePooled, query, operation, fieldOf, signal);
  }

  async connect(signal: AbortSignal): AsyncResult<Connection> {
    const operation = 'transactions.transaction';
    const connecting = this.pool.connect().then(
      (client) => ok(this.connectionOf(client)),
      (cause: unknown) => err(fromDatabase(operation, cause)),
    );
    const connected = await settleOnAbort(connecting, signal, () => err(errors.cancelled(operation)));
    if (!connected.ok) {
      // One that comes too late goes back at once.
      void connecting.then((late) => {
        if (late.ok && signal.aborted) late.value.release(false);
      });
    }
    return connected;
  }

  private connectionOf(client: PoolClient): Connection {
    // Without a listener, a connection that the server ends would end the process.
    const onLost = (cause: Error): void => {
      this.onError(fromDatabase('transactions.transaction', cause));
    };
    client.on('error', onLost);
    return {
      execute: executeOn(client, pg.types),
      release: (isBroken) => {
        client.off('error', onLost);
        client.release(isBroken);
      },
    };
  }
}
