import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  contentTypeOf,
  contentTypeProblem,
  headOf,
  listOptionsProblem,
  metadataProblem,
  rangeProblem,
  spanOf,
  writeOptionsProblem,
} from '../src/index.js';

describe('metadata', () => {
  test('is refused exactly when the port says so', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'z', '0', '-', 'A', '_', 'é'), maxLength: 4 });
    const value = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.nat(1_600).map((length) => 'x'.repeat(length)),
    );
    fc.assert(
      fc.property(fc.dictionary(name, value), (metadata) => {
        const entries = Object.entries(metadata);
        const bytes = entries.reduce((sum, [key, text]) => sum + Buffer.byteLength(key) + Buffer.byteLength(text), 0);
        const isGood =
          bytes <= 1_536 &&
          entries.every(([key, text]) => /^[a-z0-9-]+$/.test(key) && text.isWellFormed() && !/\p{Cc}/u.test(text));
        expect(metadataProblem(metadata) === undefined).toBe(isGood);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([null, undefined, 'a', 1, [], ['a']])('%o is none', (metadata) => {
    expect(metadataProblem(metadata)).toMatch(/must be an object/);
  });

  test('is copied: what the caller does to it afterwards changes nothing', () => {
    const metadata: Record<string, string> = { a: '1' };
    const head = headOf('k', { metadata, sha256: 'AB'.repeat(32) });
    metadata['a'] = '2';
    expect(head).toEqual({
      contentType: 'application/octet-stream',
      cacheControl: undefined,
      metadata: { a: '1' },
      sha256: 'ab'.repeat(32),
    });
    expect(Object.isFrozen(head.metadata)).toBe(true);
  });
});

describe('ranges', () => {
  test('a range is what slice makes of it, or is refused from the end on', () => {
    const size = fc.nat(20);
    const length = fc.option(fc.oneof(fc.integer({ min: 1, max: 25 }), fc.constant(Number.MAX_SAFE_INTEGER)), {
      nil: undefined,
    });
    fc.assert(
      fc.property(size, fc.nat(25), length, (bytes, offset, count) => {
        const content = new Uint8Array(bytes).map((_, index) => index);
        const range = { offset, length: count };
        expect(rangeProblem(range)).toBeUndefined();
        const span = spanOf(range, bytes);
        if (typeof span === 'string') {
          expect(bytes > 0 && offset >= bytes, span).toBe(true);
          return;
        }
        expect(bytes === 0 || offset < bytes).toBe(true);
        const end = count === undefined ? undefined : Math.min(offset + count, bytes);
        expect([...content.slice(span.start, span.end)]).toEqual([...content.slice(offset, end)]);
      }),
    );
    expect(spanOf(undefined, 7)).toEqual({ start: 0, end: 7 });
    expect(spanOf({ offset: 5 }, 0)).toEqual({ start: 0, end: 0 });
  });

  test.each([null, 1, {}, { offset: -1 }, { offset: 1.5 }, { offset: 0, length: 0 }, { offset: 0, length: Infinity }])(
    '%o is none',
    (range) => {
      expect(rangeProblem(range)).toMatch(/range/);
    },
  );
});

describe('content types', () => {
  test.each(['a/b', 'image/svg+xml', 'text/html; charset=utf-8', 'a/b;c="d e";f=g', 'A/B', 'application/vnd.a-b.c+d'])(
    '%s is one',
    (type) => {
      expect(contentTypeProblem(type)).toBeUndefined();
    },
  );
  test.each([
    '',
    'a',
    'a/',
    '/b',
    'a/b;',
    'a/b; c',
    'a b/c',
    'a/b\n',
    'a/b, c/d',
    'ä/b',
    'a/b; c="d',
    `a/${'b'.repeat(254)}`,
    5,
  ])('%j is none', (type) => {
    expect(contentTypeProblem(type)).toMatch(/media type/);
  });

  test('checking one is linear in its length', () => {
    const start = performance.now();
    contentTypeProblem(`a/b${'; '.repeat(100)}${'"'.repeat(50)}`);
    contentTypeProblem(`a/b${'; a="\\\\'.repeat(30)}`);
    expect(performance.now() - start).toBeLessThan(100);
  });

  test('the default of any key is a content type', () => {
    fc.assert(
      fc.property(fc.string(), (key) => {
        expect(contentTypeProblem(contentTypeOf(key))).toBeUndefined();
      }),
    );
    for (const key of ['a.__proto__', 'a.constructor', 'a.toString', '.png', 'png', 'a.png/b']) {
      expect(contentTypeOf(key)).toBe('application/octet-stream');
    }
    expect(contentTypeOf('deep/a.b.PNG')).toBe('image/png');
  });
});

test('the options of a put and a listing are refused one by one', () => {
  const bad: readonly (readonly [object, RegExp])[] = [
    [{ contentLength: -1 }, /contentLength/],
    [{ contentLength: 1.5 }, /contentLength/],
    [{ sha256: 'x' }, /sha256/],
    [{ onProgress: 1 }, /onProgress/],
    [{ ifNoneMatch: 'x' }, /ifNoneMatch/],
    [{ cacheControl: ' a' }, /cacheControl/],
    [{ cacheControl: 'é' }, /cacheControl/],
  ];
  for (const [options, problem] of bad) expect(writeOptionsProblem(options)).toMatch(problem);
  expect(writeOptionsProblem({ contentLength: 0, cacheControl: 'no-store', onProgress: () => {} })).toBeUndefined();
  for (const limit of [0, 1_001, 1.5, Number.NaN, '1']) {
    expect(listOptionsProblem({ limit: limit as number })).toMatch(/limit/);
  }
  expect(listOptionsProblem({ limit: 1_000, prefix: '', delimiter: '/', cursor: 'x' })).toBeUndefined();
  expect(listOptionsProblem({ cursor: '' })).toMatch(/cursor/);
});
