import {
  err,
  InfraError,
  isInfraError,
  ok,
  unwrap,
  type EventBus,
  type EventOf,
  type OnError,
  type OutboxStore,
} from '@infra/core';
import { describe, expect, test } from 'vitest';
import { createOutbox, createOutboxRelay, type OutboxRelay, type OutboxRelayOptions } from '../src/index.js';
import { codeOf, createCarrier, setUp, turns, until, type Events, type Setting } from './fixtures.js';

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const failure = (code: InfraError['code'], retryable?: boolean): InfraError =>
  new InfraError({ code, message: `it is ${code}`, provider: 'test', operation: 'test', retryable });

interface Started extends Setting {
  readonly relay: OutboxRelay;
  readonly told: InfraError[];
  readonly seen: EventOf<Events>[];
}

async function start(options: Partial<OutboxRelayOptions<Events>> = {}, setting: Setting = setUp()): Promise<Started> {
  const told: InfraError[] = [];
  const seen: EventOf<Events>[] = [];
  const onError: OnError = (error) => told.push(error);
  const { store, bus, clock } = setting;
  const relay = createOutboxRelay<Events>({ store, bus, clock, onError, ...options });
  unwrap(await bus.subscribe('*', async (event) => ok(seen.push(event)), { group: 'all' }));
  unwrap(await relay.start());
  return { ...setting, relay, told, seen };
}

/** Writes orders, all in one transaction: of the key that the id begins with, if it is followed by a dot. */
async function place({ database, store, clock }: Setting, ...ids: readonly string[]): Promise<void> {
  const outbox = createOutbox<Events>({ store, clock });
  const events = ids.map((id) => ({
    type: 'order.placed' as const,
    data: { id, total: 1 },
    key: id.includes('.') ? id.split('.')[0] : undefined,
  }));
  unwrap(await database.transaction((tx) => outbox.publishMany(events, { tx })));
}

const idsOf = (seen: readonly EventOf<Events>[]): readonly string[] => seen.map(({ data }) => data.id);

/** A store that cannot call. */
function silent({ wakeups: _, ...store }: OutboxStore): OutboxStore {
  return store;
}

/** A bus that asks a function before it publishes anything. */
function guarded(
  bus: EventBus<Events>,
  problem: (ids: readonly string[], signal: AbortSignal | undefined) => InfraError | undefined | Promise<undefined>,
  isOrdered = true,
): EventBus<Events> {
  const { ordered } = bus;
  const idOf = (data: object): string => ('id' in data ? String(data.id) : '');
  const ask = async (data: readonly object[], signal?: AbortSignal): Promise<InfraError | undefined> =>
    problem(data.map(idOf), signal);
  return {
    ...bus,
    publish: async (type, data, options) => {
      const error = await ask([data], options?.signal);
      return error === undefined ? bus.publish(type, data, options) : err(error);
    },
    publishMany: async (events, options) => {
      const error = await ask(
        events.map(({ data }) => data),
        options?.signal,
      );
      return error === undefined ? bus.publishMany(events, options) : err(error);
    },
    ...(isOrdered &&
      ordered !== undefined && {
        ordered: {
          publish: async (key, type, data, options) => {
            const error = await ask([data], options?.signal);
            return error === undefined ? ordered.publish(key, type, data, options) : err(error);
          },
          publishMany: async (events, options) => {
            const error = await ask(
              events.map(({ data }) => data),
              options?.signal,
            );
            return error === undefined ? ordered.publishMany(events, options) : err(error);
          },
        },
      }),
  };
}

describe('what is committed', () => {
  test('is published as it was written, at once where the store calls', async () => {
    const carrier = createCarrier();
    const setting = setUp(carrier);
    const contexts: unknown[] = [];
    unwrap(await setting.bus.subscribe('*', async (_, run) => ok(contexts.push(run.context)), { group: 'contexts' }));
    const started = await start({ context: carrier }, setting);
    const { database, store, clock, seen } = started;
    const outbox = createOutbox<Events>({ store, context: carrier, clock });
    const time = new Date('2020-01-01T00:00:00Z');
    const context = { correlationId: 'c1', traceparent: TRACE };
    const published = await carrier.run(context, () =>
      database.transaction((tx) =>
        outbox.publish('order.placed', { id: 'a', total: 1 }, { tx, id: 'e1', key: 'k', subject: 's', time }),
      ),
    );
    expect(published).toEqual(ok({ id: 'e1', type: 'order.placed' }));
    await turns();
    expect(seen).toEqual([
      {
        specversion: '1.0',
        id: 'e1',
        source: '/',
        type: 'order.placed',
        time,
        subject: 's',
        partitionkey: 'k',
        traceparent: TRACE,
        retrycount: 0,
        data: { id: 'a', total: 1 },
      },
    ]);
    expect(contexts).toEqual([context]);
    unwrap(await started.relay.close());
  });

  test('is found by looking, where the store does not call', async () => {
    const setting = setUp();
    const started = await start({ store: silent(setting.store), pollMs: 1_000 }, setting);
    await place(started, 'a');
    await turns();
    expect(started.seen).toEqual([]);
    started.clock.advance(1_000);
    await turns();
    expect(idsOf(started.seen)).toEqual(['a']);
    unwrap(await started.relay.close());
  });

  test('goes out in as few calls as possible, of more than one claim if need be', async () => {
    const setting = setUp();
    const calls: number[] = [];
    const bus = guarded(setting.bus, (ids) => {
      calls.push(ids.length);
      return undefined;
    });
    const started = await start({ bus, limit: 10 }, setting);
    await place(started, ...Array.from({ length: 25 }, (_, index) => `k.${String(index)}`));
    await turns();
    expect(calls).toEqual([10, 10, 5]);
    expect(idsOf(started.seen)).toEqual(Array.from({ length: 25 }, (_, index) => `k.${String(index)}`));
    unwrap(await started.relay.close());
  });

  test('is published in its order on a bus without order, too', async () => {
    const setting = setUp();
    const started = await start({ bus: guarded(setting.bus, () => undefined, false), limit: 2 }, setting);
    await place(started, 'k.0', 'k.1', 'j.0', 'k.2');
    await turns();
    expect(idsOf(started.seen)).toEqual(['k.0', 'k.1', 'j.0', 'k.2']);
    unwrap(await started.relay.close());
  });
});

describe('an event that cannot be published', () => {
  test('is tried again for as long as it takes; its key waits, and no other', async () => {
    const setting = setUp();
    let isDown = true;
    let tries = 0;
    const bus = guarded(setting.bus, (ids) => {
      if (!isDown || !ids.some((id) => id.startsWith('bad'))) return undefined;
      tries += 1;
      return failure('unavailable');
    });
    const started = await start({ bus, limit: 1 }, setting);
    await place(started, 'bad.0', 'bad.1', 'good.0', 'free');
    await until(() => tries > 20, started.clock, 1_000);
    expect(idsOf(started.seen)).toEqual(['good.0', 'free']);
    expect(started.told.every(({ code }) => code === 'unavailable')).toBe(true);
    expect(started.told).not.toHaveLength(0);
    expect(unwrap(await started.store.counts())).toMatchObject({ pending: 2, parked: 0 });
    isDown = false;
    await until(() => started.seen.length === 4, started.clock, 1_000);
    expect(idsOf(started.seen)).toEqual(['good.0', 'free', 'bad.0', 'bad.1']);
    unwrap(await started.relay.close());
  });

  test('and never will is parked and told; those beside it go on', async () => {
    const setting = setUp();
    const bus = guarded(setting.bus, (ids) => (ids.includes('k.1') ? failure('validation') : undefined));
    const started = await start({ bus }, setting);
    await place(started, 'k.0', 'k.1', 'k.2');
    await turns();
    expect(idsOf(started.seen)).toEqual(['k.0', 'k.2']);
    expect(started.told.map(({ code, retryable }) => [code, retryable])).toEqual([['validation', false]]);
    const [parked] = unwrap(await started.store.parked.list()).items;
    expect([parked?.data, parked?.reason.code]).toEqual([{ id: 'k.1', total: 1 }, 'validation']);
    expect(started.told[0]?.details).toEqual({ id: parked?.id, type: 'order.placed' });
    expect(unwrap(await started.relay.health()).status).toBe('degraded');
    unwrap(await started.relay.close());
  });

  test('because the bus does not answer ends with the lease, and is tried again', async () => {
    const setting = setUp();
    let hangs = true;
    const signals: (AbortSignal | undefined)[] = [];
    const bus = guarded(setting.bus, (_, signal) => {
      if (!hangs) return undefined;
      signals.push(signal);
      return new Promise<undefined>(() => undefined);
    });
    const started = await start({ bus, leaseMs: 10_000 }, setting);
    await place(started, 'a');
    await turns();
    started.clock.advance(7_999);
    expect(signals.map((signal) => signal?.aborted)).toEqual([false]);
    started.clock.advance(1);
    await turns();
    expect(signals[0]?.aborted).toBe(true);
    expect(started.told.map(({ code }) => code)).toEqual(['timeout']);
    hangs = false;
    await until(() => started.seen.length > 0, started.clock);
    expect(idsOf(started.seen)).toEqual(['a']);
    unwrap(await started.relay.close());
  });

  test('because the bus throws is tried again', async () => {
    const setting = setUp();
    let throws = true;
    const bus = guarded(setting.bus, () => {
      if (throws) throw new Error('broken');
      return undefined;
    });
    const onError = (): never => {
      throw new Error('broken as well');
    };
    const started = await start({ bus, onError }, setting);
    await place(started, 'a');
    await turns();
    throws = false;
    await until(() => started.seen.length > 0, started.clock);
    unwrap(await started.relay.close());
  });
});

describe('a store that fails', () => {
  test('is told, and asked again later and later', async () => {
    const setting = setUp();
    let claims = 0;
    let fails = true;
    const store: OutboxStore = {
      ...setting.store,
      claim: async (options) => {
        claims += 1;
        if (claims % 2 === 0 && fails) throw new Error('broken');
        return fails ? err(failure('unavailable')) : setting.store.claim(options);
      },
    };
    const started = await start({ store, pollMs: 1_000 }, setting);
    await turns();
    for (let second = 0; second < 300; second += 1) {
      started.clock.advance(1_000);
      await turns(3);
    }
    expect(claims).toBeGreaterThan(8);
    expect(claims).toBeLessThan(40);
    expect(new Set(started.told.map(({ code }) => code))).toEqual(new Set(['unavailable', 'internal']));
    fails = false;
    await place(started, 'a');
    await until(() => started.seen.length > 0, started.clock, 1_000);
    unwrap(await started.relay.close());
  });

  test('to be told of what was published has it published again, by the same id', async () => {
    const setting = setUp();
    let fails = true;
    const store: OutboxStore = {
      ...setting.store,
      complete: async (claim, ids, options) => {
        if (!fails) return setting.store.complete(claim, ids, options);
        fails = false;
        return err(failure('unavailable'));
      },
    };
    const published: string[] = [];
    const bus = guarded(setting.bus, (ids) => {
      published.push(...ids);
      return undefined;
    });
    const started = await start({ store, bus, leaseMs: 5_000 }, setting);
    await place(started, 'a');
    await until(() => published.length > 1, started.clock);
    await turns();
    expect(published).toEqual(['a', 'a']);
    expect(idsOf(started.seen)).toEqual(['a']);
    unwrap(await started.relay.close());
  });
});

describe('closing', () => {
  test('publishes what is claimed, claims no more, and leaves no timer', async () => {
    const setting = setUp();
    let open = (): void => undefined;
    const opened = new Promise<undefined>((resolve) => (open = () => resolve(undefined)));
    const bus = guarded(setting.bus, () => opened);
    const started = await start({ bus, limit: 1 }, setting);
    await place(started, 'a', 'b');
    await turns();
    const closing = started.relay.close();
    open();
    unwrap(await closing);
    unwrap(await started.relay.close());
    await turns();
    expect(idsOf(started.seen)).toEqual(['a']);
    expect(unwrap(await started.store.counts())).toMatchObject({ pending: 1, claimed: 0 });
    expect(started.clock.pending).toBe(0);
    expect(codeOf(await started.relay.start())).toBe('unavailable');
    expect(unwrap(await started.relay.health()).status).toBe('down');
  });

  test('gives back what the bus does not take in time', async () => {
    const setting = setUp();
    const bus = guarded(setting.bus, () => new Promise<undefined>(() => undefined));
    const started = await start({ bus }, setting);
    await place(started, 'k.0', 'k.1');
    await turns();
    const closing = started.relay.close({ deadlineMs: 1_000 });
    started.clock.advance(750);
    unwrap(await closing);
    expect(unwrap(await started.store.claim())?.messages.map(({ attempts }) => attempts)).toEqual([0, 0]);
    expect(started.told).toEqual([]);
    expect(started.clock.pending).toBe(0);
  });

  test('ends at its deadline, though the store does not answer', async () => {
    const setting = setUp();
    const store: OutboxStore = { ...setting.store, claim: () => new Promise<never>(() => undefined) };
    const { relay, clock } = await start({ store }, setting);
    await turns();
    let isClosed = false;
    const closing = relay.close({ deadlineMs: 1_000 }).then(() => (isClosed = true));
    clock.advance(999);
    await turns();
    expect(isClosed).toBe(false);
    clock.advance(1);
    await closing;
    expect(clock.pending).toBe(0);
  });
});

test('what was published is kept for a while, and then forgotten', async () => {
  const started = await start({ keepMs: 10_000 });
  const { database, store, clock } = started;
  const outbox = createOutbox<Events>({ store, clock });
  const again = async (): Promise<string> =>
    codeOf(await database.transaction((tx) => outbox.publish('order.paid', { id: 'a' }, { tx, id: 'e1' })));
  expect(await again()).toBe('ok');
  await turns();
  expect(await again()).toBe('conflict');
  await until(async () => (await again()) === 'ok', clock, 1_000);
  expect(clock.monotonicMs()).toBeGreaterThan(10_000);
  expect(clock.monotonicMs()).toBeLessThan(20_000);
  unwrap(await started.relay.close());
});

test('health tells of what waits too long, and of a store that does not answer', async () => {
  const setting = setUp();
  const counting = { fails: false };
  const store: OutboxStore = {
    ...setting.store,
    counts: (options) =>
      counting.fails ? Promise.resolve(err(failure('unavailable'))) : setting.store.counts(options),
  };
  const bus = guarded(setting.bus, () => failure('unavailable'));
  const relay = createOutboxRelay<Events>({ ...setting, store, bus, maxLagMs: 5_000 });
  expect(unwrap(await relay.health()).status).toBe('down');
  unwrap(await relay.start());
  expect(unwrap(await relay.health())).toMatchObject({ status: 'up', details: { pending: 0 } });
  await place(setting, 'a');
  setting.clock.advance(5_001);
  expect(unwrap(await relay.health()).status).toBe('degraded');
  counting.fails = true;
  expect(unwrap(await relay.health())).toMatchObject({ status: 'down', reason: 'it is unavailable' });
  expect(codeOf(await relay.health({ signal: AbortSignal.abort() }))).toBe('cancelled');
  unwrap(await relay.close());
});

test.each([
  { limit: 0 },
  { limit: 1_001 },
  { leaseMs: 0 },
  { pollMs: 0 },
  { parallel: 0 },
  { retry: { delayMs: -1 } },
  { retry: { maxMs: Number.NaN } },
  { keepMs: -1 },
  { maxLagMs: -1 },
])('options that make no sense throw validation: %o', (options) => {
  const { store, bus } = setUp();
  const isRefusal = (cause: unknown): boolean => isInfraError(cause) && cause.code === 'validation';
  expect(() => createOutboxRelay<Events>({ store, bus, ...options })).toThrow(expect.toSatisfy(isRefusal));
});
