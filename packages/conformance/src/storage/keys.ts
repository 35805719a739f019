import assert from 'node:assert/strict';
import type { AsyncResult } from '@infra/core';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { forEach, put, readText } from './fixtures.js';
import { withStorage, type StorageHarness, type StorageUnderTest } from './harness.js';

/** Keys that would meet in one place if a server joined, folded, decoded or interpreted them. */
const DISTINCT: readonly string[] = [
  'a',
  'A',
  'a/',
  '/a',
  '//a',
  '/',
  '//',
  'a/b',
  'A/b',
  'a/B',
  'a//b',
  'a/b/',
  'a\\b',
  'a\\',
  '\\a',
  'a%2Fb',
  'a%2fb',
  'a%252Fb',
  'a%5Cb',
  '%',
  '%%',
  '%00',
  '%2e%2e',
  '...',
  '.a',
  'a.',
  'a/...',
  '..a/b..',
  '.hidden/x',
  ' ',
  ' a',
  'a ',
  'a b',
  'a+b',
  'a%20b',
  'C:',
  'C:\\a',
  'CON',
  'nul.txt',
  'a:b',
  'a*b',
  'a?b',
  'a#b',
  'a?versionId=1',
  'a&b=c',
  '<a>',
  '"a"',
  "'a'",
  '|',
  '~',
  '~/a',
  '$a',
  '{a}',
  '`a`',
  '__proto__',
  'constructor',
  'é',
  'e\u0301',
  'É',
  'ﬁ',
  'fi',
  '日本語/😀',
  '\u200b',
  'a\u200b',
  '\ufeff',
  '\u2028',
  '\u00a0',
  'İ',
  'i̇',
  'ß',
  'ss',
  'a.meta',
  'a.json',
  'a.tmp',
  '.tmp',
  '.meta/a',
  'x'.repeat(1_024),
  'X'.repeat(1_024),
  `${'x'.repeat(1_023)}y`,
  `${'x'.repeat(255)}/y`,
  `${'x'.repeat(256)}/y`,
  `y/${'x'.repeat(300)}`,
  'a/'.repeat(512),
  '€'.repeat(341),
  '😀'.repeat(256),
  '%'.repeat(1_024),
];

const IMPOSSIBLE: readonly (readonly [string, string])[] = [
  ['empty', ''],
  ['over 1,024 bytes', 'x'.repeat(1_025)],
  ['over 1,024 bytes in UTF-8 though fewer characters', '€'.repeat(342)],
  ['ill-formed Unicode', 'a\ud800'],
  ['with a NUL', 'a\u0000'],
  ['with a line break', 'a\nb'],
  ['with DEL', 'a\u007f'],
  ['with a control character beyond ASCII', 'a\u0085b'],
  ['a dot', '.'],
  ['two dots', '..'],
  ['with a segment of a dot', 'a/./b'],
  ['that climbs', '../../etc/passwd'],
  ['that climbs inside', 'a/../b'],
  ['that ends in two dots', 'a/..'],
];

function everyUse(storage: StorageUnderTest, key: string): readonly (readonly [string, AsyncResult<unknown>])[] {
  return [
    ['put', storage.put(key, 'x')],
    ['get', storage.get(key)],
    ['getStream', storage.getStream(key)],
    ['stat', storage.stat(key)],
    ['exists', storage.exists(key)],
    ['delete', storage.delete(key)],
    ['deleteMany', storage.deleteMany(['k', key])],
    ['copy from', storage.copy(key, 'new')],
    ['copy to', storage.copy('k', key)],
    ['move from', storage.move(key, 'new')],
    ['move to', storage.move('k', key)],
    ...(storage.signedUrls === undefined
      ? []
      : ([
          ['signedUrls.get', storage.signedUrls.get(key)],
          ['signedUrls.put', storage.signedUrls.put(key)],
        ] as const)),
  ];
}

export const keyCases: readonly ConformanceCase<StorageHarness>[] = [
  {
    name: 'no two keys ever share an object, whatever is in them',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        await forEach(DISTINCT, (key) => put(storage, key, `content of ${key}`));
        await forEach(DISTINCT, async (key) => {
          assert.equal(await readText(storage, key), `content of ${key}`, JSON.stringify(key));
          assert.equal((await expectOk(storage.stat(key), 'stat'))?.key, key);
        });
        const found = (await expectOk(storage.list(), 'list')).items.map(({ key }) => key);
        assert.deepEqual(
          found,
          [...DISTINCT].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
        );
        for (const [index, key] of DISTINCT.entries()) {
          await expectOk(storage.delete(key), `delete ${JSON.stringify(key)}`);
          const next = DISTINCT[index + 1];
          if (next !== undefined)
            assert.equal(await readText(storage, next), `content of ${next}`, JSON.stringify(next));
        }
        assert.deepEqual((await expectOk(storage.list(), 'list')).items, []);
      }),
  },
  {
    name: 'an object can lie where others have a folder',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        const keys = ['a', 'a/b', 'a/b/c', 'a/', 'a/b/', 'a//', 'a//b'];
        for (const order of [keys, [...keys].reverse()]) {
          for (const key of order) await put(storage, key);
          for (const key of order) assert.equal(await readText(storage, key), `content of ${key}`, key);
          await expectOk(storage.delete('a'), 'delete a');
          assert.equal(await readText(storage, 'a/b/c'), 'content of a/b/c');
          await expectOk(storage.deleteMany(keys), 'deleteMany');
        }
      }),
  },
  ...IMPOSSIBLE.map(([what, key]): ConformanceCase<StorageHarness> => ({
    name: `a key that is ${what} is a validation error everywhere, and nothing happens`,
    run: (harness) =>
      withStorage(harness, async (storage) => {
        await put(storage, 'k', 'before');
        for (const [use, result] of everyUse(storage, key)) await expectError(result, 'validation', use);
        if (storage.publicUrl !== undefined) assert.throws(() => storage.publicUrl?.(key), /key/);
        assert.deepEqual(
          (await expectOk(storage.list(), 'list')).items.map((item) => item.key),
          ['k'],
        );
        assert.equal(await readText(storage, 'k'), 'before');
      }),
  })),
];
