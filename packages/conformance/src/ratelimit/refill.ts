import assert from 'node:assert/strict';
import { expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { expectDecision, expectDuration, isAllowed, momentOf } from './expect-decision.js';
import { TEN_AN_HOUR, TOKEN_MS, withLimiter, type RateLimiterHarness } from './harness.js';

const { limit, windowMs } = TEN_AN_HOUR;

export const refillCases: readonly ConformanceCase<RateLimiterHarness>[] = [
  {
    name: 'an empty allowance fills up evenly, token by token',
    run: (harness) =>
      withLimiter(harness, async (limiter) => {
        assert.equal(await isAllowed(limiter.consume('k', { cost: limit })), true);
        for (let token = 1; token <= 2 * limit; token += 1) {
          await harness.advance(TOKEN_MS);
          assert.equal(await isAllowed(limiter.consume('k')), true, `token ${String(token)} is not back`);
          assert.equal(await isAllowed(limiter.consume('k')), false, `after token ${String(token)} there was another`);
        }
      }),
  },
  {
    name: 'who waits for retryAfterMs is admitted; who comes a moment earlier is not',
    run: (harness) =>
      withLimiter(harness, async (limiter) => {
        const moment = momentOf(harness);
        assert.equal(await isAllowed(limiter.consume('k', { cost: 8 })), true);
        const denied = await expectOk(limiter.consume('k', { cost: 6 }), 'consume');
        assert.equal(denied.allowed, false);
        await harness.advance(denied.retryAfterMs - moment);
        const early = await expectOk(limiter.consume('k', { cost: 6 }), 'consume, a moment early');
        assert.equal(early.allowed, false, 'admitted a moment early');
        expectDuration(harness, early.retryAfterMs, moment, 'retryAfterMs, a moment early');
        await harness.advance(early.retryAfterMs);
        assert.equal(await isAllowed(limiter.consume('k', { cost: 6 })), true, 'not admitted after retryAfterMs');
      }),
  },
  {
    name: 'after resetAfterMs the allowance is full, and a moment earlier it is not',
    run: (harness) =>
      withLimiter(harness, async (limiter) => {
        const moment = momentOf(harness);
        const { resetAfterMs } = await expectOk(limiter.consume('k', { cost: 3 }), 'consume');
        expectDuration(harness, resetAfterMs, 3 * TOKEN_MS, 'resetAfterMs');
        await harness.advance(resetAfterMs - moment);
        const early = await expectOk(limiter.consume('k', { cost: 0 }), 'asking');
        assert.equal(early.remaining, limit - 1, 'full a moment early');
        await harness.advance(moment);
        const full = { allowed: true, limit, remaining: limit, retryAfterMs: 0, resetAfterMs: 0 };
        await expectDecision(harness, limiter.consume('k', { cost: 0 }), full, 'asking after resetAfterMs');
      }),
  },
  {
    name: 'an allowance never holds more than its limit, however long nobody takes from it',
    run: (harness) =>
      withLimiter(harness, async (limiter) => {
        assert.equal(await isAllowed(limiter.consume('k')), true);
        await harness.advance(10 * windowMs);
        const after = { limit, remaining: limit - 1, retryAfterMs: 0, resetAfterMs: TOKEN_MS };
        await expectDecision(harness, limiter.consume('k'), { allowed: true, ...after });
        assert.equal(await isAllowed(limiter.consume('k', { cost: limit })), false);
        assert.equal(await isAllowed(limiter.consume('k', { cost: limit - 1 })), true);
      }),
  },
  {
    name: 'a part of a token is kept until it is whole',
    run: (harness) =>
      withLimiter(harness, async (limiter) => {
        assert.equal(await isAllowed(limiter.consume('k', { cost: limit })), true);
        await harness.advance(1.5 * TOKEN_MS);
        const half = { limit, remaining: 0, retryAfterMs: 0, resetAfterMs: 9.5 * TOKEN_MS };
        await expectDecision(harness, limiter.consume('k'), { allowed: true, ...half });
        const denied = {
          allowed: false,
          limit,
          remaining: 0,
          retryAfterMs: TOKEN_MS / 2,
          resetAfterMs: 9.5 * TOKEN_MS,
        };
        await expectDecision(harness, limiter.consume('k'), denied);
        await harness.advance(TOKEN_MS / 2);
        assert.equal(await isAllowed(limiter.consume('k')), true, 'the half token was lost');
      }),
  },
  {
    name: 'asking and being denied delay nothing',
    run: (harness) =>
      withLimiter(harness, async (limiter) => {
        assert.equal(await isAllowed(limiter.consume('k', { cost: limit })), true);
        for (let attempt = 1; attempt <= 12; attempt += 1) {
          await harness.advance(TOKEN_MS / 6);
          assert.equal(
            await isAllowed(limiter.consume('k', { cost: 2 })),
            attempt === 12,
            `attempt ${String(attempt)}`,
          );
          assert.equal(await isAllowed(limiter.consume('k', { cost: 0 })), true);
        }
      }),
  },
  {
    name: 'what is used is remembered until it has come back, window after window',
    run: (harness) =>
      withLimiter(harness, async (limiter) => {
        assert.equal(await isAllowed(limiter.consume('k', { cost: limit })), true);
        for (let turn = 1; turn <= 7; turn += 1) {
          await harness.advance(windowMs / 2);
          assert.equal(await isAllowed(limiter.consume(`other ${String(turn)}`)), true);
          const after = { limit, remaining: 0, retryAfterMs: 0, resetAfterMs: windowMs };
          const what = `half a window later, for the ${String(turn)}. time`;
          await expectDecision(harness, limiter.consume('k', { cost: limit / 2 }), { allowed: true, ...after }, what);
        }
        await harness.advance(0.9 * windowMs);
        assert.equal((await expectOk(limiter.consume('k', { cost: 0 }), 'asking')).remaining, 9);
      }),
  },
  {
    name: 'a limit that does not divide its window is counted exactly',
    run: (harness) =>
      withLimiter(
        harness,
        async (limiter) => {
          for (let round = 1; round <= 3; round += 1) {
            for (let taken = 1; taken <= 7; taken += 1) {
              assert.equal(await isAllowed(limiter.consume('k')), true, `token ${String(taken)} of ${String(round)}`);
            }
            // 3,600,001 / 7 = 514,285.857…
            const empty = { limit: 7, remaining: 0, retryAfterMs: 514_286, resetAfterMs: 3_600_001 };
            await expectDecision(harness, limiter.consume('k'), { allowed: false, ...empty }, 'an eighth');
            await harness.advance(3_600_001);
          }
        },
        { limit: 7, windowMs: 3_600_001 },
      ),
  },
  {
    name: 'a full allowance leaves nothing in the store, nor does asking or a denial',
    needs: ['peek'],
    run: (harness) =>
      withLimiter(harness, async (limiter) => {
        assert.equal(await isAllowed(limiter.consume('k', { cost: 0 })), true);
        assert.equal(await isAllowed(limiter.consume('k', { cost: limit + 1 })), false);
        assert.equal(await harness.peek?.(limiter, 'k'), undefined, 'something was stored although nothing was taken');
        assert.equal(await isAllowed(limiter.consume('k', { cost: 4 })), true);
        assert.notEqual(await harness.peek?.(limiter, 'k'), undefined, 'what was taken is not stored');
        await harness.advance(4 * TOKEN_MS + 1);
        assert.equal(await harness.peek?.(limiter, 'k'), undefined, 'a full allowance is still stored');
        assert.equal(await isAllowed(limiter.consume('k')), true);
        await expectOk(limiter.reset('k'), 'reset');
        assert.equal(await harness.peek?.(limiter, 'k'), undefined, 'an allowance is still stored after reset');
      }),
  },
];
