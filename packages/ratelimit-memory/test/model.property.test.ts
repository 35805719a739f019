import { createTestClock } from '@infra/conformance';
import { unwrap } from '@infra/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemoryRateLimiter } from '../src/index.js';
import { ModelBucket } from './model.js';

const KEYS = ['a', 'b', 'c'] as const;

const rates = fc.record({ limit: fc.integer({ min: 1, max: 40 }), windowMs: fc.integer({ min: 1, max: 5_000 }) });

const steps = fc.array(
  fc.record({
    key: fc.constantFrom(...KEYS),
    cost: fc.integer({ min: 0, max: 45 }),
    waitMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 12_000 })),
  }),
  { maxLength: 80 },
);

test('agrees with exact fractions under any history of keys, costs and waits', async () => {
  await fc.assert(
    fc.asyncProperty(rates, steps, async (rate, history) => {
      const clock = createTestClock();
      const limiter = createMemoryRateLimiter({ ...rate, clock });
      const models = new Map(KEYS.map((key) => [key, new ModelBucket(rate.limit, rate.windowMs)]));
      for (const { key, cost, waitMs } of history) {
        clock.advance(waitMs);
        const { allowed, remaining } = unwrap(await limiter.consume(key, { cost }));
        expect({ allowed, remaining }).toEqual(models.get(key)?.take(cost, clock.monotonicMs()));
      }
    }),
    { numRuns: 300 },
  );
});

test('never admits more than the limit and what came back, in any window', async () => {
  await fc.assert(
    fc.asyncProperty(rates, steps, async (rate, history) => {
      const clock = createTestClock();
      const limiter = createMemoryRateLimiter({ ...rate, clock });
      const admitted: { readonly at: number; readonly cost: number }[] = [];
      for (const { cost, waitMs } of history) {
        clock.advance(waitMs);
        if (unwrap(await limiter.consume('k', { cost })).allowed) admitted.push({ at: clock.monotonicMs(), cost });
      }
      for (const [first, { at: from }] of admitted.entries()) {
        let sum = 0;
        for (const { at, cost } of admitted.slice(first)) {
          sum += cost;
          expect(sum).toBeLessThanOrEqual(rate.limit + (rate.limit * (at - from)) / rate.windowMs + 1e-9);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('retryAfterMs and resetAfterMs are the first whole milliseconds at which what they say is true', async () => {
  await fc.assert(
    fc.asyncProperty(rates, steps, async (rate, history) => {
      const clock = createTestClock();
      const limiter = createMemoryRateLimiter({ ...rate, clock });
      for (const { cost, waitMs } of history) {
        clock.advance(waitMs % 50);
        const { allowed, limit, retryAfterMs, resetAfterMs } = unwrap(await limiter.consume('k', { cost }));
        expect(limit).toBe(rate.limit);
        expect(allowed).toBe(retryAfterMs === 0);
        if (cost > limit) expect(retryAfterMs).toBe(Infinity);
        if (allowed || cost > limit) continue;
        expect(resetAfterMs).toBeGreaterThanOrEqual(retryAfterMs);
        clock.advance(retryAfterMs - 1);
        expect(unwrap(await limiter.consume('k', { cost })).retryAfterMs).toBe(1);
        clock.advance(1);
        const admitted = unwrap(await limiter.consume('k', { cost }));
        expect(admitted.allowed).toBe(true);
        if (admitted.resetAfterMs === 0) continue;
        clock.advance(admitted.resetAfterMs - 1);
        expect(unwrap(await limiter.consume('k', { cost: 0 })).resetAfterMs).toBe(1);
        clock.advance(1);
        const full = unwrap(await limiter.consume('k', { cost: 0 }));
        expect(full).toMatchObject({ remaining: rate.limit, resetAfterMs: 0 });
      }
    }),
    { numRuns: 200 },
  );
});
