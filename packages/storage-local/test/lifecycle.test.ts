import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestClock, expectError } from '@infra/conformance';
import { unwrap, type InfraError } from '@infra/core';
import { expect, test } from 'vitest';
import { createLocalStorage } from '../src/index.js';
import { temporariesIn, temporaryRoot } from './folder.js';

const DAY = 24 * 3_600_000;

test('making one touches nothing; the first use makes the root and the own bucket', async () => {
  const root = join(temporaryRoot(), 'not/yet');
  await using storage = createLocalStorage({ root, bucket: 'own-bucket' });
  expect(existsSync(root)).toBe(false);
  expect(unwrap(await storage.list()).items).toEqual([]);
  expect(unwrap(await storage.buckets.list()).map(({ name }) => name)).toEqual(['own-bucket']);
  const record = JSON.parse(readFileSync(join(root, '.storage/root.json'), 'utf8')) as { readonly names: string };
  expect(['exact', 'folded']).toContain(record.names);
});

test('several that make the same root at once agree', async () => {
  const root = join(temporaryRoot(), 'new');
  const all = Array.from({ length: 8 }, () => createLocalStorage({ root }));
  await Promise.all(all.map(async (storage, n) => unwrap(await storage.put(`${n}.txt`, 'x'))));
  expect(unwrap((await all[0]?.list()) ?? expect.fail()).items).toHaveLength(8);
  for (const storage of all) unwrap(await storage.close());
});

test('a root that cannot be opened is tried again with the next operation', async () => {
  const root = join(temporaryRoot(), 'file');
  writeFileSync(root, 'no folder');
  await using storage = createLocalStorage({ root });
  await expectError(storage.put('a', 'x'), 'conflict', 'a file in the place of the root');
  expect(unwrap(await storage.health())).toMatchObject({ status: 'down' });
  rmSync(root);
  unwrap(await storage.put('a', 'x'));
  expect(unwrap(await storage.health())).toMatchObject({ status: 'up' });
});

test('a root of a version to come is left alone', async () => {
  const root = temporaryRoot();
  mkdirSync(join(root, '.storage'));
  writeFileSync(join(root, '.storage/root.json'), '{"version":2}');
  await using storage = createLocalStorage({ root });
  await expectError(storage.put('a', 'x'), 'internal', 'put');
});

test('health says what is wrong, and what room there is', async () => {
  const root = temporaryRoot();
  await using storage = createLocalStorage({ root });
  const up = unwrap(await storage.health());
  expect(up).toMatchObject({ status: 'up', details: { freeBytes: expect.any(Number) } });
  rmSync(join(root, '.storage/temporary'), { recursive: true });
  expect(unwrap(await storage.health())).toMatchObject({ status: 'down', reason: expect.stringContaining('ENOENT') });
  await expectError(storage.put('a', 'x'), 'unavailable', 'put');
  if (process.getuid?.() !== 0) {
    mkdirSync(join(root, '.storage/temporary'));
    chmodSync(root, 0o500);
    expect(unwrap(await storage.health())).toMatchObject({ status: 'down', reason: expect.stringContaining('EACCES') });
    chmodSync(root, 0o700);
  }
});

test('close waits for what runs and for streams that are read, and cuts off those that nobody reads', async () => {
  const root = temporaryRoot();
  const storage = createLocalStorage({ root });
  const writing = storage.put('a.txt', 'x'.repeat(200_000));
  await new Promise((resolve) => setImmediate(resolve));
  unwrap(await storage.close());
  unwrap(await writing);
  const again = createLocalStorage({ root });
  const read = unwrap(await again.getStream('a.txt'));
  const unread = unwrap(await again.getStream('a.txt'));
  if (read === undefined || unread === undefined) expect.fail();
  const closing = again.close({ deadlineMs: 300 });
  let size = 0;
  for await (const chunk of read.body) size += chunk.byteLength;
  expect(size).toBe(200_000);
  unwrap(await closing);
  await expect(new Response(unread.body).text()).rejects.toMatchObject({ code: 'unavailable', retryable: false });
  await expectError(again.get('a.txt'), 'unavailable', 'get after close');
  expect(unwrap(await again.health())).toMatchObject({ status: 'down' });
  unwrap(await again.close());
});

test('what a crash left is swept with the first write when it is a day old, and then hourly', async () => {
  const root = temporaryRoot();
  const clock = createTestClock(new Date());
  const swept: InfraError[] = [];
  await using storage = createLocalStorage({ root, clock, onError: (error) => swept.push(error) });
  unwrap(await storage.put('a.txt', 'x'));
  const left = join(root, '.storage/temporary/default.0000');
  writeFileSync(left, 'half');
  utimesSync(left, 1, 1);
  clock.advance(DAY / 2);
  unwrap(await storage.put('a.txt', 'x'));
  expect(temporariesIn(root)).toEqual(['default.0000']);
  clock.advance(DAY / 2 + 60_000);
  unwrap(await storage.put('a.txt', 'x'));
  unwrap(await storage.close());
  expect(temporariesIn(root)).toEqual([]);
  expect(swept).toEqual([]);
});

test('deleteMany names the keys that are left', async () => {
  const root = temporaryRoot();
  await using storage = createLocalStorage({ root });
  unwrap(await storage.put('a.txt', 'x'));
  unwrap(await storage.put('b.txt', 'x'));
  rmSync(join(root, '.storage/temporary'), { recursive: true });
  writeFileSync(join(root, '.storage/temporary'), 'in the way');
  const error = await expectError(storage.deleteMany(['a.txt', 'none.txt', 'b.txt']), 'conflict', 'deleteMany');
  const { failed } = error.details as { readonly failed: readonly string[] };
  expect(failed).toEqual(expect.arrayContaining(['a.txt', 'b.txt']));
  for (const key of failed) expect(['a.txt', 'none.txt', 'b.txt']).toContain(key);
});
