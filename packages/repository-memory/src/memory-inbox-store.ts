import { map, ok, type AsyncResult, type Clock, type InboxStore } from '@infra/core';
import { createInboxFront, type InboxDriver, type Statement } from '@internal/outbox-rules';
import { partsOf } from './database-parts.js';
import { PROVIDER } from './errors.js';
import { isId, keyedTable } from './keyed-table.js';
import type { MemoryDatabase } from './memory-database.js';
import { MemoryDriver } from './memory-driver.js';
import type { MemoryTransaction } from './memory-transaction.js';
import type { Store } from './store.js';
import type { Table } from './table.js';

/** Makes an inbox whose entries are written in the transactions of a database in this process; all of one database are the same. */
export function createMemoryInboxStore(database: MemoryDatabase): InboxStore {
  const parts = partsOf(database, 'inbox.create');
  const { store, transactions, clock } = parts;
  parts.inbox ??= keyedTable('inbox entry');
  return createInboxFront(new MemoryInboxDriver(store, parts.inbox, clock), {
    provider: PROVIDER,
    transactions,
    isClosed: () => parts.isClosed,
  });
}

class MemoryInboxDriver implements InboxDriver<MemoryTransaction> {
  private readonly rows: MemoryDriver;
  private readonly clock: Clock;

  constructor(store: Store, table: Table, clock: Clock) {
    this.rows = new MemoryDriver(store, table, new Map());
    this.clock = clock;
  }

  /** Whoever writes an entry has it locked until the end of its transaction: another one waits, and then finds it, or is the first. */
  async accept(consumer: string, messageId: string, statement: Statement<MemoryTransaction>): AsyncResult<boolean> {
    const row = { id: JSON.stringify([consumer, messageId]), content: this.clock.monotonicMs() };
    const unchanged = { set: {}, increment: undefined };
    const stored = await this.rows.upsert(row, ['id'], unchanged, { all: [] }, statement);
    return map(stored, (entry) => entry?.isNew === true);
  }

  async clean(olderThanMs: number): AsyncResult<number> {
    const untilMs = this.clock.monotonicMs() - olderThanMs;
    const at = { operation: 'inbox.clean', open: undefined };
    const entries = await this.rows.select({ where: { all: [] }, sort: [] }, at);
    if (!entries.ok) return entries;
    const old = entries.value.filter(({ content }) => typeof content === 'number' && content < untilMs);
    for (const { id } of old) {
      const deleted = await this.rows.delete(isId(String(id)), at);
      if (!deleted.ok) return deleted;
    }
    return ok(old.length);
  }
}
