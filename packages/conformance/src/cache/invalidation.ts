import assert from 'node:assert/strict';
import { expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { withCache, type CacheHarness } from './harness.js';

const KEYS = [
  'user:1',
  'user:2',
  'user:10',
  'user:',
  'user',
  'User:1',
  'auser:1',
  'user:€',
  'user:😀',
  'user:*',
  'user:[1]',
  '*',
];

const PATTERNS: readonly (readonly [string, readonly string[]])[] = [
  ['user:1', ['user:1']],
  ['user:*', ['user:1', 'user:2', 'user:10', 'user:', 'user:€', 'user:😀', 'user:*', 'user:[1]']],
  ['user:?', ['user:1', 'user:2', 'user:€', 'user:😀', 'user:*']],
  ['*user*', ['user:1', 'user:2', 'user:10', 'user:', 'user', 'auser:1', 'user:€', 'user:😀', 'user:*', 'user:[1]']],
  [String.raw`user:\*`, ['user:*']],
  [String.raw`\*`, ['*']],
  ['user:[1]', ['user:[1]']],
  ['user:[12]', []],
  ['*1', ['user:1', 'User:1', 'auser:1']],
  ['*', KEYS],
  ['nothing*', []],
];

export const invalidationCases: readonly ConformanceCase<CacheHarness>[] = [
  ...PATTERNS.map(([pattern, matching]): ConformanceCase<CacheHarness> => ({
    name: `the pattern ${pattern} deletes exactly what it matches`,
    run: (harness) =>
      withCache(harness, async (cache) => {
        const expected = new Set(matching);
        for (const place of [cache, cache.namespace('n'), cache.namespace('other')]) {
          await expectOk(place.setMany(KEYS.map((key) => [key, key])), 'setMany');
        }
        const place = cache.namespace('n');
        assert.equal(await expectOk(place.invalidatePattern(pattern), 'invalidatePattern'), expected.size);
        const left = [...(await expectOk(place.getMany(KEYS), 'getMany')).keys()];
        assert.deepEqual(
          left,
          KEYS.filter((key) => !expected.has(key)),
        );
        for (const untouched of [cache, cache.namespace('other')]) {
          assert.equal(
            (await expectOk(untouched.getMany(KEYS), 'getMany')).size,
            KEYS.length,
            'another namespace lost keys',
          );
        }
      }),
  })),
  {
    name: 'a pattern over thousands of keys finds every one',
    run: (harness) =>
      withCache(harness, async (cache) => {
        const numbers = Array.from({ length: 2_500 }, (_, index) => index);
        await expectOk(
          cache.setMany(numbers.map((n) => [`${n % 2 === 0 ? 'even' : 'odd'}:${String(n)}`, n])),
          'setMany',
        );
        assert.equal(await expectOk(cache.invalidatePattern('even:*'), 'invalidatePattern'), 1_250);
        assert.equal(await expectOk(cache.has('even:2'), 'has'), false);
        assert.equal(await expectOk(cache.invalidatePattern('*'), 'invalidatePattern'), 1_250);
      }),
  },
  {
    name: 'invalidating a tag makes every entry with it a miss, and no other',
    run: (harness) =>
      withCache(harness, async (cache) => {
        await expectOk(
          cache.setMany(
            [
              ['a', 1],
              ['b', 2],
            ],
            { tags: ['red', 'round'] },
          ),
          'setMany',
        );
        await expectOk(cache.set('c', 3, { tags: ['round'] }), 'set');
        await expectOk(cache.set('d', 4, { tags: ['green'] }), 'set');
        await expectOk(cache.set('e', 5), 'set');
        await expectOk(cache.invalidateTags(['red']), 'invalidateTags');
        assert.deepEqual(
          [...(await expectOk(cache.getMany(['a', 'b', 'c', 'd', 'e']), 'getMany')).keys()],
          ['c', 'd', 'e'],
        );
        assert.equal(await expectOk(cache.get('a'), 'get'), undefined);
        assert.equal(await expectOk(cache.has('b'), 'has'), false, 'has sees an invalidated entry');
        assert.equal(await expectOk(cache.get('c'), 'get'), 3);
        await expectOk(cache.invalidateTags(['round', 'green', 'unknown']), 'invalidateTags');
        assert.deepEqual([...(await expectOk(cache.getMany(['a', 'b', 'c', 'd', 'e']), 'getMany')).keys()], ['e']);
        await expectOk(cache.invalidateTags([]), 'invalidateTags of nothing');
      }),
  },
  {
    name: 'an entry set right after an invalidation stays',
    run: (harness) =>
      withCache(harness, async (cache) => {
        for (let round = 0; round < 20; round += 1) {
          await expectOk(cache.set('k', round, { tags: ['t'] }), 'set');
          await expectOk(cache.invalidateTags(['t']), 'invalidateTags');
          assert.equal(await expectOk(cache.get('k'), 'get'), undefined);
          await expectOk(cache.set('k', round, { tags: ['t'] }), 'set');
          assert.equal(await expectOk(cache.get('k'), 'get'), round, 'lost an entry set after the invalidation');
        }
      }),
  },
  {
    name: 'an entry invalidated once never comes back, however often its tag is used again',
    run: (harness) =>
      withCache(harness, async (cache) => {
        await expectOk(cache.set('old', 1, { tags: ['t'], ttlMs: 600_000 }), 'set');
        await expectOk(cache.invalidateTags(['t']), 'invalidateTags');
        await expectOk(cache.set('new', 2, { tags: ['t'], ttlMs: 1_000 }), 'set');
        assert.equal(await expectOk(cache.get('old'), 'get'), undefined);
        await harness.advance(5_000);
        await expectOk(cache.set('newer', 3, { tags: ['t'] }), 'set');
        assert.equal(await expectOk(cache.get('old'), 'get'), undefined, 'came back');
        assert.equal(await expectOk(cache.get('newer'), 'get'), 3);
      }),
  },
  {
    name: 'a tagged entry lives for its TTL, whatever others with its tag do',
    run: (harness) =>
      withCache(harness, async (cache) => {
        await expectOk(cache.set('long', 1, { tags: ['t'], ttlMs: 600_000 }), 'set');
        await expectOk(cache.set('short', 2, { tags: ['t'], ttlMs: 1_000 }), 'set');
        await expectOk(cache.set('for ever', 3, { tags: ['t'], ttlMs: Number.POSITIVE_INFINITY }), 'set');
        await harness.advance(300_000);
        assert.equal(await expectOk(cache.get('long'), 'get'), 1);
        assert.equal(await expectOk(cache.get('short'), 'get'), undefined);
        await harness.advance(7_200_000);
        assert.equal(await expectOk(cache.get('for ever'), 'get'), 3);
        await expectOk(cache.invalidateTags(['t']), 'invalidateTags');
        assert.equal(await expectOk(cache.get('for ever'), 'get'), undefined);
      }),
  },
  {
    name: 'setting again replaces the tags',
    run: (harness) =>
      withCache(harness, async (cache) => {
        await expectOk(cache.set('k', 1, { tags: ['old'] }), 'set');
        await expectOk(cache.set('k', 2, { tags: ['new'] }), 'set');
        await expectOk(cache.invalidateTags(['old']), 'invalidateTags');
        assert.equal(await expectOk(cache.get('k'), 'get'), 2);
        await expectOk(cache.set('k', 3), 'set without tags');
        await expectOk(cache.invalidateTags(['new']), 'invalidateTags');
        assert.equal(await expectOk(cache.get('k'), 'get'), 3);
      }),
  },
  {
    name: 'tags belong to their namespace, and any text is a tag',
    run: (harness) =>
      withCache(harness, async (cache) => {
        const tags = ['a:b', '*', '{x}', '\u0000', '"', '😀', '__proto__', 'x'.repeat(1_024)];
        const n = cache.namespace('n');
        for (const tag of tags) {
          await expectOk(cache.set(tag, 1, { tags: [tag] }), 'set');
          await expectOk(n.set(tag, 1, { tags: [tag, 'all', tag] }), 'set');
        }
        for (const [index, tag] of tags.entries()) {
          await expectOk(n.invalidateTags([tag]), 'invalidateTags');
          const left = await expectOk(n.getMany(tags), 'getMany');
          assert.equal(left.size, tags.length - index - 1, `after ${JSON.stringify(tag)}`);
        }
        assert.equal((await expectOk(cache.getMany(tags), 'getMany')).size, tags.length);
      }),
  },
  {
    name: 'what one process invalidates is a miss for the other',
    needs: ['makePair'],
    run: async (harness) => {
      const pair = await harness.makePair?.();
      assert.ok(pair);
      await using a = pair[0];
      await using b = pair[1];
      await expectOk(
        a.setMany(
          [
            ['x', 1],
            ['y', 2],
          ],
          { tags: ['t'] },
        ),
        'setMany',
      );
      await expectOk(
        a.setMany([
          ['p:1', 1],
          ['z', 3],
        ]),
        'setMany',
      );
      assert.deepEqual([...(await expectOk(b.getMany(['x', 'y', 'z']), 'getMany')).values()], [1, 2, 3]);
      await expectOk(b.invalidateTags(['t']), 'invalidateTags');
      assert.equal(await expectOk(a.get('x'), 'get'), undefined);
      await expectOk(b.invalidatePattern('p:*'), 'invalidatePattern');
      assert.equal(await expectOk(a.get('p:1'), 'get'), undefined);
      await expectOk(b.clear(), 'clear');
      assert.equal(await expectOk(a.get('z'), 'get'), undefined);
    },
  },
];
