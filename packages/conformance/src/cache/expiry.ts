import assert from 'node:assert/strict';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { withCache, type CacheHarness } from './harness.js';

const HOUR = 3_600_000;

export const expiryCases: readonly ConformanceCase<CacheHarness>[] = [
  {
    name: 'an entry is there until its TTL has passed, and not after',
    run: (harness) =>
      withCache(harness, async (cache) => {
        await expectOk(cache.set('k', 1, { ttlMs: 60_000 }), 'set');
        await harness.advance(50_000);
        assert.equal(await expectOk(cache.get('k'), 'get'), 1);
        await harness.advance(10_001);
        assert.equal(await expectOk(cache.get('k'), 'get'), undefined);
        assert.equal(await expectOk(cache.has('k'), 'has'), false);
        assert.equal((await expectOk(cache.getMany(['k']), 'getMany')).size, 0);
        assert.equal(await expectOk(cache.delete('k'), 'delete'), false, 'an expired entry was there to delete');
      }),
  },
  {
    name: 'an entry lives one hour unless told otherwise',
    run: (harness) =>
      withCache(harness, async (cache) => {
        await expectOk(cache.set('root', 1), 'set');
        await expectOk(cache.namespace('n').set('k', 1), 'set in a namespace');
        await harness.advance(HOUR - 10_000);
        assert.equal(await expectOk(cache.get('root'), 'get'), 1);
        assert.equal(await expectOk(cache.namespace('n').get('k'), 'get'), 1);
        await harness.advance(10_001);
        assert.equal(await expectOk(cache.get('root'), 'get'), undefined);
        assert.equal(await expectOk(cache.namespace('n').get('k'), 'get'), undefined);
      }),
  },
  {
    name: 'the default TTL comes from the options, a namespace, or the call, the nearest first',
    run: (harness) =>
      withCache(
        harness,
        async (cache) => {
          const inner = cache.namespace('inner', { ttlMs: 60_000 });
          await expectOk(cache.set('outer', 1), 'set');
          await expectOk(inner.set('inner', 1), 'set');
          await expectOk(inner.namespace('deep').set('deep', 1), 'set');
          await expectOk(inner.set('call', 1, { ttlMs: 600_000 }), 'set');
          await harness.advance(30_001);
          assert.equal(await expectOk(cache.get('outer'), 'get'), undefined, 'the option');
          assert.equal(await expectOk(inner.get('inner'), 'get'), 1, 'the namespace');
          assert.equal(await expectOk(inner.namespace('deep').get('deep'), 'get'), 1, 'inherited');
          await harness.advance(30_000);
          assert.equal(await expectOk(inner.get('inner'), 'get'), undefined, 'the namespace, expired');
          assert.equal(await expectOk(inner.get('call'), 'get'), 1, 'the call');
        },
        { ttlMs: 30_000 },
      ),
  },
  {
    name: 'Infinity never expires',
    run: (harness) =>
      withCache(harness, async (cache) => {
        await expectOk(cache.set('k', 1, { ttlMs: Number.POSITIVE_INFINITY }), 'set');
        await harness.advance(1_000 * 24 * HOUR);
        assert.equal(await expectOk(cache.get('k'), 'get'), 1);
      }),
  },
  {
    name: 'setting again starts the TTL anew, in both directions',
    run: (harness) =>
      withCache(harness, async (cache) => {
        await expectOk(cache.set('longer', 1, { ttlMs: 10_000 }), 'set');
        await expectOk(cache.set('longer', 2, { ttlMs: 100_000 }), 'set');
        await expectOk(cache.set('mortal', 1, { ttlMs: Number.POSITIVE_INFINITY }), 'set');
        await expectOk(cache.set('mortal', 2, { ttlMs: 10_000 }), 'set');
        await harness.advance(10_001);
        assert.equal(await expectOk(cache.get('longer'), 'get'), 2);
        assert.equal(await expectOk(cache.get('mortal'), 'get'), undefined);
      }),
  },
  {
    name: 'setMany and getOrSet keep to the TTL they are given',
    run: (harness) =>
      withCache(harness, async (cache) => {
        await expectOk(
          cache.setMany(
            [
              ['a', 1],
              ['b', 2],
            ],
            { ttlMs: 10_000 },
          ),
          'setMany',
        );
        await expectOk(
          cache.getOrSet('c', async () => ({ ok: true, value: 3 }) as const, { ttlMs: 10_000 }),
          'getOrSet',
        );
        await harness.advance(9_000);
        assert.equal((await expectOk(cache.getMany(['a', 'b', 'c']), 'getMany')).size, 3);
        await harness.advance(1_001);
        assert.equal((await expectOk(cache.getMany(['a', 'b', 'c']), 'getMany')).size, 0);
      }),
  },
  {
    name: 'a fraction of a millisecond is rounded up, never to nothing',
    run: (harness) =>
      withCache(harness, async (cache) => {
        await expectOk(cache.set('k', 1, { ttlMs: 0.25 }), 'set');
        await expectOk(cache.set('l', 1, { ttlMs: 60_000.5 }), 'set');
        assert.equal(await expectOk(cache.get('l'), 'get'), 1);
      }),
  },
  ...[0, -1, Number.NaN, Number.NEGATIVE_INFINITY].map((ttlMs): ConformanceCase<CacheHarness> => ({
    name: `a TTL of ${String(ttlMs)} is a validation error everywhere`,
    run: (harness) =>
      withCache(harness, async (cache) => {
        await expectError(cache.set('k', 1, { ttlMs }), 'validation', 'set');
        await expectError(cache.setMany([['k', 1]], { ttlMs }), 'validation', 'setMany');
        await expectError(cache.increment('k', 1, { ttlMs }), 'validation', 'increment');
        const load = () => assert.fail('the loader ran on bad input');
        await expectError(cache.getOrSet('k', load, { ttlMs }), 'validation', 'getOrSet');
        assert.throws(() => cache.namespace('n', { ttlMs }), /ttlMs/);
        assert.equal(await expectOk(cache.has('k'), 'has'), false);
      }),
  })),
];
