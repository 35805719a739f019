import { err, ok, type Call, type Layer } from '@infra/core';
import { createTestClock } from '@infra/conformance';
import { describe, expect, test } from 'vitest';
import { createCircuitBreakerRegistry, pipeline, type PipelineOptions, type ResilienceEvent } from '../src/index.js';
import { around, codeOf, createVault, done, failing, failure, settled } from './vault.js';

const allowing = {
  provider: 'model',
  consume: async () => ok({ allowed: true, limit: 1, remaining: 1, retryAfterMs: 0, resetAfterMs: 0 }),
  reset: async () => ok(),
};

function everything(clock = createTestClock()): PipelineOptions & { readonly clock: typeof clock } {
  return {
    clock,
    fallback: { value: 'none', operations: ['read'] },
    rateLimit: { limiter: allowing, onLimiterError: 'fail-open' },
    bulkhead: { maxConcurrent: 2, maxQueue: 1 },
    totalTimeout: { ms: 1000 },
    retry: { maxAttempts: 3, initialDelayMs: 100, jitter: 'none' },
    circuitBreaker: { consecutiveFailures: 100 },
    attemptTimeout: { ms: 200 },
  };
}

describe('a pipeline', () => {
  test('observes a call once from outside and every attempt from inside', async () => {
    const clock = createTestClock();
    const seen: string[] = [];
    const observer =
      (name: string): Layer =>
      (next) =>
      async (call) => {
        const result = await next(call);
        seen.push(`${name} ${call.attempt ?? 1} ${result.ok ? 'ok' : result.error.code}`);
        return result;
      };
    const layer = pipeline({ ...everything(clock), observe: [observer('call')], observeAttempts: observer('attempt') });
    const vault = createVault(async (_, before) => (before < 2 ? err(failure()) : ok('v')));
    const call = around(vault, layer).read('k');
    for (const ms of [100, 200]) {
      await settled();
      clock.advance(ms);
    }
    expect(await call).toEqual(ok('v'));
    expect(seen).toEqual(['attempt 1 unavailable', 'attempt 2 unavailable', 'attempt 3 ok', 'call 1 ok']);
  });

  test('falls back only when the retry has given up, and counts every attempt in the breaker', async () => {
    const clock = createTestClock();
    const registry = createCircuitBreakerRegistry();
    const vault = createVault(failing());
    const layer = pipeline({ ...everything(clock), circuitBreaker: { consecutiveFailures: 3, registry } });
    const call = around(vault, layer).read('k');
    for (const ms of [100, 200]) {
      await settled();
      clock.advance(ms);
    }
    expect(await call).toEqual(ok('none'));
    expect(vault.asked).toHaveLength(3);
    expect(registry.get('vault/test')?.state).toBe('open');
  });

  test('bounds each attempt, which is then tried again, and all of them together', async () => {
    const clock = createTestClock();
    const events: ResilienceEvent[] = [];
    const vault = createVault(() => new Promise(() => undefined));
    const layer = pipeline({
      ...everything(clock),
      fallback: undefined,
      retry: { maxAttempts: 9, initialDelayMs: 100, factor: 1, jitter: 'none' },
      onEvent: (event) => events.push(event),
    });
    const call = around(vault, layer).read('k');
    for (let passed = 0; passed < 10; passed += 1) {
      await settled();
      clock.advance(100);
    }
    expect(await codeOf(call)).toBe('timeout');
    expect(vault.asked).toHaveLength(4);
    const limits = events.flatMap((event) => (event.type === 'timed-out' ? [event.limitMs] : []));
    expect(limits).toEqual([200, 200, 200, 1000]);
    await settled();
    clock.advance(10_000);
    await settled();
    expect(vault.asked).toHaveLength(4);
    expect(clock.pending).toBe(0);
  });

  test('holds one place in the bulkhead for all attempts of a call', async () => {
    const clock = createTestClock();
    const vault = createVault(failing());
    const through = around(vault, pipeline({ ...everything(clock), fallback: undefined }));
    const calls = [through.read('a'), through.read('b'), through.read('c')];
    await settled();
    expect(await codeOf(through.read('d'))).toBe('unavailable');
    expect(vault.asked.map(({ key }) => key)).toEqual(['a', 'b']);
    for (let passed = 0; passed < 10; passed += 1) {
      await settled();
      clock.advance(100);
    }
    await done(...calls);
    expect(vault.asked).toHaveLength(9);
  });

  test('of nothing changes nothing', async () => {
    const vault = createVault();
    expect(await around(vault, pipeline({})).read('k')).toEqual(ok('k'));
    expect(vault.asked[0]?.options).toBeUndefined();
  });

  test("leaves the caller's own function alone", async () => {
    const clock = createTestClock();
    const through = around(createVault(), pipeline(everything(clock)));
    let runs = 0;
    const call = through.load('k', async () => {
      runs += 1;
      clock.advance(10_000);
      await settled();
      return err(failure());
    });
    expect(await codeOf(call)).toBe('unavailable');
    expect(runs).toBe(1);
  });

  test('keeps calls apart: 10,000 of them interleaved get their own answer, signal and attempt', async () => {
    const clock = createTestClock();
    const calls: Call[] = [];
    const noting: Layer = (next) => (call) => {
      calls.push(call);
      return next(call);
    };
    const vault = createVault(async ({ key, options }, before) => {
      if (options?.signal?.aborted === true) return err(failure('cancelled'));
      return before % 7 === 0 ? err(failure()) : ok(key);
    });
    const layer = pipeline({
      clock,
      totalTimeout: { ms: 60_000 },
      retry: { initialDelayMs: 10, maxAttempts: 10, budget: false, random: () => 0.5 },
      observeAttempts: noting,
      attemptTimeout: { ms: 5000 },
    });
    const through = around(vault, layer);
    const running = Array.from({ length: 10_000 }, (_, index) => through.read(`k${index}`));
    for (let round = 0; round < 20; round += 1) {
      await settled();
      clock.advance(500);
    }
    const results = await Promise.all(running);
    expect(results.every((result, index) => result.ok && result.value === `k${index}`)).toBe(true);
    const attempts = new Map<unknown, number>();
    for (const { args, attempt = 1 } of calls) {
      expect(attempt).toBe((attempts.get(args[0]) ?? 0) + 1);
      attempts.set(args[0], attempt);
    }
  });
});
