import assert from 'node:assert/strict';
import type { AsyncResult, ObjectStorage } from '@infra/core';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { forEach, freshBucketName, put, readText } from './fixtures.js';
import { withStorage, type StorageHarness, type StorageUnderTest } from './harness.js';

const NOT_NAMES: readonly string[] = [
  '',
  'ab',
  'x'.repeat(64),
  'Abc',
  'a_b',
  'a.b',
  'a b',
  '-abc',
  'abc-',
  'a/b',
  '../abc',
  'äbc',
  'abc\n',
];

/** Runs the body with buckets that are gone afterwards. */
async function withBuckets(
  storage: StorageUnderTest,
  count: number,
  body: (names: readonly string[]) => Promise<void>,
): Promise<void> {
  const names = Array.from({ length: count }, freshBucketName);
  try {
    await body(names);
  } finally {
    for (const name of names) {
      const emptied = await storage.buckets.empty(name);
      if (emptied.ok) await expectOk(storage.buckets.delete(name), 'delete of a bucket made for the case');
    }
  }
}

/** Every operation on an object, on good input. */
function everyOperation(bucket: ObjectStorage): readonly (readonly [string, () => AsyncResult<unknown>])[] {
  return [
    ['put', () => bucket.put('k', 'x')],
    ['a conditional put', () => bucket.put('k', 'x', { ifNoneMatch: '*' })],
    ['get', () => bucket.get('k')],
    ['getStream', () => bucket.getStream('k')],
    ['stat', () => bucket.stat('k')],
    ['exists', () => bucket.exists('k')],
    ['delete', () => bucket.delete('k')],
    ['deleteMany', () => bucket.deleteMany(['k', 'l'])],
    ['list', () => bucket.list()],
    ['copy', () => bucket.copy('k', 'l')],
    ['copy onto itself', () => bucket.copy('k', 'k')],
    ['move', () => bucket.move('k', 'l')],
  ];
}

export const bucketCases: readonly ConformanceCase<StorageHarness>[] = [
  {
    name: 'a bucket is made, looked at, listed and deleted',
    run: (harness) =>
      withStorage(harness, (storage) =>
        withBuckets(storage, 2, async (names) => {
          const [one = '', two = ''] = [...names].sort();
          const { buckets } = storage;
          assert.equal(await expectOk(buckets.stat(one), 'stat'), undefined);
          await expectOk(buckets.create(two), 'create');
          await expectOk(buckets.create(one), 'create');
          const stat = await expectOk(buckets.stat(one), 'stat');
          assert.deepEqual([stat?.name, stat?.access], [one, 'private']);
          assert.ok(stat?.createdAt instanceof Date && !Number.isNaN(stat.createdAt.getTime()));
          const listed = (await expectOk(buckets.list(), 'list')).map(({ name }) => name);
          assert.deepEqual(
            listed.filter((name) => name === one || name === two),
            [one, two],
          );
          assert.deepEqual(listed, [...listed].sort());
          await expectOk(buckets.delete(one), 'delete');
          assert.equal(await expectOk(buckets.stat(one), 'stat'), undefined);
          const left = (await expectOk(buckets.list(), 'list')).map(({ name }) => name);
          assert.deepEqual([left.includes(one), left.includes(two)], [false, true]);
        }),
      ),
  },
  {
    name: 'a bucket that exists cannot be made again, and keeps what it has',
    run: (harness) =>
      withStorage(harness, (storage) =>
        withBuckets(storage, 1, async ([name = '']) => {
          await expectOk(storage.buckets.create(name), 'create');
          await put(storage.bucket(name), 'k', 'kept');
          await expectError(storage.buckets.create(name), 'conflict', 'create again');
          await expectError(storage.buckets.create(name, { access: 'public' }), 'conflict', 'create again, public');
          assert.equal(await readText(storage.bucket(name), 'k'), 'kept');
          assert.equal((await expectOk(storage.buckets.stat(name), 'stat'))?.access, 'private');
        }),
      ),
  },
  {
    name: 'a bucket is made again after it was deleted, and is empty',
    run: (harness) =>
      withStorage(harness, (storage) =>
        withBuckets(storage, 1, async ([name = '']) => {
          for (let round = 0; round < 3; round += 1) {
            await expectOk(storage.buckets.create(name), 'create');
            assert.deepEqual((await expectOk(storage.bucket(name).list(), 'list')).items, []);
            await put(storage.bucket(name), 'deep/k');
            await expectOk(storage.bucket(name).delete('deep/k'), 'delete of the object');
            await expectOk(storage.buckets.delete(name), 'delete');
          }
        }),
      ),
  },
  {
    name: 'no bucket sees the objects of another',
    run: (harness) =>
      withStorage(harness, (storage) =>
        withBuckets(storage, 2, async ([one = '', two = '']) => {
          await expectOk(storage.buckets.create(one), 'create');
          await expectOk(storage.buckets.create(two), 'create');
          const places = [storage, storage.bucket(one), storage.bucket(two)];
          for (const [index, place] of places.entries()) await put(place, 'k', String(index));
          for (const [index, place] of places.entries()) assert.equal(await readText(place, 'k'), String(index));
          assert.equal(await readText(storage.bucket(one).bucket(two), 'k'), '2', 'opened from another bucket');
          await expectOk(storage.bucket(one).delete('k'), 'delete');
          await expectOk(storage.bucket(two).move('k', 'moved'), 'move');
          assert.deepEqual(
            await Promise.all(
              places.map(async (place) => (await expectOk(place.list(), 'list')).items.map(({ key }) => key)),
            ),
            [['k'], [], ['moved']],
          );
        }),
      ),
  },
  {
    name: 'a bucket that holds objects is deleted only after it was emptied',
    run: (harness) =>
      withStorage(harness, (storage) =>
        withBuckets(storage, 1, async ([name = '']) => {
          await expectOk(storage.buckets.create(name), 'create');
          const bucket = storage.bucket(name);
          await put(bucket, 'k', 'kept');
          await expectError(storage.buckets.delete(name), 'conflict', 'delete of a bucket with an object');
          assert.equal(await readText(bucket, 'k'), 'kept');
          await put(storage, 'k', 'elsewhere');
          const keys = Array.from({ length: 1_100 }, (_, index) => `deep/${String(index % 7)}/${String(index)}`);
          await forEach(keys, (key) => put(bucket, key, ''));
          await expectOk(storage.buckets.empty(name), 'empty');
          assert.deepEqual(await expectOk(bucket.list(), 'list'), { items: [], prefixes: [] });
          await expectOk(storage.buckets.empty(name), 'empty of an empty bucket');
          assert.equal(await readText(storage, 'k'), 'elsewhere', 'another bucket was emptied as well');
          await expectOk(storage.buckets.delete(name), 'delete');
        }),
      ),
  },
  {
    name: 'every operation on a bucket that is not there is not_found',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        const name = freshBucketName();
        for (const [what, run] of everyOperation(storage.bucket(name))) await expectError(run(), 'not_found', what);
        const { buckets } = storage;
        await expectError(buckets.setAccess(name, 'public'), 'not_found', 'setAccess');
        await expectError(buckets.empty(name), 'not_found', 'empty');
        await expectError(buckets.delete(name), 'not_found', 'delete');
        assert.equal(await expectOk(buckets.stat(name), 'stat'), undefined, 'the bucket came into being');
      }),
  },
  {
    name: 'the access of a bucket is what was said last',
    run: (harness) =>
      withStorage(harness, (storage) =>
        withBuckets(storage, 1, async ([name = '']) => {
          const { buckets } = storage;
          await expectOk(buckets.create(name, { access: 'public' }), 'create');
          assert.equal((await expectOk(buckets.stat(name), 'stat'))?.access, 'public');
          for (const access of ['private', 'private', 'public'] as const) {
            await expectOk(buckets.setAccess(name, access), 'setAccess');
            assert.equal((await expectOk(buckets.stat(name), 'stat'))?.access, access);
          }
          await expectError(buckets.setAccess(name, 'open' as 'public'), 'validation', 'another access');
          const other = freshBucketName();
          await expectError(buckets.create(other, { access: 'open' as 'public' }), 'validation', 'create');
          assert.equal(await expectOk(buckets.stat(other), 'stat'), undefined);
        }),
      ),
  },
  {
    name: 'what is no name of a bucket is refused everywhere',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        const { buckets } = storage;
        for (const name of NOT_NAMES) {
          const shown = JSON.stringify(name);
          await expectError(buckets.create(name), 'validation', `create ${shown}`);
          await expectError(buckets.stat(name), 'validation', `stat ${shown}`);
          await expectError(buckets.setAccess(name, 'private'), 'validation', `setAccess ${shown}`);
          await expectError(buckets.empty(name), 'validation', `empty ${shown}`);
          await expectError(buckets.delete(name), 'validation', `delete ${shown}`);
          assert.throws(() => storage.bucket(name), /bucket/, `bucket ${shown}`);
        }
        for (const name of ['abc', 'a-b', '0a9', 'a--b', 'x'.repeat(63)]) {
          await expectError(storage.bucket(name).get(''), 'validation', 'a good name, a bad key');
        }
      }),
  },
];
