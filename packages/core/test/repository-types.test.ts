import { describe, expectTypeOf, test } from 'vitest';
import { unwrap } from '../src/index.js';
import type {
  Aggregated,
  AsyncResult,
  CursorPage,
  Page,
  QueryableRepository,
  QueryService,
  Repository,
  Specification,
  SpecificationRepository,
} from '../src/index.js';

interface Order {
  readonly id: string;
  readonly customer: string;
  readonly status: 'open' | 'paid';
  readonly total: number;
  readonly points: bigint;
  readonly gift: boolean;
  readonly note: string | null;
  readonly placedAt: Date;
  readonly tags: readonly string[] | null;
}

type NewOrder = Pick<Order, 'customer' | 'total'> & Partial<Order>;

declare const orders: QueryableRepository<Order, NewOrder, string>;

describe('Specification', () => {
  test('knows the fields and what they can be compared with', () => {
    const fits: readonly Specification<Order>[] = [
      {},
      { status: 'open', total: { gte: 100, lt: 200 }, note: null, placedAt: { gt: new Date(0) }, gift: { ne: true } },
      { status: { in: ['open', 'paid'] }, note: { startsWith: 'A', ignoreCase: true }, points: { lte: 5n } },
      { $or: [{ tags: null }, { tags: { ne: null } }], $not: { $and: [{ customer: 'a' }] } },
    ];
    expectTypeOf(fits).toExtend<readonly Specification<Order>[]>();
    const refused: readonly Specification<Order>[] = [
      // @ts-expect-error no such field
      { colour: 'red' },
      // @ts-expect-error another type
      { total: '5' },
      // @ts-expect-error none of its values
      { status: 'lost' },
      // @ts-expect-error a variable that was forgotten must not select every row
      { customer: undefined },
      // @ts-expect-error nothing is greater than true
      { gift: { gt: false } },
      // @ts-expect-error a field that is never null
      { customer: null },
      // @ts-expect-error data that cannot be compared
      { tags: { eq: ['a'] } },
      // @ts-expect-error numbers have no beginning
      { total: { startsWith: '1' } },
    ];
    expectTypeOf(refused).toExtend<readonly Specification<Order>[]>();
  });
});

describe('QueryService', () => {
  test('gives what was selected', () => {
    const use = async (): Promise<void> => {
      expectTypeOf(unwrap(await orders.findOne({ status: 'open' }))).toEqualTypeOf<
        Pick<Order, keyof Order> | undefined
      >();
      expectTypeOf(orders.findMany({}, { select: ['id', 'total'] })).toEqualTypeOf<
        AsyncResult<readonly Pick<Order, 'id' | 'total'>[]>
      >();
      expectTypeOf(orders.page({}, { select: ['id'], sort: [{ field: 'total', direction: 'desc' }] })).toEqualTypeOf<
        AsyncResult<Page<Pick<Order, 'id'>>>
      >();
      expectTypeOf(orders.cursorPage({})).toEqualTypeOf<AsyncResult<CursorPage<Pick<Order, keyof Order>>>>();
      // @ts-expect-error no such field
      unwrap(await orders.findMany({}, { select: ['colour'] }));
      // @ts-expect-error data that cannot be sorted by
      unwrap(await orders.findMany({}, { sort: [{ field: 'tags' }] }));
    };
    expectTypeOf(use).toBeFunction();
  });

  test('a whole row is the entity', () => {
    expectTypeOf<Pick<Order, keyof Order>>().toExtend<Order>();
  });

  test('aggregates have the types of what they are made of', () => {
    const use = async (): Promise<void> => {
      const sums = orders.aggregate(
        {},
        {
          orders: 'count',
          customers: { countDistinct: 'customer' },
          revenue: { sum: 'total' },
          points: { sum: 'points' },
          mean: { avg: 'total' },
          first: { min: 'placedAt' },
          last: { max: 'note' },
        },
      );
      type Sums = {
        readonly orders: number;
        readonly customers: number;
        readonly revenue: number;
        readonly points: bigint;
        readonly mean: number | undefined;
        readonly first: Date | undefined;
        readonly last: string | undefined;
      };
      expectTypeOf(unwrap(await sums)).toExtend<Sums>();
      expectTypeOf<Aggregated<Order, { readonly n: 'count' }>>().toEqualTypeOf<{ readonly n: number }>();
      const [group] = unwrap(await orders.aggregateBy(['status'], {}, { n: 'count' }));
      expectTypeOf(group?.key.status).toEqualTypeOf<'open' | 'paid' | undefined>();
      expectTypeOf(group?.values.n).toEqualTypeOf<number | undefined>();
      // @ts-expect-error a text has no sum
      unwrap(await orders.aggregate({}, { n: { sum: 'customer' } }));
    };
    expectTypeOf(use).toBeFunction();
  });
});

describe('repositories', () => {
  test('each fits where a narrower one is asked for', () => {
    type Orders = QueryableRepository<Order, NewOrder, string>;
    expectTypeOf<Orders>().toExtend<SpecificationRepository<Order, NewOrder, string>>();
    expectTypeOf<Orders>().toExtend<Repository<Order, NewOrder, string>>();
    expectTypeOf<Orders>().toExtend<QueryService<Order>>();
  });

  test('changes are of what can be created', () => {
    const use = async (): Promise<void> => {
      unwrap(await orders.update('1', { total: 5, note: undefined }, { ifVersion: 1 }));
      // @ts-expect-error another type
      unwrap(await orders.update('1', { total: '5' }));
      // @ts-expect-error no such field
      unwrap(await orders.updateMany({}, { colour: 'red' }));
      // @ts-expect-error what a new one needs
      unwrap(await orders.create({ total: 5 }));
    };
    expectTypeOf(use).toBeFunction();
  });
});
