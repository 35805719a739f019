import assert from 'node:assert/strict';
import { err, InfraError, ok, type AsyncResult, type Cache, type Result } from '@infra/core';
import { deferred } from '../deferred.js';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { withCache, type CacheHarness } from './harness.js';

/** A loader that counts its runs and finishes when told to. */
interface ControlledLoader<T> {
  readonly load: (context: { readonly signal: AbortSignal }) => AsyncResult<T>;
  readonly runs: () => number;
  readonly started: Promise<void>;
  finish(result: Result<T>): void;
  signal(): AbortSignal | undefined;
}

function controlled<T>(): ControlledLoader<T> {
  let runs = 0;
  let seen: AbortSignal | undefined;
  const started = deferred();
  const outcome = deferred<Result<T>>();
  return {
    load({ signal }) {
      runs += 1;
      seen = signal;
      started.resolve();
      return outcome.promise;
    },
    runs: () => runs,
    started: started.promise,
    finish: (result) => {
      outcome.resolve(result);
    },
    signal: () => seen,
  };
}

const failure = new InfraError({
  code: 'unavailable',
  message: 'the source is down',
  provider: 'test',
  operation: 'source.load',
});

type Invalidation = (cache: Cache) => AsyncResult<unknown>;

/** Every way to say that what is under way is out of date. */
const INVALIDATIONS: readonly (readonly [string, Invalidation])[] = [
  ['delete', (cache) => cache.delete('k')],
  ['deleteMany', (cache) => cache.deleteMany(['k'])],
  ['clear', (cache) => cache.clear()],
  ['invalidatePattern', (cache) => cache.invalidatePattern('k*')],
  ['invalidateTags', (cache) => cache.invalidateTags(['t'])],
];

export const loadingCases: readonly ConformanceCase<CacheHarness>[] = [
  {
    name: 'getOrSet loads what is missing, once, and returns what is there',
    run: (harness) =>
      withCache(harness, async (cache) => {
        let runs = 0;
        const load = async () => ok({ run: ++runs });
        assert.deepEqual(await expectOk(cache.getOrSet('k', load), 'getOrSet'), { run: 1 });
        assert.deepEqual(await expectOk(cache.getOrSet('k', load), 'getOrSet'), { run: 1 });
        assert.deepEqual(await expectOk(cache.get('k'), 'get'), { run: 1 });
      }),
  },
  {
    name: 'a cached null or false is not a miss; a loaded undefined is returned and not cached',
    run: (harness) =>
      withCache(harness, async (cache) => {
        for (const value of [null, false, 0, '']) {
          const key = `k${String(value)}`;
          await expectOk(
            cache.getOrSet(key, async () => ok(value)),
            'getOrSet',
          );
          const again = await expectOk(
            cache.getOrSet(key, () => assert.fail('loaded again')),
            'getOrSet',
          );
          assert.equal(again, value);
        }
        assert.equal(
          await expectOk(
            cache.getOrSet('none', async () => ok(undefined)),
            'getOrSet',
          ),
          undefined,
        );
        assert.equal(await expectOk(cache.has('none'), 'has'), false);
      }),
  },
  {
    name: 'one load serves all who want a key at the same time',
    run: (harness) =>
      withCache(harness, async (cache) => {
        const loader = controlled<unknown>();
        const waiting = Array.from({ length: 100 }, () => cache.getOrSet('k', loader.load));
        await loader.started;
        loader.finish(ok('value'));
        for (const result of await Promise.all(waiting)) assert.deepEqual(result, ok('value'));
        assert.equal(loader.runs(), 1);
      }),
  },
  {
    name: 'loads of different keys and namespaces do not share',
    run: (harness) =>
      withCache(harness, async (cache) => {
        const values = await Promise.all([
          cache.getOrSet('a', async () => ok(1)),
          cache.getOrSet('b', async () => ok(2)),
          cache.namespace('n').getOrSet('a', async () => ok(3)),
          cache
            .namespace('n')
            .namespace('m')
            .getOrSet('a', async () => ok(4)),
        ]);
        assert.deepEqual(values, [ok(1), ok(2), ok(3), ok(4)]);
      }),
  },
  {
    name: 'a failing load runs once for all who wait, its error is theirs, and it is not cached',
    run: (harness) =>
      withCache(harness, async (cache) => {
        const loader = controlled<unknown>();
        const waiting = Array.from({ length: 50 }, () => cache.getOrSet('k', loader.load));
        await loader.started;
        loader.finish(err(failure));
        for (const result of await Promise.all(waiting)) {
          assert.ok(!result.ok);
          assert.equal(result.error.code, 'unavailable');
          assert.equal(result.error.provider, 'test', 'the loader’s error was replaced');
        }
        assert.equal(loader.runs(), 1);
        assert.equal(
          await expectOk(
            cache.getOrSet('k', async () => ok('next')),
            'the next load',
          ),
          'next',
        );
      }),
  },
  {
    name: 'a loader that throws, rejects or returns no Result is an internal error with its cause',
    run: (harness) =>
      withCache(harness, async (cache) => {
        const cause = new Error('a bug');
        const thrown = await expectError(
          cache.getOrSet('k', () => {
            throw cause;
          }),
          'internal',
          'a throwing loader',
        );
        assert.equal(thrown.cause, cause);
        const rejected = await expectError(
          cache.getOrSet('k', () => Promise.reject(cause)),
          'internal',
          'a rejecting loader',
        );
        assert.equal(rejected.cause, cause);
        for (const answer of ['bare', 5, null, undefined, {}, { value: 1 }, { ok: 'yes', value: 1 }]) {
          const bare: () => Promise<unknown> = () => Promise.resolve(answer);
          const load = bare as () => AsyncResult<unknown>;
          await expectError(cache.getOrSet('k', load), 'internal', `a loader that returns ${JSON.stringify(answer)}`);
        }
        assert.equal(await expectOk(cache.has('k'), 'has'), false);
        assert.equal(
          await expectOk(
            cache.getOrSet('k', async () => ok(1)),
            'the next load',
          ),
          1,
        );
      }),
  },
  ...INVALIDATIONS.map(([operation, invalidate]): ConformanceCase<CacheHarness> => ({
    name: `${operation} during a load wins: what was loaded before it is not stored, and later callers load anew`,
    run: (harness) =>
      withCache(harness, async (cache) => {
        const stale = controlled<unknown>();
        const first = cache.getOrSet('k', stale.load, { tags: ['t'] });
        await stale.started;
        await expectOk(invalidate(cache), operation);
        const fresh = controlled<unknown>();
        const second = cache.getOrSet('k', fresh.load, { tags: ['t'] });
        await fresh.started;
        fresh.finish(ok('fresh'));
        assert.equal(await expectOk(second, 'the load after it'), 'fresh');
        stale.finish(ok('stale'));
        assert.equal(await expectOk(first, 'the overtaken load'), 'stale');
        assert.equal(await expectOk(cache.get('k'), 'get'), 'fresh', 'the stale value was stored');
      }),
  })),
  {
    name: 'an invalidated load alone leaves nothing behind',
    run: (harness) =>
      withCache(harness, async (cache) => {
        for (const [operation, invalidate] of INVALIDATIONS) {
          const loader = controlled<unknown>();
          const waiting = cache.getOrSet('k', loader.load, { tags: ['t'] });
          await loader.started;
          await expectOk(invalidate(cache), operation);
          loader.finish(ok('stale'));
          await expectOk(waiting, 'getOrSet');
          assert.equal(await expectOk(cache.get('k'), 'get'), undefined, `${operation} was overtaken`);
        }
      }),
  },
  {
    name: 'invalidating something else during a load leaves it alone',
    run: (harness) =>
      withCache(harness, async (cache) => {
        const other = cache.namespace('other');
        const elsewhere: readonly (readonly [string, Invalidation])[] = [
          ['another key', () => cache.delete('l')],
          ['a pattern that does not match', () => cache.invalidatePattern('l*')],
          ['another tag', () => cache.invalidateTags(['u'])],
          ['the same key of another namespace', () => other.delete('k')],
          ['a pattern of another namespace', () => other.invalidatePattern('*')],
          ['the same tag of another namespace', () => other.invalidateTags(['t'])],
          ['another namespace', () => other.clear()],
        ];
        for (const [what, invalidate] of elsewhere) {
          const loader = controlled<unknown>();
          const waiting = cache.getOrSet('k', loader.load, { tags: ['t'] });
          await loader.started;
          await expectOk(invalidate(cache), what);
          loader.finish(ok(what));
          await expectOk(waiting, 'getOrSet');
          assert.equal(await expectOk(cache.get('k'), 'get'), what, `${what} invalidated the load`);
          await expectOk(cache.delete('k'), 'delete');
        }
      }),
  },
  {
    name: 'any one of its tags invalidates a load under way',
    run: (harness) =>
      withCache(harness, async (cache) => {
        for (const invalidated of [['t'], ['u'], ['other', 'u']]) {
          const loader = controlled<unknown>();
          const waiting = cache.getOrSet('k', loader.load, { tags: ['t', 'u'] });
          await loader.started;
          await expectOk(cache.invalidateTags(invalidated), 'invalidateTags');
          loader.finish(ok('stale'));
          await expectOk(waiting, 'getOrSet');
          assert.equal(
            await expectOk(cache.get('k'), 'get'),
            undefined,
            `invalidating ${invalidated.join()} was overtaken`,
          );
        }
      }),
  },
  {
    name: 'a set during a load stays',
    run: (harness) =>
      withCache(harness, async (cache) => {
        const loader = controlled<unknown>();
        const waiting = cache.getOrSet('k', loader.load);
        await loader.started;
        await expectOk(cache.set('k', 'set'), 'set');
        loader.finish(ok('loaded'));
        await expectOk(waiting, 'getOrSet');
        assert.equal(await expectOk(cache.get('k'), 'get'), 'set');
      }),
  },
  {
    name: 'an invalidated entry is loaded anew and stored again',
    run: (harness) =>
      withCache(harness, async (cache) => {
        await expectOk(
          cache.getOrSet('k', async () => ok(1), { tags: ['t'] }),
          'getOrSet',
        );
        await expectOk(cache.invalidateTags(['t']), 'invalidateTags');
        assert.equal(
          await expectOk(
            cache.getOrSet('k', async () => ok(2), { tags: ['t'] }),
            'getOrSet',
          ),
          2,
        );
        assert.equal(await expectOk(cache.get('k'), 'get'), 2);
        await expectOk(cache.invalidateTags(['t']), 'invalidateTags');
        assert.equal(await expectOk(cache.get('k'), 'get'), undefined, 'the tags of a load were lost');
      }),
  },
  {
    name: 'who aborts leaves at once, alone, and the load goes on for the others',
    run: (harness) =>
      withCache(harness, async (cache) => {
        const loader = controlled<unknown>();
        const controller = new AbortController();
        const leaving = cache.getOrSet('k', loader.load, { signal: controller.signal });
        const staying = cache.getOrSet('k', loader.load);
        await loader.started;
        controller.abort();
        await expectError(leaving, 'cancelled', 'the one that left');
        assert.equal(loader.signal()?.aborted, false, 'the load was aborted although somebody waits');
        loader.finish(ok('value'));
        assert.equal(await expectOk(staying, 'the one that stayed'), 'value');
        assert.equal(await expectOk(cache.get('k'), 'get'), 'value');
      }),
  },
  {
    name: 'when nobody waits any more, the loader’s signal aborts',
    run: (harness) =>
      withCache(harness, async (cache) => {
        const loader = controlled<unknown>();
        const controllers = [new AbortController(), new AbortController()];
        const waiting = controllers.map(({ signal }) => cache.getOrSet('k', loader.load, { signal }));
        await loader.started;
        for (const controller of controllers) controller.abort();
        for (const result of waiting) await expectError(result, 'cancelled', 'getOrSet');
        assert.equal(loader.signal()?.aborted, true);
        loader.finish(ok('late'));
        assert.equal(
          await expectOk(
            cache.getOrSet('k', async () => ok('new')),
            'getOrSet',
          ),
          'new',
        );
      }),
  },
  {
    name: 'a signal that is already aborted is cancelled before anything happens',
    run: (harness) =>
      withCache(harness, async (cache) => {
        const signal = AbortSignal.abort();
        await expectOk(cache.set('k', 1), 'set');
        const load = () => assert.fail('the loader ran');
        const attempts: readonly AsyncResult<unknown>[] = [
          cache.get('k', { signal }),
          cache.getMany(['k'], { signal }),
          cache.set('k', 2, { signal }),
          cache.setMany([['k', 2]], { signal }),
          cache.delete('k', { signal }),
          cache.deleteMany(['k'], { signal }),
          cache.has('k', { signal }),
          cache.clear({ signal }),
          cache.getOrSet('l', load, { signal }),
          cache.increment('n', 1, { signal }),
          cache.invalidatePattern('*', { signal }),
          cache.invalidateTags(['t'], { signal }),
          cache.health({ signal }),
        ];
        for (const [index, attempt] of attempts.entries()) {
          await expectError(attempt, 'cancelled', `operation number ${String(index)}`);
        }
        assert.equal(await expectOk(cache.get('k'), 'get'), 1);
      }),
  },
  {
    name: 'one load serves two processes',
    needs: ['makePair'],
    run: async (harness) => {
      const pair = await harness.makePair?.();
      assert.ok(pair);
      await using a = pair[0];
      await using b = pair[1];
      const loader = controlled<unknown>();
      const first = a.getOrSet('k', loader.load);
      await loader.started;
      const others = Array.from({ length: 10 }, (_, index) =>
        (index % 2 === 0 ? a : b).getOrSet('k', () => assert.fail('a second load ran')),
      );
      loader.finish(ok('value'));
      for (const result of await Promise.all([first, ...others])) assert.deepEqual(result, ok('value'));
    },
  },
  {
    name: 'an invalidation by another process during a load wins',
    needs: ['makePair'],
    run: async (harness) => {
      const pair = await harness.makePair?.();
      assert.ok(pair);
      await using a = pair[0];
      await using b = pair[1];
      for (const [operation, invalidate] of INVALIDATIONS) {
        const loader = controlled<unknown>();
        const waiting = a.getOrSet('k', loader.load, { tags: ['t'] });
        await loader.started;
        await expectOk(invalidate(b), operation);
        loader.finish(ok('stale'));
        assert.equal(await expectOk(waiting, 'getOrSet'), 'stale');
        assert.equal(await expectOk(a.get('k'), 'get'), undefined, `${operation} by another process was overtaken`);
      }
    },
  },
];
