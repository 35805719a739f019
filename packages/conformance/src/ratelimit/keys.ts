import assert from 'node:assert/strict';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { expectDecision, isAllowed } from './expect-decision.js';
import { TEN_AN_HOUR, withLimiter, type RateLimiterHarness } from './harness.js';

const { limit } = TEN_AN_HOUR;

/** Names that a careless adapter takes for one another, or for something else. */
const KEYS: readonly string[] = [
  'a',
  'A',
  'a ',
  ' a',
  'a:b',
  'a::b',
  'a%3ab',
  'a/b',
  'a\nb',
  'a\u0000b',
  '*',
  'a*',
  '{a}',
  'é',
  'e\u0301',
  '🔑',
  'constructor',
  '__proto__',
  'x'.repeat(1_023),
  'x'.repeat(1_024),
  'é'.repeat(512),
];

const BAD_KEYS: readonly unknown[] = ['', '\ud800', 'x'.repeat(1_025), 'é'.repeat(513), undefined, null, 1, {}];

export const keyCases: readonly ConformanceCase<RateLimiterHarness>[] = [
  {
    name: 'every key has an allowance of its own, whatever it is called',
    run: (harness) =>
      withLimiter(
        harness,
        async (limiter) => {
          for (const key of KEYS) assert.equal(await isAllowed(limiter.consume(key)), true, JSON.stringify(key));
          for (const key of KEYS) assert.equal(await isAllowed(limiter.consume(key)), false, JSON.stringify(key));
        },
        { ...TEN_AN_HOUR, limit: 1 },
      ),
  },
  {
    name: 'reset gives a key its full allowance back, and no other',
    run: (harness) =>
      withLimiter(harness, async (limiter) => {
        await expectOk(limiter.reset('never used'), 'reset of an unknown key');
        for (const key of ['a', 'b']) assert.equal(await isAllowed(limiter.consume(key, { cost: limit })), true);
        await expectOk(limiter.reset('a'), 'reset');
        const full = { allowed: true, limit, remaining: limit, retryAfterMs: 0, resetAfterMs: 0 };
        await expectDecision(harness, limiter.consume('a', { cost: 0 }), full, 'asking after reset');
        assert.equal(await isAllowed(limiter.consume('b')), false, 'another key was reset');
      }),
  },
  {
    name: 'a reset holds however long ago the key was used',
    run: (harness) =>
      withLimiter(harness, async (limiter) => {
        assert.equal(await isAllowed(limiter.consume('k', { cost: limit })), true);
        for (let turn = 1; turn <= 3; turn += 1) {
          await harness.advance(TEN_AN_HOUR.windowMs / 2);
          assert.equal(await isAllowed(limiter.consume('k', { cost: limit / 2 })), true);
          await harness.advance(TEN_AN_HOUR.windowMs / 2);
          assert.equal(await isAllowed(limiter.consume('other')), true);
          await expectOk(limiter.reset('k'), 'reset');
          assert.equal(await isAllowed(limiter.consume('k', { cost: limit })), true, 'not full after reset');
        }
      }),
  },
  {
    name: 'a key that is no name is a validation error',
    run: (harness) =>
      withLimiter(harness, async (limiter) => {
        for (const key of BAD_KEYS) {
          const what = typeof key === 'string' ? JSON.stringify(key.slice(0, 20)) : String(key);
          const consumed = await expectError(limiter.consume(key as string), 'validation', `consume of ${what}`);
          assert.equal(consumed.operation, 'ratelimit.consume');
          const reset = await expectError(limiter.reset(key as string), 'validation', `reset of ${what}`);
          assert.equal(reset.operation, 'ratelimit.reset');
        }
      }),
  },
  {
    name: 'a cost that is no whole number of tokens is a validation error, and takes nothing',
    run: (harness) =>
      withLimiter(harness, async (limiter) => {
        for (const cost of [-1, 0.5, 1.5, Number.NaN, Infinity, -Infinity, 2 ** 53, '1', null]) {
          await expectError(limiter.consume('k', { cost: cost as number }), 'validation', `a cost of ${String(cost)}`);
        }
        assert.equal((await expectOk(limiter.consume('k', { cost: 0 }), 'asking')).remaining, limit);
        assert.equal(await isAllowed(limiter.consume('k', { cost: undefined })), true);
        assert.equal((await expectOk(limiter.consume('k', { cost: 0 }), 'asking')).remaining, limit - 1);
      }),
  },
];
