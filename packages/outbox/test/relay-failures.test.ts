import { err, unwrap, type OutboxStore } from '@infra/core';
import { describe, expect, test } from 'vitest';
import { setUp, turns, until } from './fixtures.js';
import { failure, start, place, idsOf, guarded } from './relay-setting.js';

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
