import assert from 'node:assert/strict';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { withCache, type CacheHarness } from './harness.js';

/** Shapes that common caches corrupt in silence. */
const EXACT: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['false', false],
  ['zero', 0],
  ['negative zero', -0],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['the empty string', ''],
  ['a string that looks like JSON', '{"a":1}'],
  ['a string that looks like a number', '12'],
  ['astral and combining characters', '😀e\u0301\u0000\u2028'],
  ['a lone surrogate', '\ud800'],
  ['a big integer', 2n ** 64n],
  ['a Date', new Date('2026-02-03T04:05:06.007Z')],
  [
    'a Map',
    new Map<unknown, unknown>([
      ['a', 1],
      [{ k: 1 }, new Date(0)],
    ]),
  ],
  ['a Set', new Set<unknown>([1, 'a', null])],
  ['a Buffer', Buffer.from([0, 255, 128, 10])],
  ['a Uint8Array', new Uint8Array([1, 2, 3])],
  ['nested undefined', { a: undefined, list: [undefined, 1] }],
  ['an empty object and array', { object: {}, array: [] }],
  ['keys that begin with ~', { '~d': 5, '~': 'x', deep: { '~m': [] } }],
  ['an object without a prototype', Object.assign(Object.create(null) as object, { a: 1 })],
  ['deep nesting', { a: { b: { c: { d: [{ e: [[['f']]] }] } } } }],
];

const REFUSED: readonly (readonly [string, () => unknown])[] = [
  ['a function', () => ({ run: () => 1 })],
  ['a symbol', () => [Symbol('x')]],
  ['a class instance', () => new URL('https://example.org')],
  ['a regular expression', () => ({ pattern: /x/ })],
  ['an Error', () => new Error('x')],
  [
    'a circular value',
    () => {
      const value: Record<string, unknown> = {};
      value['self'] = value;
      return value;
    },
  ],
];

export const valueCases: readonly ConformanceCase<CacheHarness>[] = [
  {
    name: 'a missing key is undefined, not an error',
    run: (harness) =>
      withCache(harness, async (cache) => {
        assert.equal(await expectOk(cache.get('nothing'), 'get'), undefined);
        assert.equal(await expectOk(cache.has('nothing'), 'has'), false);
      }),
  },
  {
    name: 'a value comes back until it is replaced',
    run: (harness) =>
      withCache(harness, async (cache) => {
        await expectOk(cache.set('k', { n: 1 }), 'set');
        assert.deepEqual(await expectOk(cache.get('k'), 'get'), { n: 1 });
        assert.equal(await expectOk(cache.has('k'), 'has'), true);
        await expectOk(cache.set('k', { n: 2 }), 'set again');
        assert.deepEqual(await expectOk(cache.get('k'), 'get'), { n: 2 });
      }),
  },
  ...EXACT.map(([what, value]): ConformanceCase<CacheHarness> => ({
    name: `round-trips exactly: ${what}`,
    run: (harness) =>
      withCache(harness, async (cache) => {
        await expectOk(cache.set('k', value), 'set');
        const back = await expectOk(cache.get('k'), 'get');
        assert.deepStrictEqual(back, value);
        assert.ok(typeof value !== 'number' || Object.is(back, value), 'the sign of zero was lost');
        const loaded = await expectOk(
          cache.getOrSet('k', () => assert.fail('loaded although cached')),
          'getOrSet',
        );
        assert.deepStrictEqual(loaded, value);
      }),
  })),
  ...REFUSED.map(([what, make]): ConformanceCase<CacheHarness> => ({
    name: `refuses what it could not give back exactly: ${what}`,
    run: (harness) =>
      withCache(harness, async (cache) => {
        await expectOk(cache.set('k', 'before'), 'set');
        await expectError(cache.set('k', make()), 'validation', `set of ${what}`);
        assert.equal(await expectOk(cache.get('k'), 'get'), 'before', 'the refused value left a trace');
      }),
  })),
  {
    name: 'undefined cannot be set',
    run: (harness) =>
      withCache(harness, async (cache) => {
        await expectError(cache.set('k', undefined), 'validation', 'set');
        await expectError(
          cache.setMany([
            ['a', 1],
            ['b', undefined],
          ]),
          'validation',
          'setMany',
        );
        assert.equal(await expectOk(cache.has('a'), 'has'), false, 'setMany stored part of invalid input');
      }),
  },
  {
    name: '__proto__ is a key like any other, never the prototype',
    run: (harness) =>
      withCache(harness, async (cache) => {
        const hostile: unknown = JSON.parse('{"__proto__":{"admin":true},"at":1}');
        await expectOk(cache.set('k', hostile), 'set');
        const back = (await expectOk(cache.get('k'), 'get')) as { readonly admin?: boolean };
        assert.equal(back.admin, undefined);
        assert.ok(Object.keys(back).includes('__proto__'));
      }),
  },
  {
    name: 'mutating what was put in or got out changes nothing',
    run: (harness) =>
      withCache(harness, async (cache) => {
        const put = { list: [1], at: new Date(0), map: new Map([['a', { n: 1 }]]) };
        await expectOk(cache.set('k', put), 'set');
        put.list.push(2);
        put.at.setTime(5);
        put.map.clear();
        const expected = { list: [1], at: new Date(0), map: new Map([['a', { n: 1 }]]) };
        const got = (await expectOk(cache.get('k'), 'get')) as typeof put;
        assert.deepStrictEqual(got, expected, 'a mutation of what was put in shows');
        for (const mutate of [() => got.list.push(3), () => got.at.setTime(9), () => got.map.set('b', { n: 2 })]) {
          try {
            mutate();
          } catch {
            // Frozen values are one way to keep the promise.
          }
        }
        assert.deepStrictEqual(await expectOk(cache.get('k'), 'get'), expected, 'a mutation of what was got out shows');
      }),
  },
  {
    name: 'all who wait for one load get values of their own',
    run: (harness) =>
      withCache(harness, async (cache) => {
        const load = async () => ({ ok: true, value: { at: new Date(0) } }) as const;
        const [a, b] = await Promise.all([cache.getOrSet('k', load), cache.getOrSet('k', load)]);
        assert.ok(a.ok && b.ok);
        (a.value as { at: Date }).at.setTime(7);
        assert.deepEqual(b.value, { at: new Date(0) });
        assert.deepEqual(await expectOk(cache.get('k'), 'get'), { at: new Date(0) });
      }),
  },
  {
    name: 'getMany gives what is there, in the order of the keys, and counts no duplicates',
    run: (harness) =>
      withCache(harness, async (cache) => {
        await expectOk(
          cache.setMany([
            ['a', 1],
            ['b', null],
            ['c', { x: new Date(0) }],
          ]),
          'setMany',
        );
        const found = await expectOk(cache.getMany(['c', 'missing', 'b', 'a', 'a']), 'getMany');
        assert.deepStrictEqual(
          [...found],
          [
            ['c', { x: new Date(0) }],
            ['b', null],
            ['a', 1],
          ],
        );
        assert.equal((await expectOk(cache.getMany([]), 'getMany of nothing')).size, 0);
        await expectOk(cache.setMany([]), 'setMany of nothing');
      }),
  },
  {
    name: 'many keys at once work like few',
    run: (harness) =>
      withCache(harness, async (cache) => {
        const entries = Array.from({ length: 1_500 }, (_, index) => [`k${String(index)}`, index] as const);
        await expectOk(cache.setMany(entries), 'setMany');
        const keys = entries.map(([key]) => key);
        assert.deepEqual([...(await expectOk(cache.getMany(keys), 'getMany'))], entries);
        assert.equal(await expectOk(cache.deleteMany(keys), 'deleteMany'), 1_500);
        assert.equal((await expectOk(cache.getMany(keys), 'getMany')).size, 0);
      }),
  },
  {
    name: 'delete says whether there was something; deleteMany how many there were',
    run: (harness) =>
      withCache(harness, async (cache) => {
        await expectOk(
          cache.setMany([
            ['a', 1],
            ['b', 2],
            ['c', 3],
          ]),
          'setMany',
        );
        assert.equal(await expectOk(cache.delete('a'), 'delete'), true);
        assert.equal(await expectOk(cache.delete('a'), 'delete again'), false);
        assert.equal(await expectOk(cache.deleteMany(['a', 'b', 'b', 'c', 'x']), 'deleteMany'), 2);
        assert.equal(await expectOk(cache.deleteMany([]), 'deleteMany of nothing'), 0);
        assert.equal(await expectOk(cache.has('b'), 'has'), false);
      }),
  },
  {
    name: 'a value larger than maxValueBytes is refused and nothing is stored',
    run: (harness) =>
      withCache(
        harness,
        async (cache) => {
          const error = await expectError(cache.set('k', 'x'.repeat(20_000)), 'validation', 'set');
          assert.match(error.message, /\d/, 'the message does not say how large');
          await expectError(
            cache.setMany([
              ['s', 1],
              ['k', 'x'.repeat(20_000)],
            ]),
            'validation',
            'setMany',
          );
          assert.equal(await expectOk(cache.has('k'), 'has'), false);
          assert.equal(await expectOk(cache.has('s'), 'has'), false);
          await expectOk(cache.set('k', 'x'.repeat(100)), 'a small value');
          const large = 'x'.repeat(20_000);
          const loaded = await expectOk(
            cache.getOrSet('large', async () => ({ ok: true, value: large }) as const),
            'getOrSet',
          );
          assert.equal(loaded, large, 'a loaded value that cannot be stored is still the caller’s');
          assert.equal(await expectOk(cache.has('large'), 'has'), false);
        },
        { maxValueBytes: 5_000 },
      ),
  },
  {
    name: 'what the store holds is what the port says',
    needs: ['peek'],
    run: (harness) =>
      withCache(harness, async (cache) => {
        const peek = (key: string): Promise<string | undefined> | undefined => harness.peek?.(cache, key);
        assert.equal(await peek('k'), undefined);
        await expectOk(cache.set('k', { name: 'visible-in-the-store' }), 'set');
        assert.match((await peek('k')) ?? '', /visible-in-the-store/);
        await expectOk(cache.delete('k'), 'delete');
        assert.equal(await peek('k'), undefined);
      }),
  },
  {
    name: 'bytes that no cache wrote are a miss and are reported, not an exception',
    needs: ['plant'],
    run: async (harness) => {
      const reported: string[] = [];
      await withCache(
        harness,
        async (cache) => {
          for (const raw of ['{"cut off', '~{"~z":1}', '#garbage', '\u0000\u0001', '']) {
            await harness.plant?.(cache, 'k', raw);
            assert.equal(await expectOk(cache.get('k'), `get of ${JSON.stringify(raw)}`), undefined);
            assert.equal((await expectOk(cache.getMany(['k']), 'getMany')).size, 0);
            const loaded = await expectOk(
              cache.getOrSet('k', async () => ({ ok: true, value: 'fresh' }) as const),
              'getOrSet',
            );
            assert.equal(loaded, 'fresh');
            assert.equal(await expectOk(cache.get('k'), 'get after the load'), 'fresh', 'the bad bytes stayed');
          }
          assert.ok(reported.length > 0, 'nothing was reported to onError');
        },
        { onError: (error) => reported.push(error.code) },
      );
    },
  },
];
