import assert from 'node:assert/strict';
import { isInfraError, type AsyncResult, type ByteRange } from '@infra/core';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { assertBytes, drain, pattern, put, read, text } from './fixtures.js';
import { withStorage, type StorageHarness } from './harness.js';

/** More than sockets and pipes hold, so that a stream is still being read. */
const LARGE = 4 * 1024 * 1024;

const RANGES: readonly (readonly [ByteRange, string])[] = [
  [{ offset: 0 }, '0123456789'],
  [{ offset: 3 }, '3456789'],
  [{ offset: 9 }, '9'],
  [{ offset: 0, length: 1 }, '0'],
  [{ offset: 2, length: 3 }, '234'],
  [{ offset: 0, length: 10 }, '0123456789'],
  [{ offset: 5, length: 5 }, '56789'],
  [{ offset: 5, length: 6 }, '56789'],
  [{ offset: 9, length: Number.MAX_SAFE_INTEGER }, '9'],
  [{ offset: 0, length: 1_000 }, '0123456789'],
];

const NOT_RANGES: readonly unknown[] = [
  { offset: -1 },
  { offset: 0.5 },
  { offset: Number.NaN },
  { offset: 0, length: 0 },
  { offset: 0, length: -1 },
  { offset: 0, length: 1.5 },
  { offset: 0, length: Number.POSITIVE_INFINITY },
  { offset: '1' },
  {},
  'bytes=0-1',
  null,
];

async function failureOf(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
  } catch (failure) {
    return failure;
  }
  return assert.fail('the stream did not fail');
}

export const readingCases: readonly ConformanceCase<StorageHarness>[] = [
  {
    name: 'what is not there is undefined, not an error',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        assert.equal(await expectOk(storage.get('nothing'), 'get'), undefined);
        assert.equal(await expectOk(storage.get('nothing', { range: { offset: 5 } }), 'get of a range'), undefined);
        assert.equal(await expectOk(storage.getStream('nothing'), 'getStream'), undefined);
        assert.equal(await expectOk(storage.stat('nothing'), 'stat'), undefined);
        assert.equal(await expectOk(storage.exists('nothing'), 'exists'), false);
      }),
  },
  {
    name: 'an object comes back until it is replaced, whole and as a stream',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        for (const content of ['first', 'the second, longer', '3rd']) {
          const written = await expectOk(storage.put('k', content), 'put');
          assert.equal(text(await read(storage, 'k')), content);
          const opened = await expectOk(storage.getStream('k'), 'getStream');
          assert.ok(opened);
          assert.equal(opened.info.etag, written.etag);
          assert.equal(text(await drain(opened.body)), content);
          assert.equal(await expectOk(storage.exists('k'), 'exists'), true);
        }
      }),
  },
  {
    name: 'a range is those bytes, cut off at the end, and the info is the whole object’s',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        await put(storage, 'k', '0123456789');
        for (const [range, expected] of RANGES) {
          const what = JSON.stringify(range);
          const found = await expectOk(storage.get('k', { range }), `get ${what}`);
          assert.ok(found);
          assert.equal(text(found.bytes), expected, `get ${what}`);
          assert.equal(found.info.size, 10, `get ${what}: the size is not the whole object's`);
          const opened = await expectOk(storage.getStream('k', { range }), `getStream ${what}`);
          assert.ok(opened);
          assert.equal(opened.info.size, 10, `getStream ${what}: the size is not the whole object's`);
          assert.equal(text(await drain(opened.body)), expected, `getStream ${what}`);
        }
      }),
  },
  {
    name: 'a range from the end on is refused; every range of an empty object is empty',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        await put(storage, 'k', '0123456789');
        await put(storage, 'empty', '');
        for (const offset of [10, 11, 1_000_000]) {
          for (const range of [{ offset }, { offset, length: 1 }]) {
            await expectError(storage.get('k', { range }), 'validation', `get from ${String(offset)}`);
            await expectError(storage.getStream('k', { range }), 'validation', `getStream from ${String(offset)}`);
          }
        }
        for (const range of [{ offset: 0 }, { offset: 0, length: 5 }, { offset: 7 }]) {
          assert.equal((await read(storage, 'empty', { range })).byteLength, 0);
          const opened = await expectOk(storage.getStream('empty', { range }), 'getStream of nothing');
          assert.ok(opened);
          assert.equal((await drain(opened.body)).byteLength, 0);
        }
      }),
  },
  {
    name: 'what is no range is refused',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        await put(storage, 'k', '0123456789');
        for (const range of NOT_RANGES as readonly ByteRange[]) {
          await expectError(storage.get('k', { range }), 'validation', `get ${JSON.stringify(range)}`);
          await expectError(storage.getStream('k', { range }), 'validation', `getStream ${JSON.stringify(range)}`);
        }
      }),
  },
  {
    name: 'a stream is one version of the object, though it is replaced or deleted meanwhile',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        const old = pattern(LARGE, 1);
        const changes: readonly (readonly [string, () => AsyncResult<unknown>])[] = [
          ['replaced', () => storage.put('k', pattern(LARGE, 2))],
          ['cut', () => storage.put('k', 'short')],
          ['deleted', () => storage.delete('k')],
        ];
        for (const [what, change] of changes) {
          await put(storage, 'k', old);
          const opened = await expectOk(storage.getStream('k'), 'getStream');
          assert.ok(opened);
          const reader = opened.body.getReader();
          const first = await reader.read();
          assert.ok(!first.done);
          await expectOk(change(), what);
          reader.releaseLock();
          const rest = await drain(opened.body);
          assertBytes(Buffer.concat([first.value, rest]), old, `${what} while it was read`);
        }
      }),
  },
  {
    name: 'aborting ends a stream that is being read, with cancelled',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        await put(storage, 'k', pattern(LARGE));
        const controller = new AbortController();
        const opened = await expectOk(storage.getStream('k', { signal: controller.signal }), 'getStream');
        assert.ok(opened);
        const reader = opened.body.getReader();
        assert.equal((await reader.read()).done, false);
        controller.abort();
        const failure = await failureOf(async () => {
          while (!(await reader.read()).done);
        });
        assert.ok(isInfraError(failure), 'what the stream threw is no InfraError');
        assert.equal(failure.code, 'cancelled');
        assert.equal((await read(storage, 'k')).byteLength, LARGE, 'the storage is of no use any more');
      }),
  },
  {
    name: 'a stream that is left or cancelled leaves the storage as it was',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        await put(storage, 'k', pattern(LARGE));
        // More than a pool of connections has: whoever does not give them back is noticed.
        for (let round = 0; round < 60; round += 1) {
          const opened = await expectOk(storage.getStream('k'), `getStream ${String(round)}`);
          assert.ok(opened);
          if (round % 2 === 0) await opened.body.cancel();
          else for await (const chunk of opened.body) if (chunk.byteLength > 0) break;
        }
        assert.equal((await read(storage, 'k')).byteLength, LARGE);
      }),
  },
];
