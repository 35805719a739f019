import type { OutboxStore, OutboxWakeups } from '@infra/core';
import { nameProblem } from '@internal/names';
import { createOutboxFront } from '@internal/outbox-rules';
import { partsOf } from './database-parts.js';
import type { DrizzleDatabase } from './drizzle-database.js';
import { DrizzleOutboxDriver } from './drizzle-outbox-driver.js';
import { errors, PROVIDER } from './errors.js';
import { createOutboxWakeups } from './outbox-wakeups.js';

export interface DrizzleOutboxStoreOptions {
  /** Stores of one name share their messages, in all processes. At most 1,024 bytes. Default: `outbox`. */
  readonly name?: string | undefined;
  /**
   * Whether commits that append something call whoever subscribes, by LISTEN and NOTIFY. PostgreSQL has commits that notify one after the
   * other: where thousands a second append, let the relay poll instead. Default: true.
   */
  readonly wakeups?: boolean | undefined;
}

/**
 * Makes an outbox in `infra_outbox` (see `migrateDrizzleDatabase`), whose messages are written in the transactions of the database. Messages become
 * claimable when every transaction of the server that wrote anything and began before theirs has ended: no relay overtakes one.
 * Throws `validation` for options that make no sense.
 */
export function createDrizzleOutboxStore(database: DrizzleDatabase, options: { readonly wakeups: false }): OutboxStore;
export function createDrizzleOutboxStore(
  database: DrizzleDatabase,
  options?: DrizzleOutboxStoreOptions,
): OutboxStore & { readonly wakeups: OutboxWakeups };
export function createDrizzleOutboxStore(
  database: DrizzleDatabase,
  { name = 'outbox', wakeups = true }: DrizzleOutboxStoreOptions = {},
): OutboxStore {
  const parts = partsOf(database, 'outbox.create');
  const problem = nameProblem('outbox', name);
  if (problem !== undefined) throw errors.invalid('outbox.create', problem);
  const driver = new DrizzleOutboxDriver(name, parts, wakeups ? createOutboxWakeups(name, parts) : undefined);
  return createOutboxFront(driver, {
    provider: PROVIDER,
    transactions: parts.transactions,
    isClosed: () => parts.isClosed,
  });
}
