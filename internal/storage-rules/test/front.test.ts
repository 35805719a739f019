import { err, ok, type ObjectInfo } from '@infra/core';
import { describe, expect, test } from 'vitest';
import {
  bodyStream,
  createStorageErrors,
  LinkedStorageFront,
  NO_POLICY,
  ObjectStorageFront,
  spanOf,
  type LinkedStorageDriver,
} from '../src/index.js';

const errors = createStorageErrors('test');
const CONTENT = Buffer.from('0123456789');
const INFO: ObjectInfo = {
  key: 'k',
  size: 10,
  etag: '"1"',
  lastModified: new Date(0),
  contentType: 'text/plain',
  metadata: {},
};

async function* inPairs(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += 2) yield bytes.subarray(at, at + 2);
}

const broken = (): never => {
  throw new Error('a bug of the driver');
};

/** A driver that has one object, and a bug wherever it is asked for more. */
function driverWith(faults: Partial<LinkedStorageDriver> = {}): LinkedStorageDriver {
  return {
    errors,
    isClosed: false,
    put: broken,
    open: async (_, range, options, operation) => {
      const span = spanOf(range, INFO.size);
      if (typeof span === 'string') return err(errors.invalid(operation, span));
      const chunks = inPairs(CONTENT.subarray(span.start, span.end));
      const size = span.end - span.start;
      return ok({ info: INFO, body: bodyStream(chunks, { errors, operation, size, signal: options?.signal }) });
    },
    stat: async () => ok(INFO),
    delete: broken,
    list: broken,
    copy: broken,
    move: broken,
    createBucket: broken,
    statBucket: broken,
    listBuckets: broken,
    setBucketAccess: broken,
    emptyBucket: broken,
    deleteBucket: broken,
    links: {
      signGet: async (_, expiresInMs) =>
        ok({ url: 'https://test/', method: 'GET', headers: {}, expiresAt: new Date(expiresInMs) }),
      signPut: async (_, __, contentType) =>
        ok({ url: 'https://test/', method: 'PUT', headers: { 'content-type': contentType }, expiresAt: new Date(0) }),
      publicUrl: ({ bucket, key }) => `https://test/${bucket}/${key}`,
    },
    ...faults,
  };
}

const frontOf = (faults?: Partial<LinkedStorageDriver>): ObjectStorageFront =>
  new ObjectStorageFront(driverWith(faults), 'own', NO_POLICY);

describe('get made of a stream', () => {
  test('is the whole, or the range', async () => {
    expect(await frontOf().get('k')).toMatchObject({ value: { info: INFO, bytes: new Uint8Array(CONTENT) } });
    const part = await frontOf().get('k', { range: { offset: 3, length: 4 } });
    expect(part.ok && Buffer.from(part.value?.bytes ?? []).toString()).toBe('3456');
    expect(await frontOf().get('k', { range: { offset: 10 } })).toMatchObject({
      error: { code: 'validation', operation: 'storage.get' },
    });
    expect(await frontOf({ open: async () => ok(undefined) }).get('k')).toEqual(ok(undefined));
  });

  test('fails as the stream does, under its own name', async () => {
    const size = 12;
    const open: LinkedStorageDriver['open'] = async (_, __, ___, operation) =>
      ok({ info: { ...INFO, size }, body: bodyStream(inPairs(CONTENT), { errors, operation, size }) });
    expect(await frontOf({ open }).get('k')).toMatchObject({
      error: { code: 'unavailable', operation: 'storage.get' },
    });
  });
});

test('what a driver throws is internal, with its cause, and the promise never rejects', async () => {
  const front = frontOf({ open: broken, stat: broken });
  const attempts = [
    front.put('k', 'x'),
    front.get('k'),
    front.getStream('k'),
    front.stat('k'),
    front.exists('k'),
    front.delete('k'),
    front.deleteMany(['k']),
    front.list(),
    front.copy('k', 'l'),
    front.copy('k', 'k'),
    front.move('k', 'l'),
    front.buckets.create('abc'),
    front.buckets.stat('abc'),
    front.buckets.list(),
    front.buckets.setAccess('abc', 'public'),
    front.buckets.empty('abc'),
    front.buckets.delete('abc'),
  ];
  for (const attempt of attempts) {
    expect(await attempt).toMatchObject({ error: { code: 'internal', cause: { message: 'a bug of the driver' } } });
  }
});

test('what is copied onto itself never reaches the driver’s copy', async () => {
  expect(await frontOf().copy('k', 'k')).toEqual(ok(INFO));
  expect(await frontOf().move('k', 'k', { ifNoneMatch: '*' })).toMatchObject({ error: { code: 'conflict' } });
  expect(await frontOf({ stat: async () => ok(undefined) }).move('k', 'k')).toMatchObject({
    error: { code: 'not_found' },
  });
});

test('a write that the driver took fails after all when onProgress throws at the end', async () => {
  const onProgress = (): never => {
    throw new Error('a bug of the caller');
  };
  expect(await frontOf({ put: async () => ok(INFO) }).put('k', 'x', { onProgress })).toMatchObject({
    error: { code: 'internal', cause: { message: 'a bug of the caller' } },
  });
});

test('links are checked, and other buckets have them too', async () => {
  const front = new LinkedStorageFront(driverWith(), 'own', NO_POLICY);
  expect(await front.signedUrls.get('k')).toMatchObject({ value: { expiresAt: new Date(900_000) } });
  expect(await front.signedUrls.put('a.png')).toMatchObject({ value: { headers: { 'content-type': 'image/png' } } });
  expect(await front.signedUrls.get('..')).toMatchObject({ error: { operation: 'storage.signedUrls.get' } });
  expect(front.bucket('other').publicUrl('k')).toBe('https://test/other/k');
  expect(front.bucket('other').bucket('third').publicUrl('k')).toBe('https://test/third/k');
  expect(() => front.publicUrl('')).toThrow(/key/);
  expect(() => front.bucket('X')).toThrow(/bucket/);
  const closed = new LinkedStorageFront(driverWith({ isClosed: true }), 'own', NO_POLICY);
  expect(await closed.signedUrls.put('k')).toMatchObject({ error: { code: 'unavailable' } });
});
