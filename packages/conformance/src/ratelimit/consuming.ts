import assert from 'node:assert/strict';
import { expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { expectDecision, isAllowed } from './expect-decision.js';
import { TEN_AN_HOUR, TOKEN_MS, withLimiter, type RateLimiterHarness } from './harness.js';

const { limit, windowMs } = TEN_AN_HOUR;

export const consumingCases: readonly ConformanceCase<RateLimiterHarness>[] = [
  {
    name: 'a full allowance admits its limit, not one more, and says at each call how things stand',
    run: (harness) =>
      withLimiter(harness, async (limiter) => {
        for (let taken = 1; taken <= limit; taken += 1) {
          const expected = { limit, remaining: limit - taken, retryAfterMs: 0, resetAfterMs: taken * TOKEN_MS };
          await expectDecision(harness, limiter.consume('k'), { allowed: true, ...expected }, `call ${String(taken)}`);
        }
        const empty = { limit, remaining: 0, retryAfterMs: TOKEN_MS, resetAfterMs: windowMs };
        await expectDecision(harness, limiter.consume('k'), { allowed: false, ...empty }, 'one more');
      }),
  },
  {
    name: 'a cost takes as many tokens, all or none',
    run: (harness) =>
      withLimiter(harness, async (limiter) => {
        const after = { limit, remaining: 3, resetAfterMs: 7 * TOKEN_MS };
        await expectDecision(harness, limiter.consume('k', { cost: 7 }), { allowed: true, retryAfterMs: 0, ...after });
        const denied = { allowed: false, retryAfterMs: 2 * TOKEN_MS, ...after };
        await expectDecision(harness, limiter.consume('k', { cost: 5 }), denied, 'five of three');
        const none = { limit, remaining: 0, retryAfterMs: 0, resetAfterMs: windowMs };
        await expectDecision(harness, limiter.consume('k', { cost: 3 }), { allowed: true, ...none }, 'the three left');
      }),
  },
  {
    name: 'a cost of the whole limit is allowed, once',
    run: (harness) =>
      withLimiter(harness, async (limiter) => {
        assert.equal(await isAllowed(limiter.consume('k', { cost: limit })), true);
        assert.equal(await isAllowed(limiter.consume('k', { cost: limit })), false);
      }),
  },
  {
    name: 'a cost of 0 asks without taking, and is always allowed',
    run: (harness) =>
      withLimiter(harness, async (limiter) => {
        const full = { allowed: true, limit, remaining: limit, retryAfterMs: 0, resetAfterMs: 0 };
        await expectDecision(harness, limiter.consume('k', { cost: 0 }), full, 'asking of a full allowance');
        await expectDecision(harness, limiter.consume('k', { cost: 0 }), full, 'asking again');
        assert.equal(await isAllowed(limiter.consume('k', { cost: limit })), true);
        const empty = { allowed: true, limit, remaining: 0, retryAfterMs: 0, resetAfterMs: windowMs };
        await expectDecision(harness, limiter.consume('k', { cost: 0 }), empty, 'asking of an empty one');
      }),
  },
  {
    name: 'a cost above the limit is denied for ever, and takes nothing',
    run: (harness) =>
      withLimiter(harness, async (limiter) => {
        for (const cost of [limit + 1, Number.MAX_SAFE_INTEGER]) {
          const denied = { allowed: false, limit, remaining: limit, retryAfterMs: Infinity, resetAfterMs: 0 };
          await expectDecision(harness, limiter.consume('k', { cost }), denied, `a cost of ${String(cost)}`);
        }
        assert.equal(await isAllowed(limiter.consume('k', { cost: limit })), true);
      }),
  },
  {
    name: 'a limit of one',
    run: (harness) =>
      withLimiter(
        harness,
        async (limiter) => {
          const empty = { limit: 1, remaining: 0, resetAfterMs: windowMs };
          await expectDecision(harness, limiter.consume('k'), { allowed: true, retryAfterMs: 0, ...empty });
          await expectDecision(harness, limiter.consume('k'), { allowed: false, retryAfterMs: windowMs, ...empty });
        },
        { limit: 1, windowMs },
      ),
  },
  {
    name: 'of a thousand calls at once exactly the limit is admitted, each told another remainder',
    run: (harness) =>
      withLimiter(
        harness,
        async (limiter) => {
          const decisions = await Promise.all(
            Array.from({ length: 1_000 }, () => expectOk(limiter.consume('k'), 'consume')),
          );
          const left = decisions.filter(({ allowed }) => allowed).map(({ remaining }) => remaining);
          assert.deepEqual(
            left.sort((a, b) => a - b),
            Array.from({ length: 100 }, (_, index) => index),
          );
        },
        { limit: 100, windowMs },
      ),
  },
  {
    name: 'calls of different costs at once never take more than there is',
    run: (harness) =>
      withLimiter(
        harness,
        async (limiter) => {
          const costs = Array.from({ length: 200 }, (_, index) => (index % 7) + 1);
          const decisions = await Promise.all(costs.map((cost) => expectOk(limiter.consume('k', { cost }), 'consume')));
          const taken = costs.filter((_, index) => decisions[index]?.allowed).reduce((sum, cost) => sum + cost, 0);
          // A cost of 1 was always there to fill the last gap.
          assert.equal(taken, 100);
          assert.equal((await expectOk(limiter.consume('k', { cost: 0 }), 'asking')).remaining, 0);
        },
        { limit: 100, windowMs },
      ),
  },
  {
    name: 'two processes admit exactly the limit together',
    needs: ['makePair'],
    run: async (harness) => {
      const pair = await harness.makePair?.({ limit: 100, windowMs });
      assert.ok(pair);
      const calls = Array.from({ length: 1_000 }, (_, index) => isAllowed(pair[index % 2 === 0 ? 0 : 1].consume('k')));
      assert.equal((await Promise.all(calls)).filter(Boolean).length, 100);
      await expectOk(pair[0].reset('k'), 'reset');
      assert.equal(await isAllowed(pair[1].consume('k', { cost: 100 })), true, 'what one resets is full for the other');
      for (const limiter of pair) await expectOk(limiter.close(), 'close');
    },
  },
];
