import { ok, type AsyncResult, type InfraError, type Result, unwrap } from '@infra/core';
import { createTcpProxy, redisOutages, startRedis, type RedisServer, type TcpProxy } from '@tooling/servers';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createRedisCache, type RedisCache } from '../src/index.js';

/** The promises, with room for two busy cores: what is measured is the order of magnitude, not the machine. */
const TIMEOUT_MS = 300;
const SETTLES_MS = TIMEOUT_MS + 700;
const AT_ONCE_MS = 50;
const RECOVERS_MS = 3_000;

let server: RedisServer;
let proxy: TcpProxy;
let cache: RedisCache;
const reported: InfraError[] = [];

beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.close());

beforeEach(async () => {
  reported.length = 0;
  proxy = await createTcpProxy({ port: server.port });
  cache = createRedisCache({
    url: `redis://127.0.0.1:${String(proxy.port)}`,
    timeoutMs: TIMEOUT_MS,
    onError: (error) => reported.push(error),
  });
  expect(await cache.set('k', 'before')).toEqual(ok());
});
afterEach(async () => {
  unwrap(await cache.close({ deadlineMs: 500 }));
  await proxy.close();
});

async function timed<T>(work: AsyncResult<T>): Promise<{ readonly result: Result<T>; readonly ms: number }> {
  const started = performance.now();
  const result = await work;
  return { result, ms: performance.now() - started };
}

function codeOf(result: Result<unknown>): string {
  return result.ok ? 'ok' : result.error.code;
}

/** Every operation at once, as a busy service sends them. */
function everything(): readonly AsyncResult<unknown>[] {
  return [
    cache.get('k'),
    cache.getMany(['k', 'l']),
    cache.set('k', 'during'),
    cache.set('t', 1, { tags: ['t'] }),
    cache.setMany([['a', 1]]),
    cache.delete('x'),
    cache.has('k'),
    cache.increment('n'),
    cache.invalidateTags(['t']),
    cache.invalidatePattern('p*'),
    cache.clear(),
  ];
}

async function expectFailingFast(): Promise<void> {
  for (const operation of everything()) {
    const { result, ms } = await timed(operation);
    expect(codeOf(result)).toMatch(/unavailable|timeout/);
    expect(ms).toBeLessThan(AT_ONCE_MS);
  }
  const { result, ms } = await timed(cache.getOrSet('k', async () => ok('loaded')));
  expect(result).toEqual(ok('loaded'));
  expect(ms).toBeLessThan(AT_ONCE_MS);
}

async function expectRecovery(): Promise<void> {
  const started = performance.now();
  await vi.waitFor(async () => expect(await cache.set('k', 'after')).toEqual(ok()), {
    timeout: RECOVERS_MS,
    interval: 10,
  });
  expect(performance.now() - started).toBeLessThan(RECOVERS_MS);
  expect(await cache.get('k')).toEqual(ok('after'));
  expect((await cache.health()).ok).toBe(true);
}

/** Ways to lose Redis: with each, operations settle in time, then fail at once, then work again by themselves. */
const OUTAGES = redisOutages(
  () => server,
  () => proxy,
);

describe.each(OUTAGES)('when %s', (_name, begin, end) => {
  test('every operation settles in time, then fails at once, then recovers by itself', async () => {
    await begin();
    const first = await Promise.all(everything().map(timed));
    for (const { result, ms } of first) {
      expect(codeOf(result)).toMatch(/unavailable|timeout/);
      expect(ms).toBeLessThan(SETTLES_MS);
    }
    await expectFailingFast();
    const { result } = await timed(cache.health());
    expect(result.ok && result.value.status).toBe('down');
    await end();
    await expectRecovery();
    expect(reported.length).toBeGreaterThan(0);
    expect(reported.every((error) => error.provider === 'redis')).toBe(true);
  });

  test('getOrSet returns the loader’s value within one time-out, and one load serves all', async () => {
    await begin();
    let runs = 0;
    const load = async () => ok(++runs);
    const all = await Promise.all(Array.from({ length: 50 }, () => timed(cache.getOrSet('missing', load))));
    for (const { result, ms } of all) {
      expect(result).toEqual(ok(1));
      expect(ms).toBeLessThan(SETTLES_MS);
    }
    expect(runs).toBe(1);
    await end();
    await expectRecovery();
  });

  test('close returns within its deadline', async () => {
    await begin();
    void timed(cache.get('k'));
    const { result, ms } = await timed(cache.close({ deadlineMs: 400 }));
    expect(result).toEqual(ok());
    expect(ms).toBeLessThan(400 + 500);
    expect(codeOf(await cache.get('k'))).toBe('unavailable');
    await end();
    await using again = createRedisCache({ url: server.url });
    await vi.waitFor(async () => expect((await again.get('k')).ok).toBe(true), { timeout: RECOVERS_MS });
  });
});

test('a first connection that hangs costs one time-out, then operations fail at once', async () => {
  proxy.blackHole();
  await using fresh = createRedisCache({ url: `redis://127.0.0.1:${String(proxy.port)}`, timeoutMs: TIMEOUT_MS });
  const first = await Promise.all([timed(fresh.get('k')), timed(fresh.set('k', 1))]);
  for (const { result, ms } of first) {
    expect(codeOf(result)).toBe('timeout');
    expect(ms).toBeGreaterThan(TIMEOUT_MS - 50);
    expect(ms).toBeLessThan(SETTLES_MS);
  }
  const { result, ms } = await timed(fresh.get('k'));
  expect(codeOf(result)).toBe('unavailable');
  expect(ms).toBeLessThan(AT_ONCE_MS);
  proxy.heal();
  await vi.waitFor(async () => expect((await fresh.get('k')).ok).toBe(true), { timeout: RECOVERS_MS });
});

test('a server that stops while a load runs costs one time-out in all, and the value is returned', async () => {
  const { result, ms } = await timed(
    cache.getOrSet('slow', async () => {
      server.pause();
      return ok('loaded');
    }),
  );
  server.resume();
  expect(result).toEqual(ok('loaded'));
  expect(ms).toBeLessThan(SETTLES_MS);
});

test('a connection cut in the middle of a reply is an error, never half a value', async () => {
  unwrap(await cache.set('large', 'x'.repeat(100_000)));
  proxy.dropAfter(1_000, { once: true });
  const { result, ms } = await timed(cache.get('large'));
  expect(codeOf(result)).toBe('unavailable');
  expect(ms).toBeLessThan(SETTLES_MS);
  await expectRecovery();
  expect(await cache.get('large')).toEqual(ok('x'.repeat(100_000)));
});

test('a cut makes at most two connections', async () => {
  const before = proxy.accepted;
  proxy.cut();
  await vi.waitFor(async () => expect((await cache.get('k')).ok).toBe(true), { timeout: RECOVERS_MS, interval: 5 });
  expect(proxy.accepted - before).toBeLessThanOrEqual(2);
});

test('an outage is reported once, not once per attempt to end it', async () => {
  proxy.refuse();
  await vi.waitFor(() => expect(proxy.accepted).toBeGreaterThan(3), { timeout: 10_000 });
  expect(reported).toHaveLength(1);
  proxy.heal();
  await expectRecovery();
});

test('a slow network is no outage', async () => {
  proxy.delay(50);
  const { result, ms } = await timed(cache.get('k'));
  expect(result).toEqual(ok('before'));
  expect(ms).toBeGreaterThan(90);
});

test('an aborted operation settles at once although Redis does not answer', async () => {
  proxy.blackHole();
  const controller = new AbortController();
  const waiting = timed(cache.get('k', { signal: controller.signal }));
  controller.abort();
  const { result, ms } = await waiting;
  expect(codeOf(result)).toBe('cancelled');
  expect(ms).toBeLessThan(AT_ONCE_MS);
});

test('a read-only server and one without memory refuse writes with a code; reads and loads go on', async () => {
  const admin = new Redis(server.url);
  try {
    await admin.config('SET', 'maxmemory', '1');
    expect(codeOf(await cache.set('k', 'more'))).toBe('unavailable');
    expect(await cache.get('k')).toEqual(ok('before'));
    expect(await cache.getOrSet('new', async () => ok('loaded'))).toEqual(ok('loaded'));
    await admin.config('SET', 'maxmemory', '0');

    await admin.replicaof('127.0.0.1', '1');
    const readOnly = await cache.set('k', 'more');
    expect(codeOf(readOnly)).toBe('unavailable');
    expect(readOnly.ok ? '' : readOnly.error.message).toContain('replica');
    expect(await cache.getOrSet('new', async () => ok('loaded'))).toEqual(ok('loaded'));
  } finally {
    await admin.config('SET', 'maxmemory', '0');
    await admin.replicaof('NO', 'ONE');
    await admin.quit();
  }
  await expectRecovery();
});

test('a client that was given stays open and usable after close', async () => {
  const client = new Redis(server.url);
  const shared = createRedisCache({ client });
  expect((await shared.get('k')).ok).toBe(true);
  expect(shared.native).toBe(client);
  const listeners = client.listenerCount('error');
  unwrap(await shared.close());
  expect(await client.ping()).toBe('PONG');
  expect(client.listenerCount('error')).toBe(listeners - 1);
  await client.quit();
});
