import assert from 'node:assert/strict';
import type { InfraError } from '@infra/core';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { TEN_AN_HOUR, type RateLimiterHarness, type RateLimiterUnderTest } from './harness.js';

const { limit, windowMs } = TEN_AN_HOUR;

/** Runs a case's body with a limiter whose backend is gone. */
async function withoutBackend(
  harness: RateLimiterHarness,
  whenUnavailable: 'allow' | 'deny' | 'fail',
  body: (limiter: RateLimiterUnderTest, reported: readonly InfraError[]) => Promise<void>,
): Promise<void> {
  const reported: InfraError[] = [];
  const onError = (error: InfraError): unknown => reported.push(error);
  const limiter = await harness.unreachable?.({ ...TEN_AN_HOUR, whenUnavailable, onError });
  assert.ok(limiter);
  await body(limiter, reported);
  await expectError(limiter.reset('k'), ['unavailable', 'timeout'], 'reset, which did not happen');
  const health = await expectOk(limiter.health(), 'health');
  assert.equal(health.status, 'down');
  assert.ok(health.reason, 'health gives no reason');
  await expectOk(limiter.close(), 'close');
  await expectError(limiter.consume('k'), 'unavailable', 'consume after close');
}

export const outageCases: readonly ConformanceCase<RateLimiterHarness>[] = [
  {
    name: 'with the backend out of reach and the policy to fail, the caller gets the error',
    needs: ['unreachable'],
    run: (harness) =>
      withoutBackend(harness, 'fail', async (limiter) => {
        for (const cost of [0, 1]) {
          const error = await expectError(limiter.consume('k', { cost }), ['unavailable', 'timeout'], 'consume');
          assert.equal(error.retryable, true, 'claims that trying again never helps');
        }
      }),
  },
  {
    name: 'with the backend out of reach and the policy to allow, calls go ahead unverified, and onError hears of it',
    needs: ['unreachable'],
    run: (harness) =>
      withoutBackend(harness, 'allow', async (limiter, reported) => {
        for (let call = 1; call <= limit + 1; call += 1) {
          const decision = await expectOk(limiter.consume('k'), 'consume');
          assert.equal(decision.unverified, true, 'passes for verified');
          assert.equal(decision.allowed, true);
          assert.equal(decision.limit, limit);
          assert.equal(decision.retryAfterMs, 0);
          assert.ok(decision.remaining >= 0 && decision.remaining <= limit, 'remaining');
          assert.ok(decision.resetAfterMs >= 0 && decision.resetAfterMs <= windowMs, 'resetAfterMs');
        }
        const tooMuch = await expectOk(limiter.consume('k', { cost: limit + 1 }), 'consume above the limit');
        assert.equal(tooMuch.allowed, false, 'allows what no answer of the backend could allow');
        assert.equal(tooMuch.retryAfterMs, Infinity);
        assert.ok(reported.length > 0, 'onError heard nothing');
      }),
  },
  {
    name: 'with the backend out of reach and the policy to deny, calls are denied unverified, and onError hears of it',
    needs: ['unreachable'],
    run: (harness) =>
      withoutBackend(harness, 'deny', async (limiter, reported) => {
        for (const cost of [1, limit]) {
          const decision = await expectOk(limiter.consume('k', { cost }), 'consume');
          assert.equal(decision.unverified, true, 'passes for verified');
          assert.equal(decision.allowed, false);
          assert.equal(decision.limit, limit);
          assert.equal(decision.remaining, 0);
          assert.ok(decision.retryAfterMs > 0 && Number.isFinite(decision.retryAfterMs), 'says no time to come back');
        }
        assert.ok(reported.length > 0, 'onError heard nothing');
      }),
  },
  {
    name: 'bad input is a validation error whatever the policy for an outage',
    needs: ['unreachable'],
    run: (harness) =>
      withoutBackend(harness, 'allow', async (limiter) => {
        await expectError(limiter.consume(''), 'validation', 'consume of an empty key');
        await expectError(limiter.consume('k', { cost: -1 }), 'validation', 'a negative cost');
        await expectError(limiter.consume('k', { signal: AbortSignal.abort() }), 'cancelled', 'an aborted consume');
      }),
  },
];
