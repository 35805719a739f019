import { map, type AsyncResult, type InboxStore } from '@infra/core';
import { createInboxFront, type InboxDriver, type Statement } from '@internal/outbox-rules';
import { answered } from './connections.js';
import { partsOf, type DatabaseParts } from './database-parts.js';
import type { DatabaseTransaction } from './database-transaction.js';
import type { DrizzleDatabase } from './drizzle-database.js';
import { PROVIDER } from './errors.js';

/** Who asks while another transaction has the message waits for its end. */
const ACCEPT = 'insert into infra_inbox (consumer, message_id) values ($1, $2) on conflict do nothing';
const CLEAN = `delete from infra_inbox where accepted_at < clock_timestamp() - $1 * interval '1 millisecond'`;

/** Makes an inbox in `infra_inbox` (see `migrateDrizzleDatabase`), in the transactions of the database; all of one database are the same. */
export function createDrizzleInboxStore(database: DrizzleDatabase): InboxStore {
  const parts = partsOf(database, 'inbox.create');
  return createInboxFront(new DrizzleInboxDriver(parts), {
    provider: PROVIDER,
    transactions: parts.transactions,
    isClosed: () => parts.isClosed,
  });
}

class DrizzleInboxDriver implements InboxDriver<DatabaseTransaction> {
  private readonly parts: DatabaseParts;

  constructor(parts: DatabaseParts) {
    this.parts = parts;
  }

  async accept(
    consumer: string,
    messageId: string,
    { open, operation }: Statement<DatabaseTransaction>,
  ): AsyncResult<boolean> {
    const query = { text: ACCEPT, values: [consumer, messageId], name: 'infra_inbox_accept' };
    return map(await open.execute(query, operation), ({ count }) => count > 0);
  }

  clean(olderThanMs: number, signal?: AbortSignal): AsyncResult<number> {
    const operation = 'inbox.clean';
    const { transactions, connections } = this.parts;
    const query = { text: CLEAN, values: [olderThanMs] };
    return transactions.within(operation, { tx: 'none', signal }, async () =>
      map(await answered(connections.execute, query, operation, { signal }), ({ count }) => count),
    );
  }
}
