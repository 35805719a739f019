import { unwrap, type SortBy, type Specification } from '@infra/core';
import { isSatisfiedBy } from '@infra/specification';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { setUp, type NewRow, type Row } from './rows.js';

type Where = Specification<Row>;

const orNull = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(values, { nil: null });
const name = fc.constantFrom('', 'a', 'A', 'ab', 'B', '%', '_', '\\', 'é', 'É', '\u{1f600}', '\uffee');
const size = fc.constantFrom(-1.5, -1, 0, 0.5, 1, 2);
const count = fc.constantFrom(-1n, 0n, 2n ** 60n, 2n ** 60n + 1n);
const at = fc.integer({ min: 0, max: 3 }).map((ms) => new Date(ms));
const row: fc.Arbitrary<NewRow> = fc.record({
  name: orNull(name),
  size: orNull(size),
  count: orNull(count),
  at: orNull(at),
  isOpen: orNull(fc.boolean()),
});
const rowLists = fc.array(row, { maxLength: 12 });

function conditions(field: keyof Row, value: fc.Arbitrary<unknown>, isOrdered: boolean): fc.Arbitrary<Where> {
  const list = fc.array(orNull(value), { maxLength: 3 });
  const order = isOrdered ? (['gt', 'gte', 'lt', 'lte'] as const) : [];
  const condition = fc.oneof(
    orNull(value),
    fc.record({ ne: orNull(value) }),
    fc.record({ in: list }),
    fc.record({ notIn: list }),
    ...order.map((comparison) => fc.record({ [comparison]: value })),
  );
  return condition.map((one) => ({ [field]: one }));
}

const text = fc
  .record(
    { startsWith: name, endsWith: name, contains: name, eq: name, ignoreCase: fc.boolean() },
    { requiredKeys: ['contains'] },
  )
  .map((condition): Where => ({ name: condition }));

const { where } = fc.letrec<{ readonly where: Where }>((tie) => ({
  where: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    conditions('name', name, true),
    text,
    conditions('size', size, true),
    conditions('count', count, true),
    conditions('at', at, true),
    conditions('isOpen', fc.boolean(), false),
    fc.array(tie('where'), { maxLength: 3 }).map((parts): Where => ({ $and: parts })),
    fc.array(tie('where'), { maxLength: 3 }).map((parts): Where => ({ $or: parts })),
    tie('where').map((part): Where => ({ $not: part })),
  ),
}));

const sorts = fc.uniqueArray(
  fc.record({
    field: fc.constantFrom<SortBy<Row>['field']>('name', 'size', 'count', 'at', 'isOpen', 'id'),
    direction: fc.constantFrom('asc', 'desc'),
  }),
  { selector: ({ field }) => field, maxLength: 4 },
);

test('a specification finds what it is satisfied by, in whatever asks it', async () => {
  await fc.assert(
    fc.asyncProperty(rowLists, where, async (given, meant) => {
      const { rows } = setUp();
      const made = unwrap(await rows.createMany(given));
      const expected = made.filter((one) => isSatisfiedBy(meant, one)).map(({ id }) => id);
      expect(unwrap(await rows.findMany(meant)).map(({ id }) => id)).toEqual([...expected].sort());
      expect(unwrap(await rows.count(meant))).toBe(expected.length);
      expect(unwrap(await rows.aggregate(meant, { n: 'count' })).n).toBe(expected.length);
      expect(unwrap(await rows.updateMany(meant, { size: 99 }))).toBe(expected.length);
    }),
    { numRuns: 500 },
  );
});

test('pages by cursor, one after the other, are what is found at once', async () => {
  await fc.assert(
    fc.asyncProperty(rowLists, where, sorts, fc.integer({ min: 1, max: 5 }), async (given, meant, sort, limit) => {
      const { rows } = setUp();
      unwrap(await rows.createMany(given));
      const whole = unwrap(await rows.findMany(meant, { sort }));
      const paged: Row[] = [];
      let cursor: string | undefined;
      do {
        const page = unwrap(await rows.cursorPage(meant, { sort, limit, cursor }));
        expect(page.items.length).toBeLessThanOrEqual(limit);
        paged.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== undefined && paged.length <= whole.length);
      expect(paged).toEqual(whole);
    }),
    { numRuns: 500 },
  );
});
