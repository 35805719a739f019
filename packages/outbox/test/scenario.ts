import { randomUUID } from 'node:crypto';
import {
  err,
  InfraError,
  ok,
  unwrap,
  type AsyncResult,
  type ContextCarrier,
  type EventBus,
  type OutboxStore,
} from '@infra/core';
import { createMemoryRepository } from '@infra/repository-memory';
import { expect } from 'vitest';
import { createInbox, createOutbox, createOutboxRelay } from '../src/index.js';
import { setUp, turns, type Events } from './fixtures.js';

export interface Scenario {
  readonly writers: number;
  /** Transactions of each writer. */
  readonly transactions: number;
  readonly relays: number;
  readonly keys: number;
  /** How many relays are killed at most. */
  readonly kills: number;
  /** Between 0 and 1, the same ones in each run of a seed. */
  readonly random: () => number;
}

export interface Report {
  readonly committed: number;
  readonly deliveries: number;
  readonly killed: number;
  /** For each key the places of its effects, in the order in which they were committed. */
  readonly effects: ReadonlyMap<string, readonly number[]>;
  /** For each key how many events of it were committed. */
  readonly places: ReadonlyMap<string, number>;
}

interface Counter {
  readonly id: string;
  readonly place: number;
}

const never = new Promise<never>(() => undefined);
const unavailable = new InfraError({ code: 'unavailable', message: 'no', provider: 'test', operation: 'test' });
const no = new InfraError({ code: 'forbidden', message: 'no', provider: 'test', operation: 'test' });

/** As `kill -9` has it: before a call, or after it and before its answer, and from then on nothing. */
class Life {
  isOver = false;
  private readonly dies: () => boolean;

  constructor(dies: () => boolean) {
    this.dies = dies;
  }

  async run<T>(call: () => AsyncResult<T>): AsyncResult<T> {
    this.isOver ||= this.dies();
    if (this.isOver) return never;
    const result = await call();
    this.isOver ||= this.dies();
    return this.isOver ? never : result;
  }
}

function mortalStore(store: OutboxStore, life: Life): OutboxStore {
  return {
    ...store,
    claim: (options) => life.run(() => store.claim(options)),
    complete: (claim, ids, options) => life.run(() => store.complete(claim, ids, options)),
    fail: (claim, failures, options) => life.run(() => store.fail(claim, failures, options)),
    release: (claim, ids, options) => life.run(() => store.release(claim, ids, options)),
    clean: (olderThanMs, options) => life.run(() => store.clean(olderThanMs, options)),
  };
}

/** Now and then it fails as well, before or after it has published. */
function mortalBus({ ordered, ...bus }: EventBus<Events>, life: Life, random: () => number): EventBus<Events> {
  const run = async <T>(call: () => AsyncResult<T>): AsyncResult<T> => {
    if (random() < 0.1) return err(unavailable);
    const result = await life.run(call);
    return random() < 0.05 ? err(unavailable) : result;
  };
  return {
    ...bus,
    publish: (type, data, options) => run(() => bus.publish(type, data, options)),
    publishMany: (events, options) => run(() => bus.publishMany(events, options)),
    ...(ordered !== undefined && {
      ordered: {
        publish: (key, type, data, options) => run(() => ordered.publish(key, type, data, options)),
        publishMany: (events, options) => run(() => ordered.publishMany(events, options)),
      },
    }),
  };
}

/** Writers write, relays die, others go on: what has come of it in the end. */
export async function play({ writers, transactions, relays, keys, kills, random }: Scenario): Promise<Report> {
  // What is published twice is delivered twice: only the inbox is in the way.
  const { clock, database, store, inboxStore, bus } = setUp(undefined, 0);
  const counters = createMemoryRepository<Counter>({
    database,
    name: 'counter',
    fields: { id: 'text', place: 'integer' },
  });
  const log = createMemoryRepository<Counter>({ database, name: 'log', fields: { id: 'text', place: 'integer' } });
  unwrap(await counters.createMany(Array.from({ length: keys }, (_, key) => ({ id: `k${String(key)}`, place: 0 }))));
  // Not all in one context, so that a claim takes several calls.
  const carrier: ContextCarrier = {
    capture: () => ({ tenant: String(Math.floor(random() * 3)) }),
    run: (_, work) => work(),
  };
  const outbox = createOutbox<Events>({ store, clock, context: carrier });
  const inbox = createInbox({ store: inboxStore, transactions: database });

  const effects = new Map<string, number[]>();
  let deliveries = 0;
  const handler = inbox.handler<{ readonly id: string; readonly data: Events['order.placed'] }>(
    'log',
    async ({ data: { id, total } }, tx) => {
      // Of an id of its own: only the inbox keeps it from happening twice.
      const created = await log.create({ id: randomUUID(), place: total }, { tx });
      tx.afterCommit(async () => ok((effects.get(id) ?? effects.set(id, []).get(id))?.push(total)));
      return created;
    },
  );
  const subscribed = await bus.subscribe(
    'order.placed',
    (event, run) => {
      deliveries += 1;
      return handler(event, run);
    },
    { group: 'log', concurrency: 4, attempts: 100, backoff: { type: 'fixed', delayMs: 10 } },
  );
  unwrap(subscribed);

  let killed = 0;
  const lives: { readonly life: Life; readonly relay: ReturnType<typeof createOutboxRelay> }[] = [];
  async function hire(): Promise<void> {
    const life = new Life(() => {
      const dies = killed < kills && random() < 0.03;
      if (dies) killed += 1;
      return dies;
    });
    const relay = createOutboxRelay<Events>({
      store: mortalStore(store, life),
      bus: mortalBus(bus, life, random),
      context: carrier,
      clock,
      limit: 1 + Math.floor(random() * 20),
      leaseMs: 2_000,
      pollMs: 200,
    });
    unwrap(await relay.start());
    lives.push({ life, relay });
  }
  for (let index = 0; index < relays; index += 1) await hire();

  let committed = 0;
  let writing = writers;
  async function write(): Promise<void> {
    for (let turn = 0; turn < transactions; turn += 1) {
      await turns(Math.floor(random() * 3));
      const id = `k${String(Math.floor(random() * keys))}`;
      const count = 1 + Math.floor(random() * 3);
      const written = await database.transaction(
        async (tx) => {
          // Locks the key, so that its places are in the order of the commits.
          const counter = await counters.findOne({ id }, { tx });
          if (!counter.ok || counter.value === undefined) return counter.ok ? err(no) : counter;
          const { place } = counter.value;
          const moved = await counters.update(id, { place: place + count }, { tx });
          if (!moved.ok) return moved;
          const events = Array.from({ length: count }, (_, index) => place + index);
          for (const total of events) {
            const published = await outbox.publish('order.placed', { id, total }, { tx, key: id });
            if (!published.ok) return published;
          }
          return random() < 0.1 ? err(no) : ok();
        },
        { isolation: 'repeatable read', attempts: 100 },
      );
      if (written.ok) committed += count;
    }
    writing -= 1;
  }
  const all = Promise.all(Array.from({ length: writers }, write));

  for (let step = 0; ; step += 1) {
    if (step === 100_000) throw new Error('it does not end');
    await turns(2);
    clock.advance(20);
    for (const { life } of lives.filter(({ life: { isOver } }) => isOver)) {
      lives.splice(
        lives.findIndex((one) => one.life === life),
        1,
      );
      await hire();
    }
    const { pending, claimed } = unwrap(await store.counts());
    const effective = [...effects.values()].reduce((sum, places) => sum + places.length, 0);
    if (writing === 0 && pending + claimed === 0 && effective >= committed) break;
  }
  await all;
  await turns(10);
  const closing = lives.map(({ relay }) => relay.close({ deadlineMs: 1 }));
  clock.advance(1);
  for (const closed of closing) unwrap(await closed);
  unwrap(await bus.close());
  const places = new Map(unwrap(await counters.findMany({})).map(({ id, place }) => [id, place]));
  return { committed, deliveries, killed, effects, places };
}

/** Nothing is lost, keys keep their order, effects happen once. */
export function expectKept({ effects, places, committed }: Report): void {
  let sum = 0;
  for (const [key, place] of places) {
    // All of them, each once, in the order in which they were written.
    expect(effects.get(key) ?? []).toEqual(Array.from({ length: place }, (_, index) => index));
    sum += place;
  }
  expect(sum).toBe(committed);
}
