import assert from 'node:assert/strict';
import type { ObjectListOptions, ObjectPage } from '@infra/core';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { forEach, pages, put } from './fixtures.js';
import { withStorage, type StorageHarness, type StorageUnderTest } from './harness.js';

const keysOf = (page: ObjectPage): readonly string[] => page.items.map(({ key }) => key);

async function listed(storage: StorageUnderTest, options: ObjectListOptions = {}): Promise<ObjectPage> {
  const page = await expectOk(storage.list(options), `list ${JSON.stringify(options)}`);
  assert.equal(page.nextCursor, undefined, 'a cursor after the last page');
  return page;
}

/** In the order of their UTF-8 bytes, in which the character beyond U+FFFF comes last though its surrogates do not. */
const ORDERED: readonly string[] = [
  '!',
  '-',
  '0',
  '10',
  '2',
  'A',
  'B',
  'Z',
  'a',
  'a b',
  'a!',
  'a-',
  'a/',
  'a/b',
  'a0',
  'aa',
  'b',
  '~',
  'ä',
  'é',
  '日本',
  '\ue000',
  '\ufb01',
  '\uffee',
  '😀',
  '🚀',
];

const TREE: readonly string[] = [
  'a',
  'photos',
  'photos/',
  'photos/2025/jan/1',
  'photos/2025/jan/2',
  'photos/2025/feb/1',
  'photos/2026/1',
  'photos/index',
  'photos-old/1',
  'z/1',
];

const BAD_OPTIONS: readonly (readonly [string, unknown])[] = [
  ['no limit at all', { limit: 0 }],
  ['a limit above 1,000', { limit: 1_001 }],
  ['half a limit', { limit: 1.5 }],
  ['a limit that is no number', { limit: Number.NaN }],
  ['an empty delimiter', { delimiter: '' }],
  ['a prefix that is no text', { prefix: 1 }],
  ['a prefix with a lone surrogate', { prefix: '\ud800' }],
  ['a cursor of no listing', { cursor: 'no cursor of ours' }],
  ['an empty cursor', { cursor: '' }],
  ['a cursor that is no text', { cursor: 1 }],
  ['a cursor of nothing but base64', { cursor: Buffer.from('nothing').toString('base64url') }],
  ['a cursor that is JSON of another shape', { cursor: Buffer.from('{"key":1}').toString('base64url') }],
  ['a delimiter that is no text', { delimiter: 1 }],
  ['a delimiter with a lone surrogate', { delimiter: '\ud800' }],
];

export const listingCases: readonly ConformanceCase<StorageHarness>[] = [
  {
    name: 'an empty bucket lists nothing',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        assert.deepEqual(await listed(storage), { items: [], prefixes: [] });
        assert.deepEqual(await listed(storage, { prefix: 'a/', delimiter: '/', limit: 1 }), {
          items: [],
          prefixes: [],
        });
      }),
  },
  {
    name: 'a listing tells key, size, etag and time of each object',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        await put(storage, 'a', 'x');
        await put(storage, 'b/c', 'longer');
        for (const item of (await listed(storage)).items) {
          const stat = await expectOk(storage.stat(item.key), 'stat');
          assert.ok(stat);
          assert.deepEqual([item.size, item.etag], [stat.size, stat.etag], item.key);
          assert.ok(item.lastModified instanceof Date);
          assert.ok(Math.abs(item.lastModified.getTime() - stat.lastModified.getTime()) < 1_000, 'lastModified');
        }
        assert.deepEqual(keysOf(await listed(storage)), ['a', 'b/c']);
      }),
  },
  {
    name: 'a listing is in the order of the keys’ UTF-8 bytes, on one page and over many',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        await forEach([...ORDERED].reverse(), (key) => put(storage, key));
        assert.deepEqual(keysOf(await listed(storage)), ORDERED);
        for (const limit of [1, 2, 3, 7, ORDERED.length - 1, ORDERED.length]) {
          const found = await pages((cursor) => storage.list({ limit, cursor }));
          assert.deepEqual(found.flatMap(keysOf), ORDERED, `in pages of ${String(limit)}`);
          for (const page of found) assert.ok(page.items.length <= limit, `a page is longer than ${String(limit)}`);
          assert.ok(found.length <= Math.ceil(ORDERED.length / limit), `too many pages of ${String(limit)}`);
        }
      }),
  },
  {
    name: 'a listing shows in its place what was written and deleted since the one before',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        await forEach(['d', 'b', 'f'], (key) => put(storage, key));
        assert.deepEqual(keysOf(await listed(storage)), ['b', 'd', 'f']);
        await forEach(['g', 'c', 'a', 'e', 'aa'], (key) => put(storage, key));
        assert.deepEqual(keysOf(await listed(storage)), ['a', 'aa', 'b', 'c', 'd', 'e', 'f', 'g']);
        await expectOk(storage.deleteMany(['a', 'd', 'g']), 'deleteMany');
        await put(storage, 'd');
        await put(storage, 'h');
        assert.deepEqual(keysOf(await listed(storage)), ['aa', 'b', 'c', 'd', 'e', 'f', 'h']);
        await forEach(['d', 'aa'], async (key) => expectOk(storage.delete(key), 'delete'));
        assert.deepEqual(keysOf(await listed(storage)), ['b', 'c', 'e', 'f', 'h']);
      }),
  },
  {
    name: 'a prefix is only text, not a folder',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        await forEach([...TREE, 'P', '%', 'photos%2F', '_', 'photos\\x', '*'], (key) => put(storage, key));
        const expected: readonly (readonly [string, readonly string[]])[] = [
          ['photos-', ['photos-old/1']],
          ['photos/2025/j', ['photos/2025/jan/1', 'photos/2025/jan/2']],
          ['photos/i', ['photos/index']],
          ['photos/index', ['photos/index']],
          ['photos/index/', []],
          ['p/', []],
          ['P', ['P']],
          ['%', ['%']],
          ['photos%', ['photos%2F']],
          ['photos\\', ['photos\\x']],
          ['_', ['_']],
          ['*', ['*']],
          ['/photos', []],
          ['photos//', []],
          ['x'.repeat(1_024), []],
        ];
        for (const [prefix, keys] of expected)
          assert.deepEqual(keysOf(await listed(storage, { prefix })), keys, prefix);
      }),
  },
  {
    name: 'a delimiter rolls up what has it after the prefix',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        await forEach(TREE, (key) => put(storage, key));
        const expected: readonly (readonly [ObjectListOptions, readonly string[], readonly string[]])[] = [
          [{ delimiter: '/' }, ['a', 'photos'], ['photos-old/', 'photos/', 'z/']],
          [{ delimiter: '/', prefix: 'photos' }, ['photos'], ['photos-old/', 'photos/']],
          [{ delimiter: '/', prefix: 'photos/' }, ['photos/', 'photos/index'], ['photos/2025/', 'photos/2026/']],
          [{ delimiter: '/', prefix: 'photos/2025/' }, [], ['photos/2025/feb/', 'photos/2025/jan/']],
          [{ delimiter: '/', prefix: 'photos/2025/j' }, [], ['photos/2025/jan/']],
          [{ delimiter: '/', prefix: 'photos/2026/' }, ['photos/2026/1'], []],
          [{ delimiter: '/', prefix: 'nothing/' }, [], []],
          [{ delimiter: '-' }, TREE.filter((key) => !key.includes('-')).sort(), ['photos-']],
          [{ delimiter: 'oto' }, ['a', 'z/1'], ['photo']],
        ];
        for (const [options, keys, prefixes] of expected) {
          const page = await listed(storage, options);
          assert.deepEqual([keysOf(page), page.prefixes], [keys, prefixes], JSON.stringify(options));
        }
      }),
  },
  {
    name: 'objects and prefixes together fill a page, and each is on one page only',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        await forEach(TREE, (key) => put(storage, key));
        for (const prefix of ['', 'photos', 'photos/', 'photos/2025/']) {
          const whole = await listed(storage, { prefix, delimiter: '/' });
          const count = whole.items.length + whole.prefixes.length;
          for (const limit of [1, 2, 3]) {
            const found = await pages((cursor) => storage.list({ prefix, delimiter: '/', limit, cursor }));
            const what = `prefix ${JSON.stringify(prefix)}, limit ${String(limit)}`;
            assert.deepEqual(found.flatMap(keysOf), keysOf(whole), what);
            assert.deepEqual(
              found.flatMap((page) => page.prefixes),
              whole.prefixes,
              what,
            );
            for (const page of found) assert.ok(page.items.length + page.prefixes.length <= limit, what);
            assert.ok(found.length <= Math.ceil(count / limit), `${what}: too many pages`);
          }
        }
      }),
  },
  {
    name: 'what is there all the while is on exactly one page, whatever is written and deleted in between',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        const name = (index: number): string => `k${String(index).padStart(3, '0')}`;
        const all = Array.from({ length: 60 }, (_, index) => name(index));
        await forEach(all, (key) => put(storage, key));
        const deleted = new Set<string>();
        let round = 0;
        const found = await pages(
          (cursor) => storage.list({ limit: 7, cursor }),
          async (page) => {
            const last = keysOf(page).at(-1) ?? '';
            // Before the cursor, at the cursor, and behind it.
            const doomed = [name(round), last, name(59 - round)];
            await expectOk(storage.deleteMany(doomed), 'deleteMany');
            for (const key of doomed) deleted.add(key);
            // More goes than comes before the cursor, or less: an offset would be wrong in either case.
            for (let extra = 0; extra < (round % 2) * 3; extra += 1) {
              await put(storage, `a-new-${String(round)}-${String(extra)}`);
            }
            await put(storage, `${last}-new`);
            await put(storage, `z-new-${String(round)}`);
            round += 1;
          },
        );
        const seen = found.flatMap(keysOf);
        assert.equal(new Set(seen).size, seen.length, 'an object is on two pages');
        const staying = all.filter((key) => !deleted.has(key));
        assert.deepEqual(
          staying.filter((key) => !seen.includes(key)),
          [],
          'objects that were there all the while are on no page',
        );
      }),
  },
  {
    name: 'a page is full with 1,000 unless told otherwise, and the rest follows',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        const keys = Array.from({ length: 1_005 }, (_, index) => `k${String(index).padStart(5, '0')}`);
        await forEach(keys, (key) => put(storage, key, ''));
        const found = await pages((cursor) => storage.list({ cursor }));
        assert.deepEqual(
          found.map(({ items }) => items.length),
          [1_000, 5],
        );
        assert.deepEqual(found.flatMap(keysOf), keys);
        const largest = await expectOk(storage.list({ limit: 1_000 }), 'the largest limit');
        assert.deepEqual(keysOf(largest), keys.slice(0, 1_000));
      }),
  },
  ...BAD_OPTIONS.map(([what, options]): ConformanceCase<StorageHarness> => ({
    name: `a listing with bad options is refused: ${what}`,
    run: (harness) =>
      withStorage(harness, async (storage) => {
        await put(storage, 'k');
        await expectError(storage.list(options as ObjectListOptions), 'validation', what);
      }),
  })),
];
