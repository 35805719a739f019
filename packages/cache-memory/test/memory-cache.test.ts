import { createTestClock } from '@infra/conformance';
import { ok, type Clock, type InfraError, unwrap } from '@infra/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMemoryCache } from '../src/index.js';
import { LruStore } from '../src/lru-store.js';
import { TurnTime } from '../src/turn-time.js';

describe('limits', () => {
  test('the least recently used entry goes first; reading is using, looking is not', async () => {
    await using cache = createMemoryCache({ maxEntries: 3 });
    unwrap(
      await cache.setMany([
        ['a', 1],
        ['b', 2],
        ['c', 3],
      ]),
    );
    unwrap(await cache.get('a'));
    unwrap(await cache.has('b'));
    unwrap(await cache.set('d', 4));
    const left = await cache.getMany(['a', 'b', 'c', 'd']);
    expect(left.ok && [...left.value.keys()]).toEqual(['a', 'c', 'd']);
  });

  test('the limits hold over all namespaces together', async () => {
    await using cache = createMemoryCache({ maxEntries: 2 });
    unwrap(await cache.namespace('x').set('k', 1));
    unwrap(await cache.namespace('y').set('k', 1));
    unwrap(await cache.set('k', 1));
    expect(cache.stats().entries).toBe(2);
    expect(await cache.namespace('x').has('k')).toEqual(ok(false));
  });

  test('bytes are bounded as well, and a value that could never fit is refused', async () => {
    await using cache = createMemoryCache({ maxBytes: 10_000 });
    for (let index = 0; index < 100; index += 1) unwrap(await cache.set(`k${String(index)}`, 'x'.repeat(400)));
    const { bytes = 0, entries = 0 } = cache.stats();
    expect(bytes).toBeLessThanOrEqual(10_000);
    expect(entries).toBeGreaterThan(5);
    expect(await cache.get('k99')).toEqual(ok('x'.repeat(400)));
    expect(await cache.set('huge', 'x'.repeat(10_000))).toMatchObject({ error: { code: 'validation' } });
  });

  test('an entry that has expired leaves before a live one has to', async () => {
    const clock = createTestClock();
    await using cache = createMemoryCache({ maxEntries: 2, clock });
    unwrap(await cache.set('short', 1, { ttlMs: 10 }));
    unwrap(await cache.set('long', 1));
    clock.advance(11);
    unwrap(await cache.set('new', 1));
    expect(cache.stats().entries).toBe(2);
    expect(await cache.has('long')).toEqual(ok(true));
  });

  test('under any history the store agrees with a plain model, counts and bytes included', () => {
    const step = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({
          op: fc.constant('write' as const),
          key: fc.nat(9),
          life: fc.integer({ min: 1, max: 50 }),
        }),
      },
      { weight: 4, arbitrary: fc.record({ op: fc.constant('read' as const), key: fc.nat(9) }) },
      { weight: 1, arbitrary: fc.record({ op: fc.constant('remove' as const), key: fc.nat(9) }) },
      { weight: 2, arbitrary: fc.record({ op: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 30 }) }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (history) => {
        const store = new LruStore({ maxEntries: 5, maxBytes: Infinity });
        let model: { readonly key: string; readonly expiresAt: number }[] = [];
        let now = 0;
        const use = (key: string): void => {
          const found = model.find((entry) => entry.key === key);
          if (found !== undefined) model = [...model.filter((entry) => entry !== found), found];
        };
        for (const action of history) {
          if (action.op === 'wait') {
            now += action.ms;
            continue;
          }
          const key = String(action.key);
          const live = model.some((entry) => entry.key === key && entry.expiresAt > now);
          if (action.op === 'write') {
            model = [...model.filter((entry) => entry.key !== key), { key, expiresAt: now + action.life }];
            if (model[0] !== undefined && model[0].expiresAt <= now) model = model.slice(1);
            if (model.length > 5) model = model.slice(-5);
            store.write('', { key, value: key, bytes: 1, expiresAt: now + action.life, tags: [key] }, now);
          } else if (action.op === 'read') {
            if (!live) model = model.filter((entry) => entry.key !== key);
            else use(key);
            expect(store.read('', key, now)?.value).toBe(live ? key : undefined);
          } else {
            const entry = store.peek('', key, now);
            expect(entry !== undefined).toBe(live);
            if (entry !== undefined) store.remove(entry);
            model = model.filter((candidate) => candidate.key !== key);
          }
          expect(store.entries).toBe(model.length);
          expect(
            store
              .in('')
              .map((entry) => entry.key)
              .sort(),
          ).toEqual(model.map((entry) => entry.key).sort());
        }
        for (const entry of store.in('')) store.remove(entry);
        expect([store.entries, store.bytes]).toEqual([0, 0]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('isolation', () => {
  test('plain data comes back frozen and shared, other data as a copy for every reader', async () => {
    await using cache = createMemoryCache();
    unwrap(await cache.set('plain', { list: [1] }));
    const [a, b] = [await cache.get('plain'), await cache.get('plain')];
    expect(a.ok && b.ok && a.value === b.value && Object.isFrozen(a.value)).toBe(true);
    unwrap(await cache.set('date', { at: new Date(0) }));
    const [c, d] = [await cache.get('date'), await cache.get('date')];
    expect(c.ok && d.ok && c.value !== d.value).toBe(true);
  });

  test('none shares values as they are, and still refuses what other caches would', async () => {
    await using cache = createMemoryCache({ isolation: 'none' });
    const value = { at: new Date(0) };
    unwrap(await cache.set('k', value));
    expect(await cache.get('k')).toEqual({ ok: true, value });
    const got = await cache.get('k');
    expect(got.ok && got.value).toBe(value);
    expect(await cache.set('f', () => 1)).toMatchObject({ error: { code: 'validation' } });
  });
});

test('a loaded value that cannot be stored is returned, counted and reported; an observer that throws harms nothing', async () => {
  const reported: InfraError[] = [];
  await using cache = createMemoryCache({
    onError: (error) => {
      reported.push(error);
      throw new Error('a broken observer');
    },
  });
  const load = () => 1;
  expect(await cache.getOrSet('k', async () => ok({ load }))).toEqual(ok({ load }));
  expect(reported).toMatchObject([{ code: 'validation', operation: 'cache.getOrSet' }]);
  expect(cache.stats().errors).toBe(1);
});

test.each([
  [{ maxEntries: 0 }, /maxEntries.* 0\./],
  [{ maxBytes: Number.NaN }, /maxBytes.*NaN/],
  [{ maxValueBytes: -5 }, /maxValueBytes.*-5/],
  [{ ttlMs: 0 }, /ttlMs/],
])('options that make no sense are refused when the cache is made: %j', (options, message) => {
  expect(() => createMemoryCache(options)).toThrow(message);
});

test('the wall clock has no say: moved by a day, nothing expires and nothing lives longer', async () => {
  const clock = createTestClock();
  await using cache = createMemoryCache({ clock });
  unwrap(await cache.set('k', 1, { ttlMs: 1_000 }));
  clock.setNow(new Date('2030-01-01T00:00:00Z'));
  expect(await cache.get('k')).toEqual(ok(1));
  clock.setNow(new Date('2020-01-01T00:00:00Z'));
  clock.advance(1_000);
  expect(await cache.get('k')).toEqual(ok(undefined));
});

test('no timer is held longer than a millisecond', async () => {
  const clock = createTestClock();
  await using cache = createMemoryCache({ clock });
  unwrap(await cache.set('k', 1));
  unwrap(await cache.getOrSet('l', async () => ok(1)));
  clock.advance(1);
  expect(clock.pending).toBe(0);
});

test('one look at the clock serves some readers, but none of them for longer than 64 readings or a millisecond', () => {
  let looks = 0;
  const clock = createTestClock();
  const counting: Clock = { ...clock, monotonicMs: () => ((looks += 1), clock.monotonicMs()) };
  const time = new TurnTime(counting);
  looks = 0;
  for (let reading = 0; reading < 64; reading += 1) time.roughly();
  expect(looks).toBe(1);
  time.roughly();
  expect(looks).toBe(2);
  expect(clock.pending).toBe(1);
  clock.advance(1);
  expect(time.roughly()).toBe(1);
  expect(looks).toBe(3);
  expect(time.exactly()).toBe(1);
});
