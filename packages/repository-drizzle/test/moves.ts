import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { err, InfraError, ok, unwrap, type AsyncResult, type EventRun } from '@infra/core';
import { createInbox, createOutbox } from '@infra/outbox';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { expect } from 'vitest';
import {
  createDrizzleDatabase,
  createDrizzleInboxStore,
  createDrizzleOutboxStore,
  createDrizzleRepository,
  migrateDrizzleDatabase,
  type DrizzleDatabase,
} from '../src/index.js';
import { query } from './postgres.js';

export interface Events {
  /** Of each key the places are 0, 1, 2, …, in the order of the commits. */
  readonly moved: { readonly key: string; readonly place: number };
}

export type HandleMoved = (
  event: { readonly id: string; readonly data: Events['moved'] },
  run: EventRun,
) => AsyncResult<void>;

/** Writers that tell by an outbox what they do, and the effects that come of it in the end. */
export interface Moves extends AsyncDisposable {
  readonly store: ReturnType<typeof createDrizzleOutboxStore>;
  readonly committed: number;
  /** So many writers at once, until so many events are committed in all. Some of what they do is rolled back. */
  write(writers: number, events: number): Promise<void>;
  /** Has each event take effect in a transaction of the consumer's, which an inbox is in. */
  handlerOver(database: DrizzleDatabase): HandleMoved;
  countEffects(): Promise<number>;
  /** Waits until all is published and has taken effect: none is lost, none is there twice, and each key is in its order. */
  expectAll(): Promise<void>;
}

const KEYS = 20;
const refusal = new InfraError({ code: 'forbidden', message: 'no', provider: 'test', operation: 'test' });

const places = pgTable('places', { id: text('id').primaryKey(), place: integer('place').notNull() });
const effects = pgTable('effects', {
  number: integer('number').primaryKey().generatedAlwaysAsIdentity(),
  key: text('key').notNull(),
  place: integer('place').notNull(),
});
const TABLES = `create table places (id text primary key, place int not null);
create table effects (number int primary key generated always as identity, key text not null, place int not null)`;

/** In an empty schema. */
export async function createMoves(url: string): Promise<Moves> {
  await query(url, TABLES);
  const database = createDrizzleDatabase({ url, connection: { max: 20 }, connectTimeoutMs: 30_000 });
  unwrap(await migrateDrizzleDatabase(database));
  const store = createDrizzleOutboxStore(database);
  const outbox = createOutbox<Events>({ store });
  const placeRows = createDrizzleRepository({ database, table: places });
  const effectRows = createDrizzleRepository({ database, table: effects });
  unwrap(await placeRows.createMany(Array.from({ length: KEYS }, (_, key) => ({ id: `k${String(key)}`, place: 0 }))));
  let committed = 0;

  async function writeUntil(events: number): Promise<void> {
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

  const countEffects = async (): Promise<number> => unwrap(await effectRows.count({}));

  return {
    store,
    get committed() {
      return committed;
    },
    write: async (writers, events) => {
      await Promise.all(Array.from({ length: writers }, () => writeUntil(events)));
    },
    handlerOver: (consumer) => {
      const inbox = createInbox({ store: createDrizzleInboxStore(consumer), transactions: consumer });
      const rows = createDrizzleRepository({ database: consumer, table: effects });
      return inbox.handler('effects', ({ data }, tx) => rows.create({ ...data }, { tx }));
    },
    countEffects,
    expectAll: async () => {
      for (let turn = 0; ; turn += 1) {
        const { pending, claimed, parked } = unwrap(await store.counts());
        expect(parked).toBe(0);
        if (pending + claimed === 0 && (await countEffects()) >= committed) break;
        if (turn > 1_200) throw new Error(`it does not end: ${String(pending)} pending, ${String(claimed)} claimed`);
        await sleep(50);
      }
      const rows = unwrap(await effectRows.findMany({}, { sort: [{ field: 'number' }] }));
      expect(rows).toHaveLength(committed);
      for (const key of new Set(rows.map((row) => row.key))) {
        const told = rows.filter((row) => row.key === key).map(({ place }) => place);
        expect(told, key).toEqual(told.map((_, index) => index));
      }
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}
