import assert from 'node:assert/strict';
import { ok, unwrapOr, type AsyncResult } from '@infra/core';
import { deferred } from '../deferred.js';
import { expectProvider } from '../expect-provider.js';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { withCache, type CacheHarness, type CacheUnderTest } from './harness.js';

/** Every operation, on good input. */
function everyOperation(cache: CacheUnderTest): readonly (readonly [string, () => AsyncResult<unknown>])[] {
  return [
    ['get', () => cache.get('k')],
    ['getMany', () => cache.getMany(['k', 'l'])],
    ['set', () => cache.set('k', 1)],
    ['set with tags', () => cache.set('k', 1, { tags: ['t'] })],
    [
      'setMany',
      () =>
        cache.setMany([
          ['k', 1],
          ['l', 2],
        ]),
    ],
    ['delete', () => cache.delete('k')],
    ['deleteMany', () => cache.deleteMany(['k', 'l'])],
    ['has', () => cache.has('k')],
    ['clear', () => cache.clear()],
    ['increment', () => cache.increment('n')],
    ['invalidatePattern', () => cache.invalidatePattern('*')],
    ['invalidateTags', () => cache.invalidateTags(['t'])],
    ['a namespace', () => cache.namespace('n').get('k')],
  ];
}

export const lifecycleCases: readonly ConformanceCase<CacheHarness>[] = [
  {
    name: 'it has the name that its errors carry as their provider',
    run: (harness) => withCache(harness, (cache) => expectProvider(cache, cache.get(''))),
  },
  {
    name: 'health says up while it works',
    run: (harness) =>
      withCache(harness, async (cache) => {
        const health = await expectOk(cache.health(), 'health');
        assert.equal(health.status, 'up');
        assert.ok(health.latencyMs >= 0);
      }),
  },
  {
    name: 'close is idempotent, and afterwards every operation fails with unavailable, at once',
    run: async (harness) => {
      const cache = await harness.make();
      await expectOk(cache.set('k', 1), 'set');
      await expectOk(cache.close(), 'close');
      await expectOk(cache.close(), 'close again');
      await cache[Symbol.asyncDispose]();
      for (const [what, run] of everyOperation(cache)) {
        const error = await expectError(run(), 'unavailable', what);
        assert.equal(error.retryable, false, `${what} on a closed cache claims that trying again helps`);
      }
      await expectError(
        cache.getOrSet('k', async () => ok(1)),
        'unavailable',
        'getOrSet',
      );
      assert.notEqual((await expectOk(cache.health(), 'health')).status, 'up');
    },
  },
  {
    name: 'close aborts loads that are under way',
    run: async (harness) => {
      const cache = await harness.make();
      const started = deferred<AbortSignal>();
      const finish = deferred();
      const waiting = cache.getOrSet('k', async ({ signal }) => {
        started.resolve(signal);
        await finish.promise;
        return ok('late');
      });
      const signal = await started.promise;
      await expectOk(cache.close(), 'close');
      assert.equal(signal.aborted, true);
      finish.resolve();
      // How it settles is the adapter's affair; that it does is not.
      unwrapOr(await waiting, undefined);
    },
  },
  {
    name: 'with the backend out of reach every operation settles with unavailable or timeout',
    needs: ['unreachable'],
    run: async (harness) => {
      const cache = await harness.unreachable?.();
      assert.ok(cache);
      for (const [what, run] of everyOperation(cache)) {
        const error = await expectError(run(), ['unavailable', 'timeout'], what);
        assert.equal(error.retryable, true, `${what} claims that trying again never helps`);
      }
      const health = await expectOk(cache.health(), 'health');
      assert.equal(health.status, 'down');
      assert.ok(health.reason);
      await expectOk(cache.close(), 'close');
      await expectOk(cache.close(), 'close again');
    },
  },
  {
    name: 'with the backend out of reach getOrSet still returns the loader’s value, loaded once for all, and reports why',
    needs: ['unreachable'],
    run: async (harness) => {
      const reported: string[] = [];
      const cache = await harness.unreachable?.({ onError: (error) => reported.push(error.code) });
      assert.ok(cache);
      let runs = 0;
      const load = async () => {
        runs += 1;
        await new Promise((resolve) => setImmediate(resolve));
        return ok('value');
      };
      const results = await Promise.all(Array.from({ length: 20 }, () => cache.getOrSet('k', load)));
      for (const result of results) assert.deepEqual(result, ok('value'));
      assert.equal(runs, 1);
      assert.ok(reported.length > 0, 'onError heard nothing');
      assert.ok(cache.stats().errors > 0, 'stats count no error');
      await expectOk(cache.close(), 'close');
    },
  },
];
