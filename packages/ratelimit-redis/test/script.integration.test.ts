import { createTestClock } from '@infra/conformance';
import { unwrap, type RateLimiter } from '@infra/core';
import { startRedis, type RedisServer } from '@tooling/servers';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createMemoryRateLimiter } from '@infra/ratelimit-memory';
import { createRedisRateLimiter, type RedisRateLimiter, type RedisRateLimiterOptions } from '../src/index.js';
import { advanceStored, readStored, writeStored } from './stored.js';

const HOUR_MS = 3_600_000;

/** These tests are about what is answered, not about when. */
const PATIENT_MS = 20_000;

let server: RedisServer;
let raw: Redis;
const open: RedisRateLimiter[] = [];

beforeAll(async () => {
  server = await startRedis();
  raw = new Redis(server.url);
});
beforeEach(() => raw.flushall());
afterAll(async () => {
  for (const limiter of open) unwrap(await limiter.close());
  await raw.quit();
  await server.close();
});

function create(options: Pick<RedisRateLimiterOptions, 'limit' | 'windowMs'> & Partial<RedisRateLimiterOptions>) {
  const limiter = createRedisRateLimiter({
    url: server.url,
    whenUnavailable: 'fail',
    timeoutMs: PATIENT_MS,
    ...options,
  });
  open.push(limiter);
  return limiter;
}

async function isAllowed(limiter: RateLimiter, key: string, cost = 1): Promise<boolean> {
  return unwrap(await limiter.consume(key, { cost })).allowed;
}

/** Lets time pass for everything that is stored. */
async function advance(ms: number): Promise<void> {
  await advanceStored(raw, await raw.keys('*'), ms);
}

async function callsOf(command: string): Promise<number> {
  const stats = await raw.info('commandstats');
  return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
}

test('of 10,000 calls at once over two limiters exactly the limit is admitted', async () => {
  const pair = [
    create({ limit: 1_000, windowMs: 24 * HOUR_MS }),
    create({ limit: 1_000, windowMs: 24 * HOUR_MS }),
  ] as const;
  const calls = Array.from({ length: 10_000 }, (_, index) => isAllowed(pair[index % 2 === 0 ? 0 : 1], 'k'));
  expect((await Promise.all(calls)).filter(Boolean)).toHaveLength(1_000);
});

test('a call is one command, and a server that has forgotten the script gets it again', async () => {
  const limiter = create({ limit: 1_000, windowMs: HOUR_MS });
  expect(await isAllowed(limiter, 'k')).toBe(true);
  await raw.config('RESETSTAT');
  for (let call = 0; call < 50; call += 1) expect(await isAllowed(limiter, 'k')).toBe(true);
  expect(await callsOf('evalsha')).toBe(50);
  expect(await callsOf('eval')).toBe(0);
  await raw.script('FLUSH');
  expect(await isAllowed(limiter, 'k')).toBe(true);
  expect(await callsOf('eval')).toBe(1);
  expect(unwrap(await limiter.consume('k', { cost: 0 })).remaining).toBe(1_000 - 52);
});

test('agrees with the limiter in memory under any history', { timeout: 60_000 }, async () => {
  // A token is an hour and every wait a third of one: the moments that really pass meanwhile decide nothing.
  const steps = fc.array(
    fc.record({
      key: fc.constantFrom('a', 'b'),
      cost: fc.integer({ min: 0, max: 7 }),
      thirds: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 12 })),
    }),
    { maxLength: 25 },
  );
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 6 }), steps, async (limit, history) => {
      await raw.flushall();
      const rate = { limit, windowMs: limit * HOUR_MS };
      const clock = createTestClock();
      const model = createMemoryRateLimiter({ ...rate, clock });
      await using limiter = createRedisRateLimiter({ ...rate, url: server.url, whenUnavailable: 'fail' });
      for (const { key, cost, thirds } of history) {
        const ms = (thirds * HOUR_MS) / 3;
        clock.advance(ms);
        await advance(ms);
        const { allowed, remaining } = unwrap(await model.consume(key, { cost }));
        expect(unwrap(await limiter.consume(key, { cost }))).toMatchObject({ allowed, limit, remaining });
      }
    }),
    { numRuns: 40 },
  );
});

describe('keys in Redis', () => {
  test('live until their allowance is full, and not longer', async () => {
    const limiter = create({ limit: 10, windowMs: HOUR_MS });
    unwrap(await limiter.consume('k', { cost: 4 }));
    const left = await raw.pttl('ratelimit:10/3600000:k');
    expect(left).toBeLessThanOrEqual(0.4 * HOUR_MS);
    expect(left).toBeGreaterThan(0.4 * HOUR_MS - 5_000);

    const brief = create({ limit: 5, windowMs: 100 });
    for (let key = 0; key < 100; key += 1) unwrap(await brief.consume(`k${String(key)}`));
    await raw.del('ratelimit:10/3600000:k');
    await vi.waitFor(async () => expect(await raw.keys('*')).toEqual([]), { timeout: 5_000, interval: 20 });
  });

  test('of other namespaces and other limits are other keys', async () => {
    const windowMs = HOUR_MS;
    const limiters = [
      create({ limit: 1, windowMs }),
      create({ limit: 2, windowMs }),
      create({ limit: 1, windowMs: 2 * windowMs }),
      create({ limit: 1, windowMs, namespace: 'other' }),
      create({ limit: 1, windowMs, namespace: 'ratelimit:1/3600000' }),
    ];
    for (const limiter of limiters) expect(await isAllowed(limiter, 'k')).toBe(true);
    expect((await raw.keys('*')).sort()).toEqual([
      'other:1/3600000:k',
      'ratelimit%3a1/3600000:1/3600000:k',
      'ratelimit:1/3600000:k',
      'ratelimit:1/7200000:k',
      'ratelimit:2/3600000:k',
    ]);
  });

  test('that hold what nobody here wrote count as full allowances', async () => {
    await raw.set('ratelimit:1/3600000:k', 'something else');
    const limiter = create({ limit: 1, windowMs: HOUR_MS });
    expect(await isAllowed(limiter, 'k')).toBe(true);
    expect(await isAllowed(limiter, 'k')).toBe(false);
  });

  test('of another type are a conflict', async () => {
    await raw.lpush('ratelimit:1/3600000:k', 'x');
    const limiter = create({ limit: 1, windowMs: HOUR_MS });
    expect(await limiter.consume('k')).toMatchObject({ ok: false, error: { code: 'conflict' } });
  });
});

describe('clocks', () => {
  test('of a process have no say: it may be years off', async () => {
    const now = { now: () => new Date(0) };
    const { monotonicMs, schedule } = { monotonicMs: () => performance.now(), schedule: later };
    const odd = create({ limit: 100, windowMs: HOUR_MS, clock: { ...now, monotonicMs, schedule } });
    const right = create({ limit: 100, windowMs: HOUR_MS });
    const calls = Array.from({ length: 500 }, (_, index) => isAllowed(index % 2 === 0 ? odd : right, 'k'));
    expect((await Promise.all(calls)).filter(Boolean)).toHaveLength(100);
  });

  test('of the server may go back: nobody waits for it to catch up', async () => {
    const limiter = create({ limit: 10, windowMs: HOUR_MS });
    unwrap(await limiter.consume('k', { cost: 10 }));
    const key = 'ratelimit:10/3600000:k';
    const stored = await readStored(raw, key);
    if (stored === undefined) throw new Error('nothing is stored');
    // What an hour back looks like: everything was written an hour ahead.
    await writeStored(raw, key, { used: stored.used, at: stored.at + HOUR_MS * 1_000 }, 2 * HOUR_MS);
    const denied = unwrap(await limiter.consume('k'));
    expect(denied).toMatchObject({ allowed: false, remaining: 0, retryAfterMs: HOUR_MS / 10, resetAfterMs: HOUR_MS });
    expect(await raw.pttl(key)).toBeLessThanOrEqual(HOUR_MS);
    await advance(denied.retryAfterMs);
    expect(await isAllowed(limiter, 'k')).toBe(true);
  });
});

function later(delayMs: number, callback: () => void): () => void {
  const timer = setTimeout(callback, delayMs).unref();
  return () => {
    clearTimeout(timer);
  };
}
