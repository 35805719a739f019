import assert from 'node:assert/strict';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { assertBytes, forEach, pattern, put, read, readText, sha256 } from './fixtures.js';
import { withStorage, type StorageHarness } from './harness.js';

const CONTENT = pattern(50_000);
const OPTIONS = {
  contentType: 'image/x-test',
  cacheControl: 'no-store',
  metadata: { a: 'ü', b: '' },
  sha256: sha256(CONTENT),
};

/** Keys that a server's header of the source would misread if they were not encoded. */
const AWKWARD: readonly string[] = ['a b', 'a+b', 'a%20b', 'ü/日本/😀', 'a?b#c', 'a//b/', '/a', 'a&b=c', "'", '"'];

export const transferCases: readonly ConformanceCase<StorageHarness>[] = [
  ...(['copy', 'move'] as const).flatMap((operation): readonly ConformanceCase<StorageHarness>[] => [
    {
      name: `${operation} takes content, type and metadata along`,
      run: (harness) =>
        withStorage(harness, async (storage) => {
          await expectOk(storage.put('from', CONTENT, OPTIONS), 'put');
          await put(storage, 'to', 'what was there');
          for (const target of ['new/target', 'to']) {
            await expectOk(storage.put('from', CONTENT, OPTIONS), 'put');
            const info = await expectOk(storage[operation]('from', target), operation);
            const stat = await expectOk(storage.stat(target), 'stat');
            for (const found of [info, stat]) {
              assert.ok(found);
              const { key, size, contentType, cacheControl, metadata } = found;
              assert.deepEqual(
                { key, size, contentType, cacheControl, metadata: { ...metadata }, sha256: found.sha256 },
                { ...OPTIONS, key: target, size: CONTENT.byteLength },
              );
            }
            assert.equal(info.etag, stat?.etag);
            assertBytes(await read(storage, target), CONTENT, target);
            assert.equal(await expectOk(storage.exists('from'), 'exists'), operation === 'copy', 'the source');
          }
        }),
    },
    {
      name: `${operation} of what is not there is not_found, and changes nothing`,
      run: (harness) =>
        withStorage(harness, async (storage) => {
          await put(storage, 'to', 'before');
          await expectError(storage[operation]('from', 'to'), 'not_found', operation);
          await expectError(storage[operation]('from', 'from'), 'not_found', `${operation} onto itself`);
          await expectError(storage[operation]('from', 'new', { ifNoneMatch: '*' }), 'not_found', operation);
          assert.equal(await readText(storage, 'to'), 'before');
          assert.equal(await expectOk(storage.exists('new'), 'exists'), false);
        }),
    },
    {
      name: `${operation} onto itself changes nothing`,
      run: (harness) =>
        withStorage(harness, async (storage) => {
          const before = await expectOk(storage.put('k', CONTENT, OPTIONS), 'put');
          const info = await expectOk(storage[operation]('k', 'k'), operation);
          assert.equal(info.etag, before.etag);
          assertBytes(await read(storage, 'k'), CONTENT, 'k');
          const stat = await expectOk(storage.stat('k'), 'stat');
          assert.deepEqual({ ...stat?.metadata }, OPTIONS.metadata);
          await expectError(storage[operation]('k', 'k', { ifNoneMatch: '*' }), 'conflict', 'on condition');
          assertBytes(await read(storage, 'k'), CONTENT, 'k after the conflict');
        }),
    },
    {
      name: `a conditional ${operation} stores only where there is nothing`,
      run: (harness) =>
        withStorage(harness, async (storage) => {
          await put(storage, 'from', 'source');
          await put(storage, 'to', 'target');
          await expectError(storage[operation]('from', 'to', { ifNoneMatch: '*' }), 'conflict', operation);
          assert.deepEqual([await readText(storage, 'from'), await readText(storage, 'to')], ['source', 'target']);
          await expectOk(storage[operation]('from', 'new', { ifNoneMatch: '*' }), operation);
          assert.equal(await readText(storage, 'new'), 'source');
          const bad = { ifNoneMatch: '"x"' } as const;
          await expectError(storage[operation]('to', 'other', bad as never), 'validation', 'another condition');
        }),
    },
    {
      name: `${operation} finds its source and target whatever is in their keys`,
      run: (harness) =>
        withStorage(harness, async (storage) => {
          for (const [index, key] of AWKWARD.entries()) {
            await put(storage, key, String(index));
            await expectOk(storage[operation](key, `to ${key}`), `${operation} ${key}`);
            assert.equal(await readText(storage, `to ${key}`), String(index), key);
            assert.equal(await readText(storage, key), operation === 'copy' ? String(index) : undefined, key);
          }
        }),
    },
  ]),
  {
    name: 'of two objects after a copy each is its own',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        await put(storage, 'a', 'same');
        await expectOk(storage.copy('a', 'b'), 'copy');
        await put(storage, 'a', 'changed');
        assert.equal(await readText(storage, 'b'), 'same');
        await expectOk(storage.delete('a'), 'delete');
        assert.equal(await readText(storage, 'b'), 'same');
      }),
  },
  {
    name: 'delete takes one object away, and one that is not there counts as deleted',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        for (const key of ['a', 'a/b', 'ab']) await put(storage, key);
        await expectOk(storage.delete('a'), 'delete');
        await expectOk(storage.delete('a'), 'delete again');
        await expectOk(storage.delete('never/there'), 'delete of nothing');
        assert.equal(await expectOk(storage.exists('a'), 'exists'), false);
        assert.equal(await readText(storage, 'a/b'), 'content of a/b');
        assert.equal(await readText(storage, 'ab'), 'content of ab');
      }),
  },
  {
    name: 'deleteMany takes away what is named, whatever is missing or named twice, and nothing else',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        const keys = ['a', 'a/b', 'b', '<&>"\'', 'ü 😀', 'a%2Fb', '  both ends  '];
        for (const key of [...keys, 'stays', 'A']) await put(storage, key);
        await expectOk(storage.deleteMany([...keys, ...keys, 'missing', 'a/missing']), 'deleteMany');
        await expectOk(storage.deleteMany([]), 'deleteMany of nothing');
        assert.deepEqual(
          (await expectOk(storage.list(), 'list')).items.map(({ key }) => key),
          ['A', 'stays'],
        );
        for (const bad of ['', '..', 'a\u0000']) {
          await expectError(storage.deleteMany(['stays', bad]), 'validation', 'deleteMany with a bad key');
        }
        assert.equal(await expectOk(storage.exists('stays'), 'exists'), true, 'a refused deleteMany deleted');
      }),
  },
  {
    name: 'deleteMany of 1,500 works like one of few',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        const keys = Array.from({ length: 1_500 }, (_, index) => `k${String(index)}`);
        await forEach(keys, (key) => put(storage, key, ''));
        await put(storage, 'stays');
        await expectOk(storage.deleteMany(keys), 'deleteMany');
        assert.deepEqual(
          (await expectOk(storage.list(), 'list')).items.map(({ key }) => key),
          ['stays'],
        );
      }),
  },
];
