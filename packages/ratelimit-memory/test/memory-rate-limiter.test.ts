import { createTestClock } from '@infra/conformance';
import { unwrap } from '@infra/core';
import { describe, expect, test } from 'vitest';
import { createMemoryRateLimiter, type MemoryRateLimiter, type MemoryRateLimiterOptions } from '../src/index.js';

async function keysOf(limiter: MemoryRateLimiter): Promise<unknown> {
  return unwrap(await limiter.health()).details?.['keys'];
}

describe('options that make no sense are refused when the limiter is made', () => {
  test.each<readonly [string, MemoryRateLimiterOptions, RegExp]>([
    ['a limit of 0', { limit: 0, windowMs: 1_000 }, /limit must be .* not 0\./],
    ['a fractional limit', { limit: 1.5, windowMs: 1_000 }, /limit must be .* not 1\.5\./],
    ['an infinite limit', { limit: Infinity, windowMs: 1_000 }, /limit must be .* not Infinity\./],
    ['no window', { limit: 1, windowMs: 0 }, /windowMs must be .* not 0\./],
    ['a window of NaN', { limit: 1, windowMs: Number.NaN }, /windowMs must be .* not NaN\./],
    ['what cannot be counted exactly', { limit: 999_999_937, windowMs: 86_400_000 }, /round limit or windowMs/],
    ['no keys', { limit: 1, windowMs: 1_000, maxKeys: 0 }, /maxKeys.* 0\./],
  ])('%s', (_name, options, message) => {
    expect(() => createMemoryRateLimiter(options)).toThrow(message);
    expect(() => createMemoryRateLimiter(options)).toThrow(
      expect.objectContaining({ code: 'validation', provider: 'memory', operation: 'ratelimit.create' }),
    );
  });

  test.each([
    [1, 1],
    [100, 60_000],
    [1_000_000, 86_400_000],
    [1_000_000, 1_000],
    [999_983, 3_600_000],
  ])('%s in %s ms is fine', async (limit, windowMs) => {
    await using limiter = createMemoryRateLimiter({ limit, windowMs, clock: createTestClock() });
    expect(unwrap(await limiter.consume('k', { cost: limit })).allowed).toBe(true);
    expect(unwrap(await limiter.consume('k', { cost: limit })).allowed).toBe(false);
  });
});

test('of 10,000 calls at once exactly the limit is admitted', async () => {
  await using limiter = createMemoryRateLimiter({ limit: 1_000, windowMs: 86_400_000 });
  const decisions = await Promise.all(Array.from({ length: 10_000 }, () => limiter.consume('k')));
  expect(decisions.filter((decision) => unwrap(decision).allowed)).toHaveLength(1_000);
});

test('the wall clock has no say', async () => {
  const clock = createTestClock();
  const limiter = createMemoryRateLimiter({ limit: 1, windowMs: 60_000, clock });
  expect(unwrap(await limiter.consume('k')).allowed).toBe(true);
  clock.setNow(new Date('2036-01-01T00:00:00Z'));
  expect(unwrap(await limiter.consume('k'))).toMatchObject({ allowed: false, retryAfterMs: 60_000 });
  clock.setNow(new Date('2016-01-01T00:00:00Z'));
  clock.advance(60_000);
  expect(unwrap(await limiter.consume('k')).allowed).toBe(true);
});

test('keys whose allowance is full again are forgotten, without a timer', async () => {
  const clock = createTestClock();
  const limiter = createMemoryRateLimiter({ limit: 10, windowMs: 1_000, clock });
  for (let key = 0; key < 1_000; key += 1) unwrap(await limiter.consume(`k${String(key)}`));
  expect(await keysOf(limiter)).toBe(1_000);
  expect(clock.pending).toBe(0);
  clock.advance(1_000);
  unwrap(await limiter.consume('later'));
  clock.advance(1_000);
  unwrap(await limiter.consume('later still'));
  expect(await keysOf(limiter)).toBe(2);
});

test('asking and being denied remember nothing', async () => {
  const limiter = createMemoryRateLimiter({ limit: 10, windowMs: 1_000 });
  unwrap(await limiter.consume('a', { cost: 0 }));
  unwrap(await limiter.consume('b', { cost: 11 }));
  expect(await keysOf(limiter)).toBe(0);
});

test('above maxKeys those go that nobody has taken from for longest', async () => {
  const clock = createTestClock();
  const limiter = createMemoryRateLimiter({ limit: 2, windowMs: 1_000, maxKeys: 3, clock });
  for (const key of ['a', 'b']) unwrap(await limiter.consume(key, { cost: 2 }));
  clock.advance(1_000);
  for (const key of ['b', 'c', 'd']) unwrap(await limiter.consume(key, { cost: 2 }));
  expect(await keysOf(limiter)).toBe(3);
  clock.advance(250);
  for (const key of ['b', 'c', 'd']) expect(unwrap(await limiter.consume(key)).allowed).toBe(false);
  unwrap(await limiter.consume('e', { cost: 2 }));
  expect(await keysOf(limiter)).toBe(3);
  expect(unwrap(await limiter.consume('b', { cost: 0 })).remaining).toBe(2);
  for (const key of ['c', 'd', 'e']) expect(unwrap(await limiter.consume(key)).allowed).toBe(false);
});

test('close lets go of everything', async () => {
  const limiter = createMemoryRateLimiter({ limit: 2, windowMs: 1_000 });
  unwrap(await limiter.consume('k'));
  unwrap(await limiter.close());
  expect(unwrap(await limiter.health())).toEqual({
    status: 'down',
    latencyMs: 0,
    reason: 'The rate limiter is closed.',
  });
});
