import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bucketNameProblem, delimiterProblem, keyProblem, keysProblem, prefixProblem } from '../src/index.js';

/** Text of the characters at which rules are easily wrong. */
const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      'a',
      'A',
      '.',
      '/',
      '\\',
      ' ',
      '%',
      '😀',
      'é',
      '\u0000',
      '\n',
      '\u007f',
      '\u0085',
      '\u2028',
      '\ud800',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 12,
});

function isControl(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

function isKey(key: string): boolean {
  const bytes = Buffer.byteLength(key);
  return (
    bytes >= 1 &&
    bytes <= 1_024 &&
    Buffer.from(key).toString() === key &&
    ![...key].some(isControl) &&
    !key.split('/').some((segment) => segment === '.' || segment === '..')
  );
}

describe('keys', () => {
  test('a key is refused exactly when the port says so', () => {
    fc.assert(
      fc.property(text, fc.nat(1_100), (some, length) => {
        for (const key of [some, some.padEnd(length, 'x'), some.padEnd(length / 2, '€'), `${some}/${some}`]) {
          expect(keyProblem(key) === undefined, JSON.stringify(key)).toBe(isKey(key));
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([undefined, null, 1, {}, ['a'], Symbol('a')])('%o is no key', (key) => {
    expect(keyProblem(key)).toMatch(/must be a string/);
    expect(prefixProblem(key)).toMatch(/must be a string/);
    expect(delimiterProblem(key)).toMatch(/must be a string/);
  });

  test('a message is one short line, whatever the key', () => {
    fc.assert(
      fc.property(text, (some) => {
        const problem = keyProblem(`${some.repeat(300)}\n`) ?? '';
        expect(problem.length).toBeLessThan(500);
        expect(problem).not.toMatch(/\p{Cc}/u);
        expect(problem.isWellFormed()).toBe(true);
      }),
    );
  });

  test('the first bad one of several is named', () => {
    expect(keysProblem(['a', 'b'])).toBeUndefined();
    expect(keysProblem(['a', '..', ''])).toMatch(/"\.\."/);
    expect(keysProblem('a')).toMatch(/array/);
  });
});

test('every beginning of a key is a prefix', () => {
  fc.assert(
    fc.property(text, fc.nat(12), (key, length) => {
      const beginning = [...key].slice(0, length).join('');
      if (isKey(key)) expect(prefixProblem(beginning)).toBeUndefined();
    }),
  );
  expect(prefixProblem('')).toBeUndefined();
  expect(delimiterProblem('')).toMatch(/empty/);
  expect(delimiterProblem('--')).toBeUndefined();
});

test('a bucket’s name is 3 to 63 letters, digits and hyphens', () => {
  for (const name of ['abc', 'a-b', '000', 'a--b', 'x'.repeat(63)]) expect(bucketNameProblem(name)).toBeUndefined();
  for (const name of ['', 'ab', 'x'.repeat(64), 'Abc', 'a_b', 'a.b', '-ab', 'ab-', 'abc\n', 'äbc', null, 5]) {
    expect(bucketNameProblem(name)).toMatch(/bucket name/);
  }
});
