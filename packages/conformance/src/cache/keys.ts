import assert from 'node:assert/strict';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { withCache, type CacheHarness } from './harness.js';

/** Keys that would meet in one place if a store joined, trimmed, folded or interpreted them. */
const DISTINCT: readonly string[] = [
  'a',
  'A',
  ' a',
  'a ',
  'a:b',
  'a::b',
  ':a',
  'a:',
  '*',
  '?',
  '[a]',
  'a*',
  '\\*',
  '{a}',
  '%3a',
  'a%3ab',
  '#a',
  '!a',
  '~a',
  '\n',
  '\r\nSET x 1\r\n',
  '\u0000',
  '\u0000a',
  '😀',
  'é',
  'e\u0301',
  '__proto__',
  'constructor',
  'toString',
  '0',
  '00',
  'undefined',
  'null',
  '../a',
  '/a',
  'x'.repeat(1_024),
  '€'.repeat(341),
];

const IMPOSSIBLE: readonly (readonly [string, string])[] = [
  ['empty', ''],
  ['over 1,024 bytes', 'x'.repeat(1_025)],
  ['over 1,024 bytes in UTF-8 though fewer characters', '€'.repeat(342)],
  ['ill-formed Unicode', 'a\ud800'],
];

export const keyCases: readonly ConformanceCase<CacheHarness>[] = [
  {
    name: 'no two keys ever alias, whatever is in them',
    run: (harness) =>
      withCache(harness, async (cache) => {
        const entries = DISTINCT.map((key, index) => [key, index] as const);
        await expectOk(cache.setMany(entries), 'setMany');
        assert.deepEqual([...(await expectOk(cache.getMany(DISTINCT), 'getMany'))], entries);
        for (const [key, index] of entries) {
          assert.equal(await expectOk(cache.get(key), `get ${JSON.stringify(key)}`), index);
        }
        for (const [key] of entries) {
          assert.equal(await expectOk(cache.delete(key), `delete ${JSON.stringify(key)}`), true);
        }
      }),
  },
  {
    name: 'no namespace ever aliases another, nor a key of its parent',
    run: (harness) =>
      withCache(harness, async (cache) => {
        const places = [
          [cache, 'a:b:c'],
          [cache, 'a::b:c'],
          [cache.namespace('a'), 'b:c'],
          [cache.namespace('a'), ':b:c'],
          [cache.namespace('a').namespace('b'), 'c'],
          [cache.namespace('a:b'), 'c'],
          [cache.namespace('a%3ab'), 'c'],
          [cache.namespace('a').namespace(':b'), 'c'],
          [cache.namespace('A').namespace('b'), 'c'],
          [cache.namespace('*'), 'c'],
          [cache.namespace('!a'), 'c'],
          [cache.namespace('#a'), 'c'],
        ] as const;
        for (const [index, [place, key]] of places.entries()) await expectOk(place.set(key, index), 'set');
        for (const [index, [place, key]] of places.entries()) {
          assert.equal(await expectOk(place.get(key), `get number ${String(index)}`), index);
        }
      }),
  },
  {
    name: 'a namespace is the same wherever it is opened',
    run: (harness) =>
      withCache(harness, async (cache) => {
        await expectOk(cache.namespace('n').set('k', 1), 'set');
        assert.equal(await expectOk(cache.namespace('n').get('k'), 'get'), 1);
      }),
  },
  {
    name: 'clear empties a namespace and those below it, and nothing else',
    run: (harness) =>
      withCache(harness, async (cache) => {
        const a = cache.namespace('a');
        const places = [
          cache,
          a,
          a.namespace('deep'),
          cache.namespace('ab'),
          cache.namespace('*'),
          cache.namespace('b'),
        ];
        for (const place of places)
          await expectOk(
            place.setMany([
              ['k', 1],
              ['a', 1],
              ['a:k', 1],
            ]),
            'setMany',
          );
        await expectOk(a.clear(), 'clear');
        const counts = await Promise.all(
          places.map(async (place) => (await expectOk(place.getMany(['k', 'a', 'a:k']), 'getMany')).size),
        );
        assert.deepEqual(counts, [3, 0, 0, 3, 3, 3]);
        await expectOk(cache.namespace('*').clear(), 'clear of a name that looks like a pattern');
        assert.equal(await expectOk(cache.namespace('ab').has('k'), 'has'), true);
        await expectOk(cache.clear(), 'clear of everything');
        assert.equal(await expectOk(cache.namespace('ab').has('k'), 'has'), false);
      }),
  },
  ...IMPOSSIBLE.map(([what, key]): ConformanceCase<CacheHarness> => ({
    name: `a key that is ${what} is a validation error everywhere, and nothing is stored`,
    run: (harness) =>
      withCache(harness, async (cache) => {
        const load = () => assert.fail('the loader ran on bad input');
        await expectError(cache.get(key), 'validation', 'get');
        await expectError(cache.getMany(['k', key]), 'validation', 'getMany');
        await expectError(cache.set(key, 1), 'validation', 'set');
        await expectError(
          cache.setMany([
            ['k', 1],
            [key, 1],
          ]),
          'validation',
          'setMany',
        );
        await expectError(cache.delete(key), 'validation', 'delete');
        await expectError(cache.deleteMany(['k', key]), 'validation', 'deleteMany');
        await expectError(cache.has(key), 'validation', 'has');
        await expectError(cache.getOrSet(key, load), 'validation', 'getOrSet');
        await expectError(cache.increment(key), 'validation', 'increment');
        await expectError(cache.set('k', 1, { tags: [key] }), 'validation', 'set with such a tag');
        await expectError(cache.invalidateTags([key]), 'validation', 'invalidateTags');
        await expectError(cache.invalidatePattern(key), 'validation', 'invalidatePattern');
        assert.throws(() => cache.namespace(key), /namespace/);
        assert.equal(await expectOk(cache.has('k'), 'has'), false);
      }),
  })),
];
