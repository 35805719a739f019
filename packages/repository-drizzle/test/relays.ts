import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { err, InfraError, ok, unwrap, type AsyncResult, type OutboxStore } from '@infra/core';
import { createMemoryEventBus } from '@infra/events-memory';
import { createInbox, createOutbox, createOutboxRelay } from '@infra/outbox';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { expect } from 'vitest';
import {
  createDrizzleDatabase,
  createDrizzleInboxStore,
  createDrizzleOutboxStore,
  createDrizzleRepository,
  migrateDrizzleDatabase,
} from '../src/index.js';
import { query } from './postgres.js';

interface Events {
  readonly moved: { readonly key: string; readonly place: number };
}

export interface Scenario {
  readonly url: string;
  readonly writers: number;
  readonly events: number;
  readonly relays: number;
  readonly kills: number;
}

export interface Report {
  readonly committed: number;
  readonly deliveries: number;
  readonly killed: number;
}

const KEYS = 20;
const LEASE_MS = 400;
const never = new Promise<never>(() => undefined);
const refusal = new InfraError({ code: 'forbidden', message: 'no', provider: 'test', operation: 'test' });
const unavailable = new InfraError({ code: 'unavailable', message: 'no', provider: 'test', operation: 'test' });

const places = pgTable('places', { id: text('id').primaryKey(), place: integer('place').notNull() });
const effects = pgTable('effects', {
  number: integer('number').primaryKey().generatedAlwaysAsIdentity(),
  key: text('key').notNull(),
  place: integer('place').notNull(),
});
const TABLES = `create table places (id text primary key, place int not null);
create table effects (number int primary key generated always as identity, key text not null, place int not null)`;

/** A store whose owner ends in the middle of a call, before it or after it, and from then on says nothing. */
function mortal(store: OutboxStore, dies: () => boolean, onDeath: () => void): OutboxStore {
  let isDead = false;
  const checked = (): boolean => {
    if (!isDead && dies()) {
      isDead = true;
      onDeath();
    }
    return isDead;
  };
  const run = async <T>(call: () => AsyncResult<T>): AsyncResult<T> => {
    if (checked()) return never;
    const result = await call();
    return checked() ? never : result;
  };
  return {
    ...store,
    claim: (options) => run(() => store.claim(options)),
    complete: (claim, ids, options) => run(() => store.complete(claim, ids, options)),
    fail: (claim, failures, options) => run(() => store.fail(claim, failures, options)),
  };
}

/** Writers place events in the transactions of what they tell of, relays are killed, and every effect is there once, in the order of its key. */
export async function playRelays({ url, writers, events, relays, kills }: Scenario): Promise<Report> {
  await query(url, TABLES);
  await using database = createDrizzleDatabase({ url, connection: { max: 20 }, connectTimeoutMs: 30_000 });
  unwrap(await migrateDrizzleDatabase(database));
  const store = createDrizzleOutboxStore(database);
  const placeRows = createDrizzleRepository({ database, table: places });
  const effectRows = createDrizzleRepository({ database, table: effects });
  unwrap(await placeRows.createMany(Array.from({ length: KEYS }, (_, key) => ({ id: `k${String(key)}`, place: 0 }))));

  // What is published twice is delivered twice: only the inbox is in the way.
  await using bus = createMemoryEventBus<Events>({ dedupeWindowMs: 0 });
  const inbox = createInbox({ store: createDrizzleInboxStore(database), transactions: database });
  let deliveries = 0;
  const handle = inbox.handler<{ readonly id: string; readonly data: Events['moved'] }>('effects', ({ data }, tx) =>
    effectRows.create({ ...data }, { tx }),
  );
  unwrap(
    await bus.subscribe(
      'moved',
      (event, run) => {
        deliveries += 1;
        return handle(event, run);
      },
      { group: 'effects', concurrency: 8, attempts: 100, backoff: { type: 'fixed', delayMs: 20 } },
    ),
  );

  let killed = 0;
  const running = new Set<ReturnType<typeof createOutboxRelay>>();
  async function hire(): Promise<void> {
    const dies = (): boolean => killed < kills && Math.random() < 0.05;
    const relay = createOutboxRelay<Events>({
      store: mortal(store, dies, () => {
        killed += 1;
        running.delete(relay);
        void hire();
      }),
      bus: {
        ...bus,
        publishMany: async (many, io) => (Math.random() < 0.02 ? err(unavailable) : bus.publishMany(many, io)),
      },
      limit: 1 + Math.floor(Math.random() * 30),
      leaseMs: LEASE_MS,
      pollMs: 100,
    });
    running.add(relay);
    unwrap(await relay.start());
  }
  for (let index = 0; index < relays; index += 1) await hire();

  const outbox = createOutbox<Events>({ store });
  let committed = 0;
  async function write(): Promise<void> {
    while (committed < events) {
      const key = `k${String(Math.floor(Math.random() * KEYS))}`;
      const isRolledBack = Math.random() < 0.1;
      const count = 1 + Math.floor(Math.random() * 3);
      const written = await database.transaction(
        async (tx) => {
          // Has an id by now, and waits only then: the order of ids would not be that of commits.
          const first = await placeRows.create({ id: randomUUID(), place: 0 }, { tx });
          if (!first.ok) return first;
          const moved = await placeRows.update(key, { place: 0 }, { tx });
          if (!moved.ok) return moved;
          const { rows } = unwrap(
            await database.run(
              (db) =>
                db.execute(
                  `select coalesce(max((data::json->>'place')::int), -1) + 1 as place from infra_outbox where key = '${key}'`,
                ),
              { tx },
            ),
          );
          const place = Number(rows[0]?.['place']);
          const all = Array.from({ length: count }, (_, index) => ({ key, place: place + index }));
          for (const data of all) {
            const published = await outbox.publish('moved', data, { tx, key });
            if (!published.ok) return published;
          }
          return isRolledBack ? err(refusal) : ok();
        },
        { attempts: 100, timeoutMs: 120_000 },
      );
      if (written.ok) committed += count;
      else expect(written.error.code).toBe('forbidden');
    }
  }
  await Promise.all(Array.from({ length: writers }, write));
  for (let turn = 0; ; turn += 1) {
    const { pending, claimed, parked } = unwrap(await store.counts());
    expect(parked).toBe(0);
    if (pending + claimed === 0 && unwrap(await effectRows.count({})) >= committed) break;
    if (turn > 1_200) throw new Error(`it does not end: ${String(pending)} pending, ${String(claimed)} claimed`);
    await sleep(50);
  }
  for (const relay of running) unwrap(await relay.close({ deadlineMs: 2_000 }));

  const rows = unwrap(await effectRows.findMany({}, { sort: [{ field: 'number' }] }));
  expect(rows).toHaveLength(committed);
  for (const key of new Set(rows.map((row) => row.key))) {
    const told = rows.filter((row) => row.key === key).map(({ place }) => place);
    expect(told, key).toEqual(told.map((_, index) => index));
  }
  return { committed, deliveries, killed };
}
