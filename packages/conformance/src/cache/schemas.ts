import assert from 'node:assert/strict';
import { ok, type Cache, type StandardSchemaV1 } from '@infra/core';
import { expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { withCache, type CacheHarness } from './harness.js';

interface User {
  readonly name: string;
}

/** A schema as any library makes it: here by hand, so that the suite depends on none. */
export const userSchema: StandardSchemaV1<unknown, User> = {
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

export const schemaCases: readonly ConformanceCase<CacheHarness>[] = [
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
        const found = await expectOk(
          users.getOrSet('good', () => assert.fail('loaded what was there and fits')),
          'getOrSet of what fits',
        );
        assert.deepEqual(found, { name: 'ADA' });
        const broken = cache.namespace('user', { schema: throwingSchema });
        assert.equal(await expectOk(broken.get('good'), 'get with a schema that throws'), undefined);
      }),
  },
  {
    name: 'what does not fit a schema counts as a miss, what fits as a hit',
    run: (harness) =>
      withCache(harness, async (cache) => {
        const users = cache.namespace('user', { schema: userSchema });
        const entries = [['good', { name: 'ada' }], ['old', { title: 'x' }]] as const; // prettier-ignore
        await expectOk(cache.namespace<unknown>('user').setMany(entries), 'setMany');
        const counted = async (what: string, run: () => Promise<unknown>, hits: number, misses: number) => {
          const before = users.stats();
          await run();
          const after = users.stats();
          assert.deepEqual([after.hits - before.hits, after.misses - before.misses], [hits, misses], what);
        };
        await counted('get of what fits', () => users.get('good'), 1, 0);
        await counted('get of what does not', () => users.get('old'), 0, 1);
        await counted('get of nothing', () => users.get('none'), 0, 1);
        await counted('getMany', () => users.getMany(['good', 'old', 'none']), 1, 2);
        const load = async () => ok({ name: 'new' });
        await counted('getOrSet of what fits', () => users.getOrSet('good', load), 1, 0);
        await counted('getOrSet of what does not', () => users.getOrSet('old', load), 0, 1);
      }),
  },
];
