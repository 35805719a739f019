import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unwrap } from '@infra/core';
import { compareKeys, keyProblem } from '@internal/storage-rules';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLocalStorage } from '../src/index.js';
import { namingOf, type NamingKind } from '../src/naming.js';
import { keyPathOf, relativePathOf } from '../src/paths.js';
import { readName } from '../src/segments.js';
import { temporaryRoot } from './folder.js';

const NAMINGS: readonly NamingKind[] = ['exact', 'folded'];

/** Keys like those that people have, and like those that nobody should have. */
const awkward = fc.constantFrom(
  ...[
    'a',
    'A',
    'ab',
    '/',
    '//',
    '.',
    '..',
    '.a',
    ' ',
    '%',
    '%2e',
    '%+',
    '%_',
    'con',
    'CON',
    'nul.txt',
    'com1',
    'é',
    'e\u0301',
  ],
  ...[
    'ß',
    'ſ',
    'K',
    '\\',
    ':',
    '~1',
    '😀',
    '\u{10ffff}',
    '\uffee',
    'İ',
    'x'.repeat(199),
    'x'.repeat(200),
    'é'.repeat(70),
  ],
);
const key = fc
  .oneof(
    fc.array(awkward, { minLength: 1, maxLength: 8 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }),
  )
  .filter((text) => keyProblem(text) === undefined);
const keys = fc.uniqueArray(key, { minLength: 1, maxLength: 30 });

/** The key of a path, as a listing reads it. */
function keyOf(kind: NamingKind, { folders, file }: ReturnType<typeof keyPathOf>): string | undefined {
  let text = '';
  for (const name of folders) {
    const read = readName(name, true, namingOf(kind));
    if (read === undefined) return undefined;
    text += read.text + (read.kind === 'folder' ? '/' : '');
  }
  const last = readName(file, false, namingOf(kind));
  return last?.kind === 'object' ? text + last.text : undefined;
}

/** What a file system makes of a name when it ignores case and how letters are composed. */
const folded = (path: string): string => path.normalize('NFKD').toUpperCase().toLowerCase().normalize('NFKC');

describe.each(NAMINGS)('paths of keys, %s', (kind) => {
  const naming = namingOf(kind);

  test('every key comes back from its path', () => {
    fc.assert(
      fc.property(key, (one) => {
        expect(keyOf(kind, keyPathOf(one, naming))).toBe(one);
      }),
      { numRuns: 2_000 },
    );
  });

  test('no two keys share a path, and no key’s file is where another needs a folder', () => {
    const same = kind === 'folded' ? folded : (path: string) => path;
    fc.assert(
      fc.property(keys, (all) => {
        const files = all.map((one) => same(relativePathOf(one, naming)));
        expect(new Set(files).size).toBe(all.length);
        const taken = new Set(files);
        for (const file of files) {
          for (let end = file.indexOf('/'); end !== -1; end = file.indexOf('/', end + 1)) {
            expect(taken).not.toContain(file.slice(0, end));
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('every name is one that Windows, macOS and Linux can have', () => {
    fc.assert(
      fc.property(key, (one) => {
        const { folders, file } = keyPathOf(one, naming);
        for (const name of [...folders, file]) {
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(240);
          expect(name).not.toMatch(/^\.{0,2}$|[\\/:*?"<>|\p{Cc}]|[. ]$/u);
          expect(name).not.toMatch(/^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i);
          if (kind === 'folded') expect(name).toMatch(/^[ -~]*$/);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('a name that no key is written to is nobody’s', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), fc.boolean(), (name, isFolder) => {
        const read = readName(name, isFolder, naming);
        if (read === undefined || read.kind === 'part') return;
        const path = keyPathOf(read.kind === 'folder' ? `${read.text}/x.y` : read.text, naming);
        expect(read.kind === 'folder' ? path.folders[0] : path.file).toBe(name);
      }),
      { numRuns: 2_000 },
    );
  });
});

test('what is left of a long segment may be a dot or two', async () => {
  const awkwardKeys = ['.', '..', '. ', 'con', ''].flatMap((rest) => [
    `${'x'.repeat(200)}${rest}`,
    `${'x'.repeat(200)}${rest}/y`,
  ]);
  await using storage = createLocalStorage({ root: temporaryRoot(), durability: 'none' });
  for (const one of awkwardKeys) unwrap(await storage.put(one, one));
  expect(unwrap(await storage.list()).items.map((item) => item.key)).toEqual([...awkwardKeys].sort(compareKeys));
});

test('ordinary keys are what they look like', () => {
  const naming = namingOf('exact');
  for (const ordinary of ['cat.png', 'photos/2024/cat.png', 'Ünï cödé/日本.txt', '.env', 'a b/c+d@e.tar.gz']) {
    expect(relativePathOf(ordinary, naming)).toBe(ordinary);
  }
  expect(relativePathOf('README', naming)).toBe('README%');
  expect(relativePathOf('v1.2/notes.txt', naming)).toBe('v1.2%/notes.txt');
  expect(relativePathOf('a//b.txt', naming)).toBe('a/%_/b.txt');
  expect(relativePathOf('/a/', naming)).toBe('%_/a/%_%');
  expect(relativePathOf('aux.c', naming)).toBe('%61ux.c');
  expect(relativePathOf('Case.txt', namingOf('folded'))).toBe('%43ase.txt');
});

describe.each(NAMINGS)('objects in a folder, %s', (kind) => {
  test('any set of keys is stored, listed in order, page by page, and read again', async () => {
    await fc.assert(
      fc.asyncProperty(keys, fc.integer({ min: 1, max: 5 }), async (all, limit) => {
        const root = temporaryRoot();
        mkdirSync(join(root, '.storage'));
        writeFileSync(join(root, '.storage', 'root.json'), JSON.stringify({ version: 1, names: kind }));
        await using storage = createLocalStorage({ root, durability: 'none' });
        for (const one of all) unwrap(await storage.put(one, one));
        const listed: string[] = [];
        for (let cursor: string | undefined; ;) {
          const page = unwrap(await storage.list({ limit, cursor }));
          listed.push(...page.items.map((item) => item.key));
          cursor = page.nextCursor;
          if (cursor === undefined) break;
        }
        expect(listed).toEqual([...all].sort(compareKeys));
        for (const one of all) {
          const found = unwrap(await storage.get(one));
          expect(Buffer.from(found?.bytes ?? []).toString()).toBe(one);
        }
      }),
      { numRuns: 12 },
    );
  }, 60_000);
});

test('files that others put where no key is are not objects', async () => {
  const root = temporaryRoot();
  await using storage = createLocalStorage({ root, durability: 'none' });
  unwrap(await storage.put('real.txt', 'x'));
  for (const name of [
    'default/README',
    'default/a%',
    'default/folder.d/x.txt',
    'default/%zz.txt',
    'default/a%2Eb.txt',
  ]) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), 'no object');
  }
  expect(unwrap(await storage.list()).items.map((item) => item.key)).toEqual(['a', 'real.txt']);
});
