import assert from 'node:assert/strict';
import type { AsyncResult } from '@infra/core';
import { expectProvider } from '../expect-provider.js';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { freshBucketName, inPieces, pattern, put, readText } from './fixtures.js';
import { withStorage, type StorageHarness, type StorageUnderTest } from './harness.js';

/** Every operation that asks the backend, on good input. */
function everyOperation(
  storage: StorageUnderTest,
  name: string,
  signal?: AbortSignal,
): readonly (readonly [string, () => AsyncResult<unknown>])[] {
  const options = signal === undefined ? {} : { signal };
  const { buckets } = storage;
  return [
    ['put', () => storage.put('k', 'x', options)],
    ['put of a stream', () => storage.put('k', inPieces(pattern(100), 10), options)],
    ['get', () => storage.get('k', options)],
    ['getStream', () => storage.getStream('k', options)],
    ['stat', () => storage.stat('k', options)],
    ['exists', () => storage.exists('k', options)],
    ['delete', () => storage.delete('k', options)],
    ['deleteMany', () => storage.deleteMany(['k', 'l'], options)],
    ['list', () => storage.list(options)],
    ['copy', () => storage.copy('k', 'l', options)],
    ['move', () => storage.move('k', 'l', options)],
    ['an operation on another bucket', () => storage.bucket(name).get('k', options)],
    ['buckets.create', () => buckets.create(name, options)],
    ['buckets.stat', () => buckets.stat(name, options)],
    ['buckets.list', () => buckets.list(options)],
    ['buckets.setAccess', () => buckets.setAccess(name, 'private', options)],
    ['buckets.empty', () => buckets.empty(name, options)],
    ['buckets.delete', () => buckets.delete(name, options)],
  ];
}

/** What makes links may ask no backend. */
function everySignature(
  { signedUrls }: StorageUnderTest,
  signal?: AbortSignal,
): readonly (readonly [string, () => AsyncResult<unknown>])[] {
  if (signedUrls === undefined) return [];
  const options = signal === undefined ? {} : { signal };
  return [
    ['signedUrls.get', () => signedUrls.get('k', options)],
    ['signedUrls.put', () => signedUrls.put('k', options)],
  ];
}

export const lifecycleCases: readonly ConformanceCase<StorageHarness>[] = [
  {
    name: 'it has the name that its errors carry as their provider',
    run: (harness) => withStorage(harness, (storage) => expectProvider(storage, storage.get(''))),
  },
  {
    name: 'a signal that is already aborted is cancelled before anything happens',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        await put(storage, 'k', 'before');
        const signal = AbortSignal.abort();
        const name = freshBucketName();
        for (const [what, run] of [...everyOperation(storage, name, signal), ...everySignature(storage, signal)]) {
          await expectError(run(), 'cancelled', what);
        }
        await expectError(storage.health({ signal }), 'cancelled', 'health');
        assert.equal(await readText(storage, 'k'), 'before');
        assert.equal(await expectOk(storage.buckets.stat(name), 'stat'), undefined);
      }),
  },
  {
    name: 'every error names the operation that was called',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        const nowhere = storage.bucket(freshBucketName());
        const attempts: readonly (readonly [string, AsyncResult<unknown>])[] = [
          ['storage.put', nowhere.put('k', 'x')],
          ['storage.get', nowhere.get('k')],
          ['storage.getStream', nowhere.getStream('k')],
          ['storage.stat', nowhere.stat('k')],
          ['storage.exists', nowhere.exists('k')],
          ['storage.delete', nowhere.delete('k')],
          ['storage.deleteMany', nowhere.deleteMany(['k', 'l'])],
          ['storage.list', nowhere.list()],
          ['storage.copy', nowhere.copy('k', 'l')],
          ['storage.move', nowhere.move('k', 'l')],
          ['storage.buckets.delete', storage.buckets.delete(freshBucketName())],
        ];
        for (const [operation, attempt] of attempts) {
          assert.equal((await expectError(attempt, 'not_found', operation)).operation, operation);
        }
      }),
  },
  {
    name: 'health says up while it works',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        const health = await expectOk(storage.health(), 'health');
        assert.equal(health.status, 'up');
        assert.ok(health.latencyMs >= 0);
      }),
  },
  {
    name: 'close is idempotent, and afterwards every operation fails with unavailable, at once',
    run: async (harness) => {
      const storage = await harness.make();
      await put(storage, 'k');
      const child = storage.bucket(freshBucketName());
      await expectOk(storage.close(), 'close');
      await expectOk(storage.close(), 'close again');
      await storage[Symbol.asyncDispose]();
      const operations = [...everyOperation(storage, freshBucketName()), ...everySignature(storage)];
      for (const [what, run] of [...operations, ['a bucket opened before', () => child.get('k')] as const]) {
        const error = await expectError(run(), 'unavailable', what);
        assert.equal(error.retryable, false, `${what} on a closed storage claims that trying again helps`);
      }
      assert.notEqual((await expectOk(storage.health(), 'health')).status, 'up');
    },
  },
  {
    name: 'with the backend out of reach every operation settles with unavailable or timeout',
    needs: ['unreachable'],
    run: async (harness) => {
      const storage = await harness.unreachable?.();
      assert.ok(storage);
      for (const [what, run] of everyOperation(storage, freshBucketName())) {
        const error = await expectError(run(), ['unavailable', 'timeout'], what);
        assert.equal(error.retryable, true, `${what} claims that trying again never helps`);
      }
      const health = await expectOk(storage.health(), 'health');
      assert.equal(health.status, 'down');
      assert.ok(health.reason);
      await expectOk(storage.close(), 'close');
      await expectOk(storage.close(), 'close again');
    },
  },
];
