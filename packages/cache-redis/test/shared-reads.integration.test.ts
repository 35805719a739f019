import { ok, type AsyncResult, type Cache } from '@infra/core';
import { startRedis, type RedisServer } from '@tooling/servers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createRedisCache, type RedisCache } from '../src/index.js';

// Everything that is called in one turn of the event loop is under way together: no timing decides what these tests see.

let server: RedisServer;
let cache: RedisCache;

beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.close());
beforeEach(() => {
  cache = createRedisCache({ url: server.url });
});
afterEach(async () => {
  expect((await cache.clear()).ok).toBe(true);
  expect((await cache.close()).ok).toBe(true);
});

const INVALIDATIONS: readonly (readonly [string, (cache: Cache) => AsyncResult<unknown>])[] = [
  ['delete', (each) => each.delete('k')],
  ['deleteMany', (each) => each.deleteMany(['k', 'l'])],
  ['clear', (each) => each.clear()],
  ['invalidatePattern', (each) => each.invalidatePattern('k*')],
  ['invalidateTags', (each) => each.invalidateTags(['t'])],
];

describe.each(INVALIDATIONS)('%s while a read is under way', (_operation, invalidate) => {
  test('who asks afterwards does not get what was read before, and the load that follows is stored', async () => {
    expect(await cache.set('k', 'old', { tags: ['t'] })).toEqual(ok());
    let runs = 0;
    const load = async () => {
      runs += 1;
      return ok('new');
    };
    // The reader knows no tags: only the entry does.
    const before = cache.getOrSet('k', load);
    const invalidated = invalidate(cache);
    expect((await invalidated).ok).toBe(true);
    const after = cache.getOrSet('k', load);
    expect(['old', 'new']).toContain(await before.then((result) => (result.ok ? result.value : undefined)));
    expect(await after).toEqual(ok('new'));
    expect(await cache.get('k')).toEqual(ok('new'));
    expect(runs).toBe(1);
  });

  test('who asks in the meantime does not bring the old value back', async () => {
    expect(await cache.set('k', 'old', { tags: ['t'] })).toEqual(ok());
    const load = async () => ok('new');
    const results = await Promise.all([cache.getOrSet('k', load), invalidate(cache), cache.getOrSet('k', load)]);
    expect(results.map((result) => result.ok)).toEqual([true, true, true]);
    expect(await cache.getOrSet('k', load)).toEqual(ok('new'));
  });
});

test('a set while a read is under way is what later callers get', async () => {
  expect(await cache.set('k', 'old')).toEqual(ok());
  const before = cache.getOrSet('k', async () => ok('loaded'));
  const written = cache.set('k', 'new');
  const after = cache.getOrSet('k', async () => ok('loaded'));
  expect(await before).toEqual(ok('old'));
  expect(await written).toEqual(ok());
  expect(await after).toEqual(ok('new'));
});

test('who aborts leaves at once, alone, and the read goes on for the others', async () => {
  expect(await cache.set('k', { n: 1 })).toEqual(ok());
  const controller = new AbortController();
  const leaving = cache.getOrSet('k', async () => ok({ n: 2 }), { signal: controller.signal });
  const staying = cache.getOrSet('k', async () => ok({ n: 2 }));
  controller.abort();
  expect(await leaving).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  expect(await staying).toEqual(ok({ n: 1 }));
});

test('a miss whose first reader has left is loaded for the others, once', async () => {
  const controller = new AbortController();
  let runs = 0;
  const load = async () => {
    runs += 1;
    return ok('v');
  };
  const leaving = cache.getOrSet('k', load, { signal: controller.signal });
  const staying = Array.from({ length: 10 }, () => cache.getOrSet('k', load));
  controller.abort();
  expect(await leaving).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  for (const result of await Promise.all(staying)) expect(result).toEqual(ok('v'));
  expect(runs).toBe(1);
});

test('all who share a read get values of their own, and count as hits', async () => {
  const lists = cache.namespace<{ readonly list: number[] }>('lists');
  expect(await lists.set('k', { list: [1] })).toEqual(ok());
  const { hits } = cache.stats();
  const [a, b] = await Promise.all([1, 2].map(() => lists.getOrSet('k', async () => ok({ list: [2] }))));
  if (a?.ok !== true || b?.ok !== true) throw new Error('no value');
  a.value.list.push(7);
  expect(b.value).toEqual({ list: [1] });
  expect(cache.stats().hits - hits).toBe(2);
});

test('a cache that closes while a read is under way settles it, without a load', async () => {
  expect(await cache.get('warm-up')).toEqual(ok(undefined));
  let runs = 0;
  const waiting = cache.getOrSet('k', async () => ok(++runs));
  await using other = createRedisCache({ url: server.url });
  expect((await cache.close()).ok).toBe(true);
  expect(await waiting).toMatchObject({ ok: false, error: { code: 'unavailable', retryable: false } });
  expect(runs).toBe(0);
  cache = createRedisCache({ url: server.url });
  expect(await other.get('k')).toEqual(ok(undefined));
});
