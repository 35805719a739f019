import assert from 'node:assert/strict';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { withCache, type CacheHarness } from './harness.js';

export const countingCases: readonly ConformanceCase<CacheHarness>[] = [
  {
    name: 'increment counts from zero, by any whole number, and get reads the counter',
    run: (harness) =>
      withCache(harness, async (cache) => {
        assert.equal(await expectOk(cache.increment('n'), 'increment'), 1);
        assert.equal(await expectOk(cache.increment('n', 41), 'increment'), 42);
        assert.equal(await expectOk(cache.increment('n', -50), 'increment'), -8);
        assert.equal(await expectOk(cache.increment('n', 0), 'increment'), -8);
        assert.equal(await expectOk(cache.get('n'), 'get'), -8);
        await expectOk(cache.set('m', 10), 'set');
        assert.equal(await expectOk(cache.increment('m', 5), 'increment of a set number'), 15);
      }),
  },
  {
    name: 'concurrent increments are all counted',
    run: (harness) =>
      withCache(harness, async (cache) => {
        const results = await Promise.all(Array.from({ length: 100 }, () => cache.increment('n')));
        const values = results.map((result) => (result.ok ? result.value : Number.NaN)).sort((a, b) => a - b);
        assert.deepEqual(
          values,
          Array.from({ length: 100 }, (_, index) => index + 1),
        );
      }),
  },
  {
    name: 'a counter lives for the TTL of the call that made it; counting on does not prolong it',
    run: (harness) =>
      withCache(harness, async (cache) => {
        await expectOk(cache.increment('n', 1, { ttlMs: 10_000 }), 'increment');
        await harness.advance(9_000);
        assert.equal(await expectOk(cache.increment('n', 1, { ttlMs: 10_000 }), 'increment'), 2);
        await harness.advance(1_001);
        assert.equal(
          await expectOk(cache.increment('n', 1, { ttlMs: 10_000 }), 'increment'),
          1,
          'the counter outlived its TTL',
        );
      }),
  },
  {
    name: 'a counter expires after an hour unless told otherwise',
    run: (harness) =>
      withCache(harness, async (cache) => {
        await expectOk(cache.increment('n'), 'increment');
        await harness.advance(3_600_001);
        assert.equal(await expectOk(cache.get('n'), 'get'), undefined);
      }),
  },
  {
    name: 'what is no integer cannot be counted on, and stays as it is',
    run: (harness) =>
      withCache(harness, async (cache) => {
        for (const value of ['text', '12', 1.5, null, { n: 1 }, Number.NaN, 5n, Number.MAX_SAFE_INTEGER]) {
          await expectOk(cache.set('k', value), 'set');
          await expectError(cache.increment('k'), 'conflict', `increment of ${String(value)}`);
          assert.deepStrictEqual(await expectOk(cache.get('k'), 'get'), value);
        }
        for (const delta of [1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
          await expectError(cache.increment('n', delta), 'validation', `increment by ${String(delta)}`);
        }
        assert.equal(await expectOk(cache.has('n'), 'has'), false);
      }),
  },
  {
    name: 'a counter with tags keeps them',
    run: (harness) =>
      withCache(harness, async (cache) => {
        await expectOk(cache.set('n', 5, { tags: ['t'] }), 'set');
        assert.equal(await expectOk(cache.increment('n'), 'increment'), 6);
        assert.equal(await expectOk(cache.get('n'), 'get'), 6);
        await expectOk(cache.invalidateTags(['t']), 'invalidateTags');
        assert.equal(await expectOk(cache.get('n'), 'get'), undefined);
        assert.equal(await expectOk(cache.increment('n'), 'increment of an invalidated counter'), 1);
      }),
  },
];
