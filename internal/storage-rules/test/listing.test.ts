import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareKeys, pageOfKeys, type ListRequest } from '../src/index.js';

const key = fc.string({
  unit: fc.constantFrom('a', 'b', '/', '-', '\ue000', '😀', '\uffee'),
  minLength: 1,
  maxLength: 6,
});
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

test('keys compare as their UTF-8 bytes do', () => {
  const any = fc.string({ unit: 'binary', maxLength: 5 }).filter((text) => text.isWellFormed());
  fc.assert(
    fc.property(fc.oneof(key, any), fc.oneof(key, any), (a, b) => {
      expect(Math.sign(compareKeys(a, b))).toBe(byBytes(a, b));
    }),
    { numRuns: 5_000 },
  );
});

/** What a listing is by the port's words, without pages. */
function whole(keys: readonly string[], prefix: string, delimiter: string | undefined): readonly string[] {
  const entries = keys
    .filter((name) => name.startsWith(prefix))
    .map((name) => {
      const cut = delimiter === undefined ? -1 : name.indexOf(delimiter, prefix.length);
      return cut === -1 ? `key ${name}` : `prefix ${name.slice(0, cut + (delimiter?.length ?? 0))}`;
    });
  return [...new Set(entries)];
}

test('the pages of a listing are the whole of it, and none but the last is short', () => {
  const delimiter = fc.constantFrom(undefined, '/', '-', '//', 'a');
  fc.assert(
    fc.property(
      fc.array(key),
      key,
      fc.nat(3),
      delimiter,
      fc.integer({ min: 1, max: 5 }),
      (names, start, cut, by, limit) => {
        const sorted = [...new Set(names)].sort(byBytes);
        const prefix = [...start].slice(0, cut).join('');
        const found: string[] = [];
        let cursor: string | undefined;
        do {
          const request: ListRequest = { prefix, delimiter: by, cursor, limit };
          const page = pageOfKeys(sorted, request);
          expect(page).toBeDefined();
          const size = (page?.keys.length ?? 0) + (page?.prefixes.length ?? 0);
          cursor = page?.nextCursor;
          if (cursor !== undefined) expect(size).toBe(limit);
          expect(size).toBeLessThanOrEqual(limit);
          for (const name of page?.keys ?? []) found.push(`key ${name}`);
          for (const name of page?.prefixes ?? []) found.push(`prefix ${name}`);
        } while (cursor !== undefined);
        expect(found.toSorted()).toEqual([...whole(sorted, prefix, by)].sort());
        expect(new Set(found).size).toBe(found.length);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('what stays is on exactly one page, whatever comes and goes between two pages', () => {
  const changes = fc.array(fc.record({ name: key, isThere: fc.boolean() }), { maxLength: 6 });
  fc.assert(
    fc.property(
      fc.uniqueArray(key, { maxLength: 30 }),
      fc.array(changes),
      fc.integer({ min: 1, max: 4 }),
      (names, rounds, limit) => {
        const keys = new Set(names);
        const staying = new Set(names);
        const seen: string[] = [];
        let cursor: string | undefined;
        let round = 0;
        do {
          const page = pageOfKeys([...keys].sort(byBytes), { prefix: '', delimiter: undefined, cursor, limit });
          seen.push(...(page?.keys ?? []));
          cursor = page?.nextCursor;
          for (const { name, isThere } of rounds[round] ?? []) {
            if (isThere) keys.add(name);
            else {
              keys.delete(name);
              staying.delete(name);
            }
          }
          round += 1;
        } while (cursor !== undefined);
        expect(new Set(seen).size).toBe(seen.length);
        expect([...staying].filter((name) => !seen.includes(name))).toEqual([]);
      },
    ),
    { numRuns: 1_000 },
  );
});

test('a cursor of another listing, or of none, is no cursor', () => {
  const request: ListRequest = { prefix: 'a', delimiter: '/', cursor: undefined, limit: 1 };
  const cursor = pageOfKeys(['a', 'ab'], request)?.nextCursor;
  expect(pageOfKeys(['a', 'ab'], { ...request, cursor })?.keys).toEqual(['ab']);
  expect(pageOfKeys(['a', 'ab'], { ...request, cursor, prefix: '' })).toBeUndefined();
  expect(pageOfKeys(['a', 'ab'], { ...request, cursor, delimiter: undefined })).toBeUndefined();
  for (const bad of ['x', 'bnVsbA', 'W10', Buffer.from('["key",1,"a","/"]').toString('base64url')]) {
    expect(pageOfKeys(['a'], { ...request, cursor: bad })).toBeUndefined();
  }
});
