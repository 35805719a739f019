import type { PGliteInterface, Transaction } from '@electric-sql/pglite';
import { systemClock } from '@internal/clock';
import { within } from '@internal/deadline';
import type { Connection, Connections } from './connections.js';
import { executeOnPglite, type Execute } from './executor.js';
import type { Listener } from './notifications.js';
import type { PgliteClient } from './pglite-client.js';

/** PGlite has one connection, which a transaction has for itself until its end: whatever else there is waits for it. */
export class PgliteConnections implements Connections<PgliteClient> {
  readonly client: PGliteInterface;
  readonly execute: Execute;
  readonly isSingle = true;

  constructor(client: PGliteInterface) {
    this.client = client;
    this.execute = executeOnPglite(client);
  }

  connect(): Promise<Connection<PgliteClient>> {
    return new Promise((resolve, reject) => {
      let end = (): void => undefined;
      const ended = new Promise<void>((done) => (end = done));
      const running = this.client.transaction(async (tx) => {
        resolve(connectionOf(tx, end, () => running));
        await ended;
      });
      running.catch(reject);
    });
  }

  listen(channel: string, listener: Listener): Promise<() => Promise<void>> {
    return this.client.listen(channel, listener);
  }

  async close(): Promise<void> {
    // Whoever made it closes it.
  }
}

function connectionOf(tx: Transaction, end: () => void, committed: () => Promise<void>): Connection<PgliteClient> {
  const execute = executeOnPglite(tx);
  let isOver = false;
  const rollback = async (): Promise<void> => {
    if (isOver) return;
    isOver = true;
    try {
      await tx.rollback();
    } finally {
      end();
    }
  };
  return {
    client: tx,
    execute,
    begin: async ({ isolation, readOnly }) => {
      await tx.exec(`set transaction isolation level ${isolation}${readOnly ? ' read only' : ''}`);
    },
    commit: async () => {
      // PGlite does not tell that COMMIT became ROLLBACK; in a transaction that has failed, every statement is refused.
      const isSound = await tx.query('select 1').then(
        () => true,
        () => false,
      );
      if (!isSound) await rollback();
      isOver = true;
      end();
      await committed();
      return isSound;
    },
    rollback,
    release: () => void within(systemClock, 5_000, rollback),
  };
}
