import { err, InfraError, ok, type Clock, type RateLimiter } from '@infra/core';
import { createTestClock, expectError } from '@infra/conformance';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rateLimit, type RateLimitOptions, type ResilienceEvent } from '../src/index.js';
import { around, codeOf, createVault, failure } from './vault.js';

/** So many tokens for each key, which come back one in `everyMs`. */
function createLimiter(clock: Clock, limit: number, everyMs: number): RateLimiter {
  const buckets = new Map<string, { tokens: number; atMs: number }>();
  return {
    provider: 'model',
    consume: async (key, { cost = 1 } = {}) => {
      const nowMs = clock.monotonicMs();
      const before = buckets.get(key) ?? { tokens: limit, atMs: nowMs };
      const tokens = Math.min(limit, before.tokens + (nowMs - before.atMs) / everyMs);
      const allowed = tokens >= cost;
      const left = allowed ? tokens - cost : tokens;
      buckets.set(key, { tokens: left, atMs: nowMs });
      return ok({
        allowed,
        limit,
        remaining: Math.floor(left),
        retryAfterMs: allowed ? 0 : (cost - left) * everyMs,
        resetAfterMs: (limit - left) * everyMs,
      });
    },
    reset: async (key) => {
      buckets.delete(key);
      return ok();
    },
  };
}

const broken = (code: InfraError['code'] = 'unavailable'): RateLimiter => ({
  provider: 'broken',
  consume: async () => err(failure(code, { retryAfterMs: 50 })),
  reset: async () => ok(),
});

describe('a call over the limit', () => {
  test('is rate_limited, with the time to come back, and does not reach the provider', async () => {
    const clock = createTestClock();
    const events: ResilienceEvent[] = [];
    const vault = createVault();
    const layer = rateLimit({
      limiter: createLimiter(clock, 2, 100),
      key: ({ args }) => String(args[0]),
      onLimiterError: 'fail-closed',
      onEvent: (event) => events.push(event),
    });
    const through = around(vault, layer);
    expect([await codeOf(through.read('secret-user')), await codeOf(through.write('secret-user'))]).toEqual([
      'ok',
      'ok',
    ]);
    const error = await expectError(through.read('secret-user'), 'rate_limited', 'denied');
    expect(error).toMatchObject({
      retryable: true,
      retryAfterMs: 100,
      details: { limit: 2, remaining: 0, resetAfterMs: 200 },
    });
    expect(await codeOf(through.read('another'))).toBe('ok');
    expect(vault.asked).toHaveLength(3);
    expect(events).toMatchObject([{ type: 'rate-limited', operation: 'read', retryAfterMs: 100 }]);
    expect(JSON.stringify([error, events])).not.toContain('secret-user');
    clock.advance(100);
    expect(await codeOf(through.read('secret-user'))).toBe('ok');
  });

  test('counts by port and provider, one token a call, unless told otherwise', async () => {
    const asked: unknown[] = [];
    const limiter: RateLimiter = {
      ...broken(),
      consume: async (key, options) => {
        asked.push([key, options?.cost, options?.signal?.aborted]);
        return ok({ allowed: true, limit: 1, remaining: 0, retryAfterMs: 0, resetAfterMs: 0 });
      },
    };
    const onLimiterError = 'fail-open' as const;
    await codeOf(around(createVault(), rateLimit({ limiter, onLimiterError })).read('k'));
    const cost = ({ operation }: { readonly operation: string }): number => (operation === 'write' ? 5 : 1);
    await codeOf(around(createVault(), rateLimit({ limiter, onLimiterError, cost })).write('k'));
    expect(asked).toEqual([
      ['vault/test', 1, false],
      ['vault/test', 5, false],
    ]);
  });
});

describe('a limiter that cannot decide', () => {
  test('lets calls through where it fails open', async () => {
    const events: ResilienceEvent[] = [];
    const layer = rateLimit({ limiter: broken(), onLimiterError: 'fail-open', onEvent: (event) => events.push(event) });
    expect(await codeOf(around(createVault(), layer).read('k'))).toBe('ok');
    expect(events).toMatchObject([
      { type: 'rate-limiter-failed', policy: 'fail-open', error: { code: 'unavailable' } },
    ]);
  });

  test('refuses calls where it fails closed, and keeps the reason', async () => {
    const vault = createVault();
    const layer = rateLimit({ limiter: broken('timeout'), onLimiterError: 'fail-closed' });
    const error = await expectError(around(vault, layer).read('k'), 'unavailable', 'closed');
    expect(error.retryAfterMs).toBe(50);
    expect((error.cause as InfraError).code).toBe('timeout');
    expect(vault.asked).toHaveLength(0);
  });

  test('does not hide a bug of the caller, or that the caller left', async () => {
    for (const code of ['validation', 'cancelled'] as const) {
      const layer = rateLimit({ limiter: broken(code), onLimiterError: 'fail-open' });
      expect(await codeOf(around(createVault(), layer).read('k'))).toBe(code);
    }
    const key = (): never => {
      throw new Error('a bug');
    };
    const layer = rateLimit({ limiter: broken(), key, onLimiterError: 'fail-open' });
    expect(await codeOf(around(createVault(), layer).read('k'))).toBe('internal');
  });
});

test("leaves the caller's own function alone", async () => {
  const through = around(createVault(), rateLimit({ limiter: broken(), onLimiterError: 'fail-closed' }));
  expect(await codeOf(through.load('k', async () => ok('v')))).toBe('ok');
});

test('agrees with a simple model: so much at once, then as it comes back, key by key', () =>
  fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 50 }),
      fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.integer({ min: 0, max: 120 })), { maxLength: 50 }),
      async (limit, everyMs, steps) => {
        const clock = createTestClock();
        const limiter = createLimiter(clock, limit, everyMs);
        const vault = createVault();
        const through = around(
          vault,
          rateLimit({ limiter, key: ({ args }) => String(args[0]), onLimiterError: 'fail-open' }),
        );
        // The model: when each token of a key was taken. One is there again `everyMs` after it was, in turn.
        const freeAtMs: Record<string, number> = { a: 0, b: 0 };
        let admitted = 0;
        for (const [key, passMs] of steps) {
          clock.advance(passMs);
          const nowMs = clock.monotonicMs();
          // GCRA: the time at which the bucket would be full again may lie at most `limit` tokens ahead.
          const fullAtMs = Math.max(freeAtMs[key] ?? 0, nowMs) + everyMs;
          const isAllowed = fullAtMs - nowMs <= limit * everyMs + 1e-6;
          if (isAllowed) {
            freeAtMs[key] = fullAtMs;
            admitted += 1;
          }
          const result = await through.read(key);
          expect(result.ok ? 'ok' : result.error.code).toBe(isAllowed ? 'ok' : 'rate_limited');
          if (!result.ok) {
            const waitMs = fullAtMs - nowMs - limit * everyMs;
            expect(Math.abs((result.error.retryAfterMs ?? 0) - waitMs)).toBeLessThanOrEqual(1);
          }
        }
        expect(vault.asked).toHaveLength(admitted);
      },
    ),
  ));

test('options that make no sense are refused by name and value', () => {
  const limiter = broken();
  expect(() => rateLimit({ limiter } as RateLimitOptions)).toThrow(
    "onLimiterError must be 'fail-open' or 'fail-closed', not undefined.",
  );
  expect(() => rateLimit({ onLimiterError: 'fail-open' } as RateLimitOptions)).toThrow('limiter must be a RateLimiter');
  expect(() => rateLimit({ limiter, onLimiterError: 'fail-open', key: 'user' as never })).toThrow(
    'key must be a function, not "user".',
  );
});
