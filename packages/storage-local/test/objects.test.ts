import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestClock, expectError } from '@infra/conformance';
import { unwrap } from '@infra/core';
import { expect, test } from 'vitest';
import { createLocalStorage } from '../src/index.js';
import { filesBelow, sidecarsIn, temporariesIn, temporaryRoot } from './folder.js';

const metadata = { owner: 'ü' };

test('content is a plain file at the path of its key', async () => {
  const root = temporaryRoot();
  await using storage = createLocalStorage({ root });
  unwrap(await storage.put('photos/2024/cat.png', 'meow'));
  unwrap(await storage.put('a', 'file'));
  unwrap(await storage.put('a/b', 'below it'));
  expect(filesBelow(join(root, 'default'))).toEqual(['a%', 'a/b%', 'photos/2024/cat.png']);
  expect(readFileSync(join(root, 'default/photos/2024/cat.png'), 'utf8')).toBe('meow');
  expect(storage.native).toBe(root);
});

test('a file that was put into the folder by hand is an object with a derived type', async () => {
  const root = temporaryRoot();
  await using storage = createLocalStorage({ root });
  unwrap(await storage.stat('x'));
  mkdirSync(join(root, 'default/dropped'));
  writeFileSync(join(root, 'default/dropped/page.html'), '<p>');
  const info = unwrap(await storage.stat('dropped/page.html'));
  expect(info).toMatchObject({ contentType: 'text/html', size: 3, metadata: {} });
  expect(unwrap(await storage.list()).items).toMatchObject([{ key: 'dropped/page.html', etag: info?.etag }]);
  writeFileSync(join(root, 'default/dropped/page.html'), '<b>');
  utimesSync(join(root, 'default/dropped/page.html'), 1, 1);
  expect(unwrap(await storage.stat('dropped/page.html'))?.etag).not.toBe(info?.etag);
});

test('metadata belongs to its content: changed by hand, the object has none any more', async () => {
  const root = temporaryRoot();
  await using storage = createLocalStorage({ root });
  unwrap(await storage.put('a.txt', 'one', { contentType: 'text/x-own', metadata, cacheControl: 'max-age=1' }));
  expect(unwrap(await storage.stat('a.txt'))).toMatchObject({
    contentType: 'text/x-own',
    metadata,
    cacheControl: 'max-age=1',
  });
  writeFileSync(join(root, 'default/a.txt'), 'longer than before');
  expect(unwrap(await storage.stat('a.txt'))).toMatchObject({ contentType: 'text/plain', metadata: {} });
});

test('metadata follows a file that is renamed by hand, and a root that is copied with its times', async () => {
  const root = temporaryRoot();
  const copy = join(temporaryRoot(), 'restored');
  await using storage = createLocalStorage({ root });
  unwrap(await storage.put('a.txt', 'one', { contentType: 'text/x-own', metadata }));
  renameSync(join(root, 'default/a.txt'), join(root, 'default/b.txt'));
  expect(unwrap(await storage.stat('b.txt'))).toMatchObject({ contentType: 'text/x-own', metadata });
  cpSync(root, copy, { recursive: true, preserveTimestamps: true });
  // Node's copy keeps milliseconds only; tools for backups keep all of it.
  const { mtimeNs } = statSync(join(root, 'default/b.txt'), { bigint: true });
  const seconds = (Number(mtimeNs / 1_000n) + 0.5) / 1e6;
  utimesSync(join(copy, 'default/b.txt'), seconds, seconds);
  await using restored = createLocalStorage({ root: copy });
  expect(unwrap(await restored.stat('b.txt'))).toMatchObject({ contentType: 'text/x-own', metadata });
});

test('a clone made by hand shares the metadata, and deleting it leaves the original’s', async () => {
  const root = temporaryRoot();
  await using storage = createLocalStorage({ root });
  unwrap(await storage.put('a.txt', 'one', { metadata }));
  const { mtimeNs } = statSync(join(root, 'default/a.txt'), { bigint: true });
  const seconds = (Number(mtimeNs / 1_000n) + 0.5) / 1e6;
  cpSync(join(root, 'default/a.txt'), join(root, 'default/b.txt'));
  utimesSync(join(root, 'default/b.txt'), seconds, seconds);
  expect(unwrap(await storage.stat('b.txt'))?.metadata).toEqual(metadata);
  unwrap(await storage.delete('b.txt'));
  expect(unwrap(await storage.stat('a.txt'))?.metadata).toEqual(metadata);
});

test('damaged metadata costs the metadata, not the content', async () => {
  const root = temporaryRoot();
  await using storage = createLocalStorage({ root });
  unwrap(await storage.put('a.txt', 'one', { metadata }));
  for (const name of sidecarsIn(root)) writeFileSync(join(root, '.storage/metadata', name), '{"contentType":');
  expect(Buffer.from(unwrap(await storage.get('a.txt'))?.bytes ?? []).toString()).toBe('one');
  expect(unwrap(await storage.stat('a.txt'))?.metadata).toEqual({});
});

test('nothing is left behind by overwriting, copying, moving, deleting and failing', async () => {
  const root = temporaryRoot();
  await using storage = createLocalStorage({ root, durability: 'none' });
  await Promise.all(
    Array.from({ length: 60 }, async (_, n) => unwrap(await storage.put('hot.txt', `${n}`, { metadata }))),
  );
  unwrap(await storage.copy('hot.txt', 'deep/er/copy.txt'));
  unwrap(await storage.move('deep/er/copy.txt', 'moved.txt'));
  unwrap(await storage.put('victim.txt', 'x'));
  unwrap(await storage.move('moved.txt', 'victim.txt'));
  unwrap(await storage.move('victim.txt', 'other/new.txt', { ifNoneMatch: '*' }));
  await expectError(storage.put('hot.txt', 'x', { ifNoneMatch: '*' }), 'conflict', 'a conditional put');
  const broken = (async function* () {
    yield new Uint8Array(100_000);
    throw new Error('broken');
  })();
  await expectError(storage.put('broken.txt', broken), 'internal', 'a broken stream');
  await expectError(storage.put('sum.txt', 'x', { sha256: '0'.repeat(64) }), 'validation', 'a wrong checksum');
  expect(filesBelow(join(root, 'default'))).toEqual(['hot.txt', 'other/new.txt']);
  expect(sidecarsIn(root)).toHaveLength(2);
  expect(temporariesIn(root)).toEqual([]);
  unwrap(await storage.deleteMany(['hot.txt', 'other/new.txt']));
  expect(existsSync(join(root, 'default/other'))).toBe(false);
  expect(existsSync(join(root, 'default/deep'))).toBe(false);
  expect(sidecarsIn(root)).toEqual([]);
});

test('versions have different tags and times though the clock stands still', async () => {
  const root = temporaryRoot();
  await using storage = createLocalStorage({ root, durability: 'none', clock: createTestClock() });
  const tags = new Set<string>();
  for (let n = 0; n < 50; n += 1) {
    tags.add(unwrap(await storage.put('a.txt', String(n % 10))).etag);
    if (n % 3 === 0) unwrap(await storage.delete('a.txt'));
  }
  expect(tags.size).toBe(50);
  expect(unwrap(await storage.stat('a.txt'))?.lastModified).toEqual(new Date('2026-01-01T00:00:00Z'));
});

test('what stands where an object should be is a conflict, and stays', async () => {
  const root = temporaryRoot();
  await using storage = createLocalStorage({ root });
  unwrap(await storage.stat('x'));
  mkdirSync(join(root, 'default/taken.txt/inside'), { recursive: true });
  writeFileSync(join(root, 'default/folder'), 'a file where a folder should be');
  await expectError(storage.put('taken.txt', 'x'), 'conflict', 'a folder with the name of an object');
  await expectError(storage.put('folder/a.txt', 'x'), 'conflict', 'a file with the name of a folder');
  expect(unwrap(await storage.get('taken.txt'))).toBeUndefined();
  expect(unwrap(await storage.get('folder/a.txt'))).toBeUndefined();
  unwrap(await storage.delete('taken.txt'));
  expect(existsSync(join(root, 'default/taken.txt/inside'))).toBe(true);
  expect(temporariesIn(root)).toEqual([]);
});

test('deleting the last object of a folder never hinders one who writes into it', async () => {
  const root = temporaryRoot();
  await using storage = createLocalStorage({ root, durability: 'none' });
  await using other = createLocalStorage({ root, durability: 'none' });
  for (let round = 0; round < 40; round += 1) {
    unwrap(await storage.put('a/b/c/old.txt', 'x'));
    const [deleted, written] = await Promise.all([
      storage.delete('a/b/c/old.txt'),
      other.put('a/b/c/new.txt', String(round)),
    ]);
    unwrap(deleted);
    unwrap(written);
    expect(unwrap(await storage.exists('a/b/c/new.txt'))).toBe(true);
    unwrap(await other.delete('a/b/c/new.txt'));
  }
  expect(existsSync(join(root, 'default/a'))).toBe(false);
});

test('folders in the root are buckets; who may read them is recorded aside', async () => {
  const root = temporaryRoot();
  await using storage = createLocalStorage({ root });
  mkdirSync(join(root, 'by-hand'));
  mkdirSync(join(root, 'No Bucket'));
  unwrap(await storage.buckets.create('open-one', { access: 'public' }));
  expect(unwrap(await storage.buckets.list()).map(({ name }) => name)).toEqual(['by-hand', 'default', 'open-one']);
  expect(unwrap(await storage.buckets.stat('by-hand'))?.access).toBe('private');
  await using other = createLocalStorage({ root });
  expect(unwrap(await other.buckets.stat('open-one'))?.access).toBe('public');
  unwrap(await storage.buckets.delete('open-one'));
  unwrap(await storage.buckets.create('open-one'));
  expect(unwrap(await other.buckets.stat('open-one'))?.access).toBe('private');
});
