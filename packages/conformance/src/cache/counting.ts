import assert from 'node:assert/strict';
import type { Cache, StandardSchemaV1 } from '@infra/core';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { withCache, type CacheHarness } from './harness.js';

interface User {
  readonly name: string;
}

/** A schema as any library makes it: here by hand, so that the suite depends on none. */
const userSchema: StandardSchemaV1<unknown, User> = {
  '~standard': {
    version: 1,
    vendor: 'conformance',
    validate: async (value) =>
      typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string'
        ? { value: { name: value.name.toUpperCase() } }
        : { issues: [{ message: 'no user' }] },
  },
};

const throwingSchema: StandardSchemaV1<unknown, User> = {
  '~standard': {
    version: 1,
    vendor: 'conformance',
    validate: () => {
      throw new Error('a broken schema');
    },
  },
};

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
  {
    name: 'a namespace with a schema returns its output, and what does not fit is a miss',
    run: (harness) =>
      withCache(harness, async (cache) => {
        const raw: Cache = cache.namespace<unknown>('user');
        const users = cache.namespace('user', { schema: userSchema });
        await expectOk(raw.set('old', { title: 'from an older version' }), 'set');
        await expectOk(raw.set('good', { name: 'ada' }), 'set');
        assert.equal(await expectOk(users.get('old'), 'get'), undefined);
        assert.deepEqual(await expectOk(users.get('good'), 'get'), { name: 'ADA' });
        assert.deepEqual([...(await expectOk(users.getMany(['old', 'good']), 'getMany'))], [['good', { name: 'ADA' }]]);
        const loaded = await expectOk(
          users.getOrSet('old', async () => ({ ok: true, value: { name: 'NEW' } }) as const),
          'getOrSet',
        );
        assert.deepEqual(loaded, { name: 'NEW' });
        assert.deepEqual(await expectOk(users.get('old'), 'get'), { name: 'NEW' }, 'the value that did not fit stayed');
        const broken = cache.namespace('user', { schema: throwingSchema });
        assert.equal(await expectOk(broken.get('good'), 'get with a schema that throws'), undefined);
      }),
  },
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
];
