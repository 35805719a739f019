import { ok, type AsyncResult, unwrap } from '@infra/core';
import { startRedis, type RedisServer } from '@tooling/servers';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createRedisCache, type RedisCache } from '../src/index.js';

// What reaches the server, counted by the server: round trips are a promise as much as results are.

let server: RedisServer;
let admin: Redis;
let cache: RedisCache;

beforeAll(async () => {
  server = await startRedis();
  admin = new Redis(server.url);
});
afterAll(async () => {
  await admin.quit();
  await server.close();
});
beforeEach(async () => {
  await admin.flushall();
  cache = createRedisCache({ url: server.url });
  unwrap(await cache.get('warm-up'));
});
afterEach(async () => {
  unwrap(await cache.close());
});

/** How often each command arrived while `work` ran; what scripts call on the server does not count as arriving. */
async function commandsOf(
  work: () => AsyncResult<unknown> | Promise<unknown>,
): Promise<Readonly<Record<string, number>>> {
  await admin.config('RESETSTAT');
  await work();
  const stats = await admin.info('commandstats');
  const counts: Record<string, number> = {};
  for (const [, name = '', calls] of stats.matchAll(/cmdstat_([\w|]+):calls=(\d+)/g)) counts[name] = Number(calls);
  return counts;
}

describe('round trips', () => {
  test('an untagged read is one GET, a bulk read one MGET', async () => {
    expect(await commandsOf(() => cache.get('k'))).toMatchObject({ get: 1 });
    expect(await commandsOf(() => cache.getMany(['a', 'b', 'c']))).toMatchObject({ mget: 1 });
  });

  test('a tagged read is one script, however many tags there are', async () => {
    const tags = ['a', 'b', 'c', 'd', 'e'];
    unwrap(await cache.set('k', 1, { tags }));
    expect(await commandsOf(() => cache.get('k'))).toMatchObject({ evalsha: 1 });
    expect(await commandsOf(() => cache.getMany(['k', 'l']))).toMatchObject({ evalsha: 1 });
  });

  test('a process that meets its first tagged entry pays one round trip more, once per namespace', async () => {
    unwrap(await cache.set('k', 1, { tags: ['t'] }));
    await using other = createRedisCache({ url: server.url });
    unwrap(await other.has('warm-up'));
    const first = await commandsOf(() => other.get('k'));
    expect(first['evalsha']).toBe(1);
    const second = await commandsOf(() => other.get('k'));
    expect(second['evalsha']).toBe(1);
    expect(second['get']).toBe(2); // inside the script: the entry and its one tag
  });

  test('a hundred callers of one missing key cost at most four commands and one load', async () => {
    let runs = 0;
    const arrived = await commandsOf(() =>
      Promise.all(
        Array.from({ length: 100 }, () =>
          cache.getOrSet('k', async () => {
            runs += 1;
            return ok('v');
          }),
        ),
      ),
    );
    expect(runs).toBe(1);
    const fromOutside = (arrived['evalsha'] ?? 0) + (arrived['eval'] ?? 0);
    expect(fromOutside).toBeLessThanOrEqual(4);
  });

  test('a hundred callers of one key that is there share one GET', async () => {
    unwrap(await cache.set('k', 'v'));
    const arrived = await commandsOf(() =>
      Promise.all(Array.from({ length: 100 }, () => cache.getOrSet('k', async () => ok('loaded')))),
    );
    expect(arrived['get']).toBe(1);
    expect(arrived['evalsha']).toBeUndefined();
  });

  test('invalidating uses SCAN in small batches and UNLINK, never KEYS or DEL of many', async () => {
    unwrap(await cache.setMany(Array.from({ length: 1_000 }, (_, index) => [`p:${String(index)}`, index])));
    const arrived = await commandsOf(() => cache.invalidatePattern('p:*'));
    expect(arrived['keys']).toBeUndefined();
    expect(arrived['scan']).toBeGreaterThanOrEqual(5);
    expect(arrived['unlink']).toBeGreaterThan(0);
  });
});

describe('what is left behind', () => {
  test('tags expire with their entries, and loads leave no claim', async () => {
    unwrap(await cache.set('k', 1, { tags: ['t'], ttlMs: 60_000 }));
    unwrap(await cache.getOrSet('l', async () => ok(1), { tags: ['t'], ttlMs: 90_000 }));
    const keys = (await admin.keys('*')).sort();
    expect(keys).toEqual(['cache:#t', 'cache::k', 'cache::l']);
    expect(await admin.pttl('cache:#t')).toBeGreaterThan(80_000);
    unwrap(await cache.clear());
    expect(await admin.dbsize()).toBe(0);
  });

  test('a failing load gives its claim back', async () => {
    expect(await cache.getOrSet('k', () => Promise.reject(new Error('x')))).toMatchObject({ ok: false });
    expect(await admin.dbsize()).toBe(0);
  });

  test('plain data is plain JSON, so that people and other programs can read it', async () => {
    unwrap(await cache.namespace('user').set('42', { name: 'Ada' }));
    expect(await admin.get('cache:user::42')).toBe('{"name":"Ada"}');
  });
});

test('after SCRIPT FLUSH scripts are loaded again by themselves', async () => {
  unwrap(await cache.set('k', 1, { tags: ['t'] }));
  await admin.script('FLUSH');
  expect(await cache.get('k')).toEqual(ok(1));
});

test('a key that holds another type is a conflict, with advice', async () => {
  await admin.lpush('cache::list', 'x');
  const result = await cache.get('list');
  expect(result).toMatchObject({ ok: false, error: { code: 'conflict', retryable: false } });
});

test('a renewed claim outlives its time-out while the loader runs', async () => {
  await using slow = createRedisCache({ url: server.url, loadLockMs: 600 });
  const result = await slow.getOrSet('k', async () => {
    // Real time, because the claim expires on the server's clock.
    const end = performance.now() + 2_000;
    while (performance.now() < end) {
      await new Promise((resolve) => setImmediate(resolve));
      expect(await admin.exists('cache:!k')).toBe(1);
    }
    return ok('slow');
  });
  expect(result).toEqual(ok('slow'));
  expect(await admin.get('cache::k')).toBe('"slow"');
});
