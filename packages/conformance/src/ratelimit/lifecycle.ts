import assert from 'node:assert/strict';
import type { AsyncResult } from '@infra/core';
import { expectProvider } from '../expect-provider.js';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { TEN_AN_HOUR, withLimiter, type RateLimiterHarness, type RateLimiterUnderTest } from './harness.js';

const { limit } = TEN_AN_HOUR;

/** Every operation, on good input. */
function everyOperation(limiter: RateLimiterUnderTest): readonly (readonly [string, () => AsyncResult<unknown>])[] {
  return [
    ['consume', () => limiter.consume('k')],
    ['asking', () => limiter.consume('k', { cost: 0 })],
    ['reset', () => limiter.reset('k')],
  ];
}

export const lifecycleCases: readonly ConformanceCase<RateLimiterHarness>[] = [
  {
    name: 'it has the name that its errors carry as their provider',
    run: (harness) => withLimiter(harness, (limiter) => expectProvider(limiter, limiter.consume(''))),
  },
  {
    name: 'an aborted signal cancels, and nothing is taken',
    run: (harness) =>
      withLimiter(harness, async (limiter) => {
        const signal = AbortSignal.abort();
        const consumed = await expectError(limiter.consume('k', { signal, cost: 4 }), 'cancelled', 'consume');
        assert.equal(consumed.operation, 'ratelimit.consume');
        assert.equal((await expectOk(limiter.consume('k', { cost: 0 }), 'asking')).remaining, limit);
        await expectOk(limiter.consume('k'), 'consume');
        await expectError(limiter.reset('k', { signal }), 'cancelled', 'reset');
        await expectError(limiter.health({ signal }), 'cancelled', 'health');
        assert.equal((await expectOk(limiter.consume('k', { cost: 0 }), 'asking')).remaining, limit - 1);
      }),
  },
  {
    name: 'a signal that is not aborted changes nothing',
    run: (harness) =>
      withLimiter(harness, async (limiter) => {
        const { signal } = new AbortController();
        assert.equal((await expectOk(limiter.consume('k', { signal }), 'consume')).remaining, limit - 1);
        await expectOk(limiter.reset('k', { signal }), 'reset');
        assert.equal((await expectOk(limiter.health({ signal }), 'health')).status, 'up');
      }),
  },
  {
    name: 'health says up while it works',
    run: (harness) =>
      withLimiter(harness, async (limiter) => {
        const health = await expectOk(limiter.health(), 'health');
        assert.equal(health.status, 'up');
        assert.ok(health.latencyMs >= 0);
      }),
  },
  {
    name: 'close is idempotent, and afterwards every operation fails with unavailable, at once',
    run: async (harness) => {
      const limiter = await harness.make(TEN_AN_HOUR);
      await expectOk(limiter.consume('k'), 'consume');
      await expectOk(limiter.close(), 'close');
      await expectOk(limiter.close(), 'close again');
      await limiter[Symbol.asyncDispose]();
      for (const [what, run] of everyOperation(limiter)) {
        const error = await expectError(run(), 'unavailable', what);
        assert.equal(error.retryable, false, `${what} on a closed limiter claims that trying again helps`);
      }
      assert.equal((await expectOk(limiter.health(), 'health')).status, 'down');
    },
  },
  {
    name: 'await using closes it',
    run: async (harness) => {
      const limiter = await harness.make(TEN_AN_HOUR);
      await limiter[Symbol.asyncDispose]();
      await expectError(limiter.consume('k'), 'unavailable', 'consume after disposal');
      await expectOk(limiter.close(), 'close after disposal');
    },
  },
];
