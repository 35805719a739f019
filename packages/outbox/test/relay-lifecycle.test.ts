import { err, isInfraError, unwrap, type OutboxStore } from '@infra/core';
import { describe, expect, test } from 'vitest';
import { createOutbox, createOutboxRelay } from '../src/index.js';
import { codeOf, setUp, turns, until, type Events } from './fixtures.js';
import { failure, start, place, idsOf, guarded } from './relay-setting.js';

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
