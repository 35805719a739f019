import assert from 'node:assert/strict';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { withCache, type CacheHarness } from './harness.js';

export const statisticsCases: readonly ConformanceCase<CacheHarness>[] = [
  {
    name: 'stats count hits, misses, writes, deletes, loads and errors over all namespaces',
    run: (harness) =>
      withCache(harness, async (cache) => {
        const n = cache.namespace('n');
        await expectOk(
          cache.setMany([
            ['a', 1],
            ['b', 2],
          ]),
          'setMany',
        );
        await expectOk(n.get('missing'), 'get');
        await expectOk(cache.getMany(['a', 'missing']), 'getMany');
        await expectOk(
          n.getOrSet('k', async () => ({ ok: true, value: 1 }) as const),
          'getOrSet',
        );
        await expectOk(
          n.getOrSet('k', () => assert.fail('loaded again')),
          'getOrSet',
        );
        await expectError(
          n.getOrSet('bug', () => Promise.reject(new Error('x'))),
          'internal',
          'getOrSet',
        );
        await expectOk(cache.deleteMany(['a', 'missing']), 'deleteMany');
        await expectError(cache.get(''), 'validation', 'get');
        const { hits, misses, writes, deletes, loads, loadFailures, errors } = n.stats();
        assert.deepEqual(
          { hits, misses, writes, deletes, loads, loadFailures, errors },
          { hits: 2, misses: 4, writes: 3, deletes: 1, loads: 2, loadFailures: 1, errors: 1 },
        );
        assert.deepEqual(cache.stats(), n.stats());
      }),
  },
  {
    name: 'stats count what increments write and what deletions and patterns delete',
    run: (harness) =>
      withCache(harness, async (cache) => {
        await expectOk(cache.increment('n'), 'increment');
        await expectOk(cache.increment('n'), 'increment');
        await expectOk(cache.set('a', 1), 'set');
        await expectOk(cache.set('b', 1), 'set');
        assert.equal(cache.stats().writes, 4);
        await expectOk(cache.delete('a'), 'delete');
        await expectOk(cache.delete('a'), 'delete of nothing');
        assert.equal(await expectOk(cache.invalidatePattern('*'), 'invalidatePattern'), 2);
        assert.equal(cache.stats().deletes, 3);
        await expectError(cache.set('k', () => 0), 'validation', 'set of a function'); // prettier-ignore
        assert.equal(cache.stats().errors, 1);
      }),
  },
];
