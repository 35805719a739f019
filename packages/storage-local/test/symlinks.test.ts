import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectError } from '@infra/conformance';
import { unwrap } from '@infra/core';
import { beforeEach, describe, expect, test } from 'vitest';
import { createLocalStorage, type LocalStorage } from '../src/index.js';
import { temporaryRoot } from './folder.js';

let root: string;
let outside: string;
let storage: LocalStorage;

beforeEach(async () => {
  root = temporaryRoot();
  outside = temporaryRoot();
  writeFileSync(join(outside, 'secret.txt'), 'secret');
  storage = createLocalStorage({ root });
  unwrap(await storage.put('inside.txt', 'inside'));
  symlinkSync(outside, join(root, 'default/folder'));
  symlinkSync(join(outside, 'secret.txt'), join(root, 'default/file.txt'));
  symlinkSync(join(outside, 'missing.txt'), join(root, 'default/dangling.txt'));
  symlinkSync('loop.txt', join(root, 'default/loop.txt'));
  symlinkSync(outside, join(root, 'linked-bucket'));
  return async () => unwrap(await storage.close());
});

const LINKED = ['folder/secret.txt', 'file.txt', 'dangling.txt', 'loop.txt'];

/** The world outside is as it was. */
function expectUntouched(): void {
  expect(readFileSync(join(outside, 'secret.txt'), 'utf8')).toBe('secret');
  expect(existsSync(join(outside, 'missing.txt'))).toBe(false);
  expect(existsSync(join(outside, 'new'))).toBe(false);
  expect(existsSync(join(outside, 'new.txt'))).toBe(false);
}

describe('symbolic links in the root', () => {
  test.each(LINKED)('%s is no object for those who read', async (key) => {
    expect(unwrap(await storage.get(key))).toBeUndefined();
    expect(unwrap(await storage.getStream(key))).toBeUndefined();
    expect(unwrap(await storage.stat(key))).toBeUndefined();
    expect(unwrap(await storage.exists(key))).toBe(false);
    await expectError(storage.copy(key, 'copy.txt'), 'not_found', 'copy');
    await expectError(storage.move(key, 'copy.txt'), 'not_found', 'move');
    expect(unwrap(await storage.exists('copy.txt'))).toBe(false);
  });

  test('are not listed, whatever is asked for', async () => {
    for (const prefix of ['', 'f', 'folder', 'folder/', 'folder/s']) {
      const page = unwrap(await storage.list({ prefix, delimiter: prefix === '' ? '/' : undefined }));
      expect(page.items.map((item) => item.key)).toEqual(prefix === '' ? ['inside.txt'] : []);
      expect(page.prefixes).toEqual([]);
    }
  });

  test('deleting goes not through them', async () => {
    for (const key of LINKED) unwrap(await storage.delete(key));
    unwrap(await storage.deleteMany(['folder/secret.txt', 'file.txt']));
    unwrap(await storage.buckets.empty('default'));
    expectUntouched();
    expect(lstatSync(join(root, 'default/folder')).isSymbolicLink()).toBe(true);
  });

  test('writing goes not through them: one to a folder is a conflict, one to a file is replaced', async () => {
    await expectError(storage.put('folder/new.txt', 'x'), 'conflict', 'below a link');
    await expectError(storage.put('folder/new/deep/x.txt', 'x'), 'conflict', 'deep below a link');
    await expectError(storage.copy('inside.txt', 'folder/new.txt'), 'conflict', 'a copy below a link');
    await expectError(storage.move('inside.txt', 'folder/new.txt'), 'conflict', 'a move below a link');
    await expectError(storage.put('file.txt', 'x', { ifNoneMatch: '*' }), 'conflict', 'a name that is taken');
    expectUntouched();
    for (const key of ['file.txt', 'dangling.txt', 'loop.txt']) unwrap(await storage.put(key, 'new'));
    expectUntouched();
    expect(lstatSync(join(root, 'default/file.txt')).isFile()).toBe(true);
  });

  test('a link is no bucket', async () => {
    const linked = storage.bucket('linked-bucket');
    await expectError(linked.get('secret.txt'), 'not_found', 'get');
    await expectError(linked.list(), 'not_found', 'list');
    await expectError(linked.put('new.txt', 'x'), 'not_found', 'put');
    await expectError(linked.delete('secret.txt'), 'not_found', 'delete');
    await expectError(storage.buckets.empty('linked-bucket'), 'not_found', 'empty');
    await expectError(storage.buckets.delete('linked-bucket'), 'not_found', 'delete');
    await expectError(storage.buckets.create('linked-bucket'), 'conflict', 'create');
    expect(unwrap(await storage.buckets.stat('linked-bucket'))).toBeUndefined();
    expect(unwrap(await storage.buckets.list()).map(({ name }) => name)).toEqual(['default']);
    expectUntouched();
  });

  test('one in the place of our own folders is refused', async () => {
    const other = temporaryRoot();
    symlinkSync(outside, join(other, '.storage'));
    await using refused = createLocalStorage({ root: other });
    await expectError(refused.put('a.txt', 'x'), 'conflict', 'put');
    expect(existsSync(join(outside, 'temporary'))).toBe(false);
  });

  test('the root itself may be one, and a relative path', async () => {
    const link = join(temporaryRoot(), 'link');
    symlinkSync(root, link);
    await using linked = createLocalStorage({ root: link });
    expect(Buffer.from(unwrap(await linked.get('inside.txt'))?.bytes ?? []).toString()).toBe('inside');
  });

  test('a pipe does not make a reader wait', async () => {
    mkdirSync(join(root, 'default/x'), { recursive: true });
    const { execFileSync } = await import('node:child_process');
    execFileSync('mkfifo', [join(root, 'default/x/pipe.txt')]);
    expect(unwrap(await storage.get('x/pipe.txt'))).toBeUndefined();
    expect(unwrap(await storage.list({ prefix: 'x/' })).items).toEqual([]);
  });
});
