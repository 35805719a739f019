import type { OutboxStore, OutboxWakeups } from '@infra/core';
import { createOutboxFront } from '@internal/outbox-rules';
import { errors, PROVIDER } from './errors.js';
import { partsOf } from './database-parts.js';
import type { MemoryDatabase } from './memory-database.js';
import { MemoryOutboxDriver } from './memory-outbox-driver.js';
import { Outbox } from './outbox.js';

export interface MemoryOutboxStoreOptions {
  /** Stores of one name share their messages, as two processes do. Default: `outbox`. */
  readonly name?: string | undefined;
}

/** An outbox in this process, which calls when there is something to claim. */
export interface MemoryOutboxStore extends OutboxStore {
  readonly wakeups: OutboxWakeups;
}

/**
 * Makes an outbox whose messages are written in the transactions of a database in this process. Its times are on the monotonic clock of the
 * database. Throws `validation` for options that make no sense, and for nothing else.
 */
export function createMemoryOutboxStore(
  database: MemoryDatabase,
  { name = 'outbox' }: MemoryOutboxStoreOptions = {},
): MemoryOutboxStore {
  const parts = partsOf(database, 'outbox.create');
  const { store, transactions, clock, outboxes } = parts;
  if (typeof name !== 'string' || name === '') {
    throw errors.invalid('outbox.create', 'name must be a text that is not empty.');
  }
  const outbox = outboxes.get(name) ?? new Outbox(name, store, clock);
  outboxes.set(name, outbox);
  const driver = new MemoryOutboxDriver(store, outbox, clock);
  const { wakeups, ...front } = createOutboxFront(driver, {
    provider: PROVIDER,
    transactions,
    isClosed: () => parts.isClosed,
  });
  if (wakeups === undefined) throw errors.invalid('outbox.create', 'The driver has no wakeups.');
  return { ...front, wakeups };
}
