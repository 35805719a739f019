import { err, InfraError, unwrap, type AsyncResult, type OutboxStore } from '@infra/core';
import { createMemoryEventBus } from '@infra/events-memory';
import { createOutboxRelay } from '@infra/outbox';
import { createDrizzleDatabase } from '../src/index.js';
import { createMoves, type Events } from './moves.js';

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

const LEASE_MS = 400;
const never = new Promise<never>(() => undefined);
const unavailable = new InfraError({ code: 'unavailable', message: 'no', provider: 'test', operation: 'test' });

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
  await using moves = await createMoves(url);
  await using consumer = createDrizzleDatabase({ url, connectTimeoutMs: 30_000 });

  // What is published twice is delivered twice: only the inbox is in the way.
  await using bus = createMemoryEventBus<Events>({ dedupeWindowMs: 0 });
  const { ordered } = bus;
  const faulty = async <T>(call: () => AsyncResult<T>): AsyncResult<T> =>
    Math.random() < 0.02 ? err(unavailable) : call();
  const handle = moves.handlerOver(consumer);
  let deliveries = 0;
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
    const dies = (): boolean => killed < kills && Math.random() < 0.15;
    const relay = createOutboxRelay<Events>({
      store: mortal(moves.store, dies, () => {
        killed += 1;
        running.delete(relay);
        void hire();
      }),
      bus: {
        ...bus,
        ordered: {
          publish: (key, type, data, options) => faulty(() => ordered.publish(key, type, data, options)),
          publishMany: (many, io) => faulty(() => ordered.publishMany(many, io)),
        },
      },
      limit: 1 + Math.floor(Math.random() * 30),
      leaseMs: LEASE_MS,
      pollMs: 100,
    });
    running.add(relay);
    unwrap(await relay.start());
  }
  for (let index = 0; index < relays; index += 1) await hire();

  await moves.write(writers, events);
  await moves.expectAll();
  // Large claims are few calls, and so few deaths.
  while (killed < kills) {
    await moves.write(writers, moves.committed + 50);
    await moves.expectAll();
  }
  for (const relay of running) unwrap(await relay.close({ deadlineMs: 2_000 }));
  return { committed: moves.committed, deliveries, killed };
}
