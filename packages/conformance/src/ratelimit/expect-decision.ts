import assert from 'node:assert/strict';
import type { AsyncResult, RateLimitDecision } from '@infra/core';
import { expectOk } from '../expect-result.js';
import type { RateLimiterHarness } from './harness.js';

/** How long a real clock may run between two calls of a case. */
const REAL_TIME_MS = 5_000;

/** The least time that a case can tell apart. */
export function momentOf(harness: RateLimiterHarness): number {
  return harness.timeStandsStill === true ? 1 : REAL_TIME_MS;
}

/** A duration that runs down: exactly this, or a little less where a real clock runs as well. */
export function expectDuration(harness: RateLimiterHarness, actual: number, expected: number, what: string): void {
  assert.ok(Number.isInteger(actual) || actual === Infinity, `${what} is a whole number, not ${String(actual)}`);
  if (harness.timeStandsStill === true || expected === 0 || expected === Infinity) {
    assert.equal(actual, expected, what);
    return;
  }
  assert.ok(
    actual <= expected && actual >= expected - REAL_TIME_MS,
    `${what}: ${String(actual)} is not close to ${String(expected)}`,
  );
}

/** A decision that the backend made, in all its parts. */
export async function expectDecision(
  harness: RateLimiterHarness,
  result: AsyncResult<RateLimitDecision>,
  expected: RateLimitDecision,
  what = 'consume',
): Promise<void> {
  const decision = await expectOk(result, what);
  assert.equal(decision.allowed, expected.allowed, `${what}: allowed`);
  assert.equal(decision.limit, expected.limit, `${what}: limit`);
  assert.equal(decision.remaining, expected.remaining, `${what}: remaining`);
  expectDuration(harness, decision.retryAfterMs, expected.retryAfterMs, `${what}: retryAfterMs`);
  expectDuration(harness, decision.resetAfterMs, expected.resetAfterMs, `${what}: resetAfterMs`);
  assert.equal(decision.unverified, undefined, `${what}: unverified, although the backend answered`);
}

/** Whether a call may go ahead. */
export async function isAllowed(result: AsyncResult<RateLimitDecision>): Promise<boolean> {
  return (await expectOk(result, 'consume')).allowed;
}
