import type { SortBy, Specification } from '@infra/core';
import fc from 'fast-check';

/** Has a field of every kind that can be compared, each of which may have no value. */
export interface Row {
  readonly id: string;
  readonly name: string | null;
  readonly size: number | null;
  readonly count: bigint | null;
  readonly at: Date | null;
  readonly isOpen: boolean | null;
}

export type NewRow = Partial<Row>;

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
/** A few rows. */
export const rowLists: fc.Arbitrary<NewRow[]> = fc.array(row, { maxLength: 12 });

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

const tied = fc.letrec<{ readonly where: Where }>((tie) => ({
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

/** Specifications of all kinds, in each other. */
export const where: fc.Arbitrary<Where> = tied.where;

/** Orders, by none to several fields. */
export const sorts: fc.Arbitrary<SortBy<Row>[]> = fc.uniqueArray(
  fc.record({
    field: fc.constantFrom<SortBy<Row>['field']>('name', 'size', 'count', 'at', 'isOpen', 'id'),
    direction: fc.constantFrom('asc', 'desc'),
  }),
  { selector: ({ field }) => field, maxLength: 4 },
);
