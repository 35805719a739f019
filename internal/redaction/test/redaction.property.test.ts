import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor, DEFAULT_REDACT_KEYS } from '../src/index.js';

const SECRET = 'xX-planted-secret-Xx';
const redact = createRedactor();

const anything = fc.anything({
  maxDepth: 6,
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
  stringUnit: 'grapheme',
});

/** `apiKey` as somebody else may write it. */
const secretKey = fc
  .tuple(fc.constantFrom(...DEFAULT_REDACT_KEYS), fc.infiniteStream(fc.constantFrom('', '-', '_', 'upper')))
  .map(([key, styles]) =>
    [...key].map((letter) => {
      const style = styles.next().value;
      return style === 'upper' ? letter.toUpperCase() : `${style}${letter}`;
    }),
  )
  .map((letters) => letters.join(''));

/** A secret under a secret key, somewhere in a tree of everything that nests. */
const { tree } = fc.letrec<{ tree: unknown; secret: unknown }>((tie) => ({
  secret: fc.oneof(
    fc.constant(SECRET),
    fc.constant([SECRET, { value: SECRET }]),
    fc.constant(new Error(SECRET)),
    fc.constant(new Map([[SECRET, SECRET]])),
  ),
  tree: fc.oneof(
    { depthSize: 'small', maxDepth: 8 },
    fc.tuple(secretKey, tie('secret'), anything).map(([key, secret, other]) => ({ other, [key]: secret })),
    fc.tuple(secretKey, tie('secret')).map(([key, secret]) => new Map<unknown, unknown>([[key, secret], [1, 'one']])), // prettier-ignore
    fc.tuple(anything, tie('tree')),
    fc.dictionary(fc.string(), tie('tree')),
    tie('tree').map((inner) => new Map([['inner', inner]])),
    tie('tree').map((inner) => new Map([[{}, inner]])),
    tie('tree').map((inner) => new Set([inner])),
    tie('tree').map((inner) => new Error('outer', { cause: inner })),
    tie('tree').map((inner) => Object.assign(new Error('outer'), { inner })),
    tie('tree').map((inner) => new AggregateError([inner], 'all')),
    tie('tree').map((inner) => ({ toJSON: () => inner })),
  ),
}));

describe('whatever it is given', () => {
  test('it does not throw, and gives exactly what JSON can say', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const text = JSON.stringify(redact(value));
        expect(JSON.stringify(JSON.parse(text))).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });

  test('it does not change its input', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const before = fc.stringify(value);
        redact(value);
        expect(fc.stringify(value)).toBe(before);
      }),
      { numRuns: 500 },
    );
  });

  test('it survives a Proxy around it that throws from any trap', () => {
    const traps = ['get', 'has', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor'] as const;
    fc.assert(
      fc.property(fc.subarray([...traps], { minLength: 1 }), fc.anything(), (broken, thrown) => {
        const handler = Object.fromEntries(broken.map((trap) => [trap, () => { throw thrown; }])); // prettier-ignore
        const targets = [{ a: 1 }, [1], new Error('x'), new Map(), new Date(), () => 1];
        const values = targets.map((target) => new Proxy(target, handler));
        expect(() => JSON.stringify(redact(values))).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });

  test('no secret planted under a secret key gets out', () => {
    fc.assert(
      fc.property(tree, (value) => {
        expect(JSON.stringify(redact(value))).not.toContain(SECRET);
      }),
      { numRuns: 2_000 },
    );
  });

  test('no password of a URL gets out', () => {
    const user = fc.stringMatching(/^[a-z]{0,8}$/);
    fc.assert(
      fc.property(fc.string(), fc.webAuthority(), user, fc.string(), (before, authority, name, after) => {
        const text = `${before} redis://${name}:${SECRET}@${authority} ${after}`;
        expect(redact(text)).not.toContain(SECRET);
      }),
    );
  });
});
