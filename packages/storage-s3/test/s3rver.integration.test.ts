import { unwrap } from '@infra/core';
import { startS3, type S3Server } from '@tooling/servers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createS3Storage, type S3Storage } from '../src/index.js';
import { gathered, MIB } from './setup.js';

// A server that others wrote, for what it can do: our own would share a misunderstanding with the adapter. It has no conditions,
// no policies, no checksums, no order of UTF-8 and no list of unfinished uploads (tooling/servers/README.md).

let server: S3Server;
let storage: S3Storage;
beforeAll(async () => {
  server = await startS3({ engine: 's3rver' });
  const { endpoint, region, credentials } = server;
  storage = createS3Storage({ endpoint, region, credentials, bucket: 'a-bucket', partBytes: 5 * MIB });
  unwrap(await storage.buckets.create('a-bucket'));
});
afterAll(async () => {
  unwrap(await storage.close());
  await server.close();
});

const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();

async function* chunks(count: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index += 1) yield new Uint8Array(MIB).fill(index);
}

test('objects: put, stat, get, ranges, copy, move, delete', async () => {
  const options = { contentType: 'text/plain', cacheControl: 'no-store', metadata: { name: 'Zoë', plain: 'x' } };
  const info = unwrap(await storage.put('folder/ü ✓.txt', 'hello world', options));
  expect(info).toMatchObject({ size: 11, ...options });
  expect(unwrap(await storage.stat('folder/ü ✓.txt'))).toEqual(info);
  expect(text(unwrap(await storage.get('folder/ü ✓.txt'))?.bytes)).toBe('hello world');
  expect(text(unwrap(await storage.get('folder/ü ✓.txt', { range: { offset: 6, length: 3 } }))?.bytes)).toBe('wor');
  expect((await storage.get('folder/ü ✓.txt', { range: { offset: 11 } })).ok).toBe(false);
  expect(unwrap(await storage.copy('folder/ü ✓.txt', 'copy'))).toMatchObject(options);
  expect(unwrap(await storage.move('copy', 'moved'))).toMatchObject({ key: 'moved', size: 11 });
  expect(unwrap(await storage.exists('copy'))).toBe(false);
  expect(unwrap(await storage.get('nothing'))).toBeUndefined();
  unwrap(await storage.delete('moved'));
  unwrap(await storage.deleteMany(['folder/ü ✓.txt', 'nothing']));
  expect(unwrap(await storage.list()).items).toEqual([]);
});

test('a stream in parts', async () => {
  const seen: number[] = [];
  const info = unwrap(
    await storage.put('large', chunks(12), { onProgress: ({ transferredBytes }) => seen.push(transferredBytes) }),
  );
  expect(info).toMatchObject({ size: 12 * MIB });
  expect(seen.at(-1)).toBe(12 * MIB);
  const found = unwrap(await storage.get('large'));
  expect(Buffer.compare(found?.bytes ?? new Uint8Array(), await gathered(chunks(12)))).toBe(0);
  unwrap(await storage.delete('large'));
});

test('listing: pages, prefixes, folders', async () => {
  for (const key of ['a/1', 'a/2', 'b', 'c']) unwrap(await storage.put(key, key));
  const first = unwrap(await storage.list({ limit: 3 }));
  expect(first.items.map(({ key }) => key)).toEqual(['a/1', 'a/2', 'b']);
  const second = unwrap(await storage.list({ limit: 3, cursor: first.nextCursor }));
  expect(second.items.map(({ key }) => key)).toEqual(['c']);
  expect(second.nextCursor).toBeUndefined();
  expect(unwrap(await storage.list({ prefix: 'a/' })).items).toHaveLength(2);
  expect(unwrap(await storage.list({ delimiter: '/' }))).toMatchObject({
    prefixes: ['a/'],
    items: [{ key: 'b' }, { key: 'c' }],
  });
  unwrap(await storage.buckets.empty('a-bucket'));
});

describe('links and buckets', () => {
  test('signed links read and write', async () => {
    const writing = unwrap(await storage.signedUrls.put('up.txt'));
    const { url, method, headers } = writing;
    expect((await fetch(url, { method, headers, body: 'uploaded' })).status).toBe(200);
    const reading = unwrap(await storage.signedUrls.get('up.txt', { downloadAs: 'Zoë.txt' }));
    const answer = await fetch(reading.url);
    expect(await answer.text()).toBe('uploaded');
    expect(answer.headers.get('content-disposition')).toContain("filename*=UTF-8''Zo%C3%AB.txt");
    unwrap(await storage.delete('up.txt'));
  });

  test('buckets are made, found and deleted; a missing one is not_found', async () => {
    unwrap(await storage.buckets.create('another'));
    expect(await storage.buckets.create('another')).toMatchObject({ ok: false, error: { code: 'conflict' } });
    expect(unwrap(await storage.buckets.list()).map(({ name }) => name)).toEqual(['a-bucket', 'another']);
    unwrap(await storage.bucket('another').put('k', 'v'));
    expect(await storage.buckets.delete('another')).toMatchObject({ ok: false, error: { code: 'conflict' } });
    unwrap(await storage.buckets.empty('another'));
    unwrap(await storage.buckets.delete('another'));
    const missing = storage.bucket('another');
    for (const result of [
      await missing.stat('k'),
      await missing.get('k'),
      await missing.list(),
      await missing.delete('k'),
    ]) {
      expect(result).toMatchObject({ ok: false, error: { code: 'not_found' } });
    }
  });
});

test('a wrong key is unauthenticated', async () => {
  const { endpoint } = server;
  const credentials = { accessKeyId: 'NOBODY', secretAccessKey: 'nothing' };
  await using stranger = createS3Storage({ endpoint, credentials, bucket: 'a-bucket' });
  expect(await stranger.get('k')).toMatchObject({ ok: false, error: { code: 'unauthenticated' } });
});
