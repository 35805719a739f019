import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileGlob } from '../src/index.js';

/** The obvious definition, exponential in the worst case: the judge for the linear one. */
function matches(pattern: readonly string[], key: readonly string[]): boolean {
  const [head, ...rest] = pattern;
  if (head === undefined) return key.length === 0;
  if (head === '*') return matches(rest, key) || (key.length > 0 && matches(pattern, key.slice(1)));
  if (head === '\\' && rest.length > 0) return key[0] === rest[0] && matches(rest.slice(1), key.slice(1));
  return key.length > 0 && (head === '?' || head === key[0]) && matches(rest, key.slice(1));
}

describe('compileGlob', () => {
  test('agrees with the definition', () => {
    const pattern = fc.array(fc.constantFrom('a', 'b', '*', '?', '\\', '[', '😀'), { maxLength: 8 });
    const key = fc.array(fc.constantFrom('a', 'b', '*', '?', '\\', '[', '😀'), { maxLength: 8 });
    fc.assert(
      fc.property(pattern, key, (p, k) => {
        expect(compileGlob(p.join(''))(k.join(''))).toBe(matches(p, k));
      }),
      { numRuns: 5_000 },
    );
  });

  test('a pattern made to backtrack stays polynomial', () => {
    const started = performance.now();
    expect(compileGlob(`${'*a'.repeat(30)}b`)('a'.repeat(1_000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
