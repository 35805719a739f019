import { isInfraError, unwrap, type Specification } from '@infra/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { and, compile, isSatisfiedBy, not, or } from '../src/index.js';

interface Row {
  readonly name: string | null;
  readonly size: number | null;
  readonly count: bigint;
  readonly at: Date;
  readonly isOpen: boolean;
}

const row: Row = { name: 'Ada', size: null, count: 5n, at: new Date(5), isOpen: true };

const small = fc.option(fc.integer({ min: -3, max: 3 }), { nil: null });
const word = fc.option(fc.constantFrom('', 'a', 'A', 'ab', 'B', '\u{1f600}', '\uffee', 'é'), { nil: null });
const rows: fc.Arbitrary<Pick<Row, 'name' | 'size'>> = fc.record({ name: word, size: small });
type Two = Pick<Row, 'name' | 'size'>;
const present = fc.integer({ min: -3, max: 3 });
const leaf: fc.Arbitrary<Specification<Two>> = fc.oneof(
  small.map((size): Specification<Two> => ({ size })),
  small.map((ne): Specification<Two> => ({ size: { ne } })),
  present.map((gte): Specification<Two> => ({ size: { gte } })),
  fc.array(small, { maxLength: 3 }).map((notIn): Specification<Two> => ({ size: { notIn } })),
  word.map((name): Specification<Two> => ({ name })),
  word.map((text): Specification<Two> => ({ name: { contains: text ?? 'a', ignoreCase: text === null } })),
  word.map((text): Specification<Two> => ({ name: { lt: text ?? 'b' } })),
);
const { tree: specifications } = fc.letrec<{ readonly tree: Specification<Two> }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.array(tie('tree'), { maxLength: 3 }).map((parts) => and(...parts)),
    fc.array(tie('tree'), { maxLength: 3 }).map((parts) => or(...parts)),
    tie('tree').map((part) => not(part)),
  ),
}));

describe('and, or, not', () => {
  test('of nothing', () => {
    expect(isSatisfiedBy(and<Row>(), row)).toBe(true);
    expect(isSatisfiedBy(or<Row>(), row)).toBe(false);
    expect(isSatisfiedBy(not<Row>({}), row)).toBe(false);
  });

  test('mean what they say, whatever is inside and whatever has no value', () => {
    fc.assert(
      fc.property(specifications, specifications, rows, (a, b, value) => {
        const [isA, isB] = [isSatisfiedBy(a, value), isSatisfiedBy(b, value)];
        expect(isSatisfiedBy(not(a), value)).toBe(!isA);
        expect(isSatisfiedBy(and(a, b), value)).toBe(isA && isB);
        expect(isSatisfiedBy(or(a, b), value)).toBe(isA || isB);
        expect(isSatisfiedBy(not(and(a, b)), value)).toBe(isSatisfiedBy(or(not(a), not(b)), value));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('comparisons', () => {
  const cases: readonly (readonly [Specification<Row>, boolean])[] = [
    [{}, true],
    [{ name: 'Ada', isOpen: true }, true],
    [{ name: 'Ada', isOpen: false }, false],
    [{ name: 'ada' }, false],
    [{ name: { eq: 'aDA', ignoreCase: true } }, true],
    [{ name: { ignoreCase: true, in: [null, 'ADA'] } }, true],
    [{ name: { startsWith: 'A', endsWith: 'a' } }, true],
    [{ name: { startsWith: 'd' } }, false],
    [{ name: { contains: '' } }, true],
    [{ size: null }, true],
    [{ size: { ne: null } }, false],
    [{ size: { ne: 5 } }, true],
    [{ size: { lt: 5 } }, false],
    [{ size: { in: [null] } }, true],
    [{ size: { in: [] } }, false],
    [{ size: { notIn: [1, null] } }, false],
    [{ count: { gt: 4n, lte: 5n } }, true],
    [{ count: 5n }, true],
    [{ at: new Date(5) }, true],
    [{ at: { lt: new Date(5) } }, false],
    [{ $or: [{ isOpen: false }, { size: null }], name: 'Ada' }, true],
    [{ $not: { isOpen: true } }, false],
  ];
  test.each(cases)('case %#', (specification, expected) => {
    expect(isSatisfiedBy(specification, row)).toBe(expected);
  });

  test('text is ordered as its UTF-8 bytes are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        fc.pre(!a.includes('\0') && !b.includes('\0'));
        const isLess = Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
        expect(isSatisfiedBy<{ readonly text: string }>({ text: { lt: b } }, { text: a })).toBe(isLess);
      }),
    );
  });

  test('what an object inherits is no field of it', () => {
    expect(isSatisfiedBy<Readonly<Record<string, string | null>>>({ toString: null }, {})).toBe(true);
  });
});

describe('compile', () => {
  const wrong: readonly (readonly [string, unknown, string])[] = [
    ['no object', 5, ''],
    ['null', null, ''],
    ['an unknown combination', { $nor: [] }, '$nor'],
    ['parts that are no array', { $or: { name: 'x' } }, '$or'],
    ['undefined', { name: undefined }, 'name'],
    ['undefined, deep inside', { $and: [{}, { $not: { name: { in: ['a', undefined] } } }] }, '$and[1].$not.name.in[1]'],
    ['an unknown comparison', { size: { above: 5 } }, 'size.above'],
    ['a comparison that says nothing', { size: {} }, 'size'],
    ['ignoreCase alone', { name: { ignoreCase: true } }, 'name'],
    ['NaN', { size: Number.NaN }, 'size'],
    ['a date that is none', { at: new Date(Number.NaN) }, 'at'],
    ['a lone surrogate', { name: '\ud800' }, 'name'],
    ['NUL', { name: { contains: '\0' } }, 'name.contains'],
    ['more than null', { size: { gt: null } }, 'size.gt'],
    ['an array', { name: ['x'] }, 'name'],
    ['truth that is ordered', { isOpen: { gt: false } }, 'isOpen.gt'],
    ['numbers as text', { size: { startsWith: 5 } }, 'size.startsWith'],
    ['a function', { size: () => 5 }, 'size'],
  ];
  test.each(wrong)('refuses %s, and says where', (_what, specification, path) => {
    const compiled = compile(specification as Specification<Row>);
    expect(compiled).toMatchObject({ ok: false, error: { code: 'validation', details: { path } } });
  });

  test('refuses what would exhaust the stack or the time', () => {
    const deep = JSON.parse(`${'{"$not":'.repeat(5_000)}{}${'}'.repeat(5_000)}`) as Specification<Row>;
    expect(compile(deep).ok).toBe(false);
    const wide: Specification<Row> = { $or: Array.from({ length: 10_001 }, () => ({ size: 1 })) };
    expect(compile(wide).ok).toBe(false);
  });

  test('never tells a value', () => {
    const compiled = compile<Row>({ name: { contains: 'secret\0' } });
    expect(compiled.ok ? '' : compiled.error.message).not.toContain('secret');
  });

  test('gives a function that can be asked often', () => {
    const isOpen = unwrap(compile<Row>({ isOpen: true }));
    expect([row, { ...row, isOpen: false }].filter(isOpen)).toHaveLength(1);
  });

  test('isSatisfiedBy throws what compile gives', () => {
    try {
      isSatisfiedBy<Row>({ size: Number.NaN }, row);
      expect.unreachable();
    } catch (cause) {
      expect(isInfraError(cause) && cause.code).toBe('validation');
    }
  });
});
