import { isInfraError, ok, unwrap } from '@infra/core';
import { sql } from 'drizzle-orm';
import { bigint, integer, pgTable, pgView, text, timestamp } from 'drizzle-orm/pg-core';
import { expect, onTestFinished, test } from 'vitest';
import { createDrizzleQueryService, createDrizzleRepository } from '../src/index.js';
import { createDatabase, query } from './postgres.js';

const sales = pgTable('sales', {
  id: text('id').primaryKey(),
  shop: text('shop').notNull(),
  amount: integer('amount').notNull(),
  at: timestamp('at', { withTimezone: true, precision: 3 }),
});

const byShop = pgView('sales_by_shop', {
  shop: text('shop').notNull(),
  revenue: bigint('revenue', { mode: 'number' }).notNull(),
  latest: timestamp('latest_at', { withTimezone: true, precision: 3 }),
}).existing();

test('a view is read by specifications, pages and aggregates, in transactions, and by its columns’ types', async () => {
  const database = await createDatabase();
  onTestFinished(async () => {
    unwrap(await database.close());
  });
  await query(
    database.url,
    `create table sales (id text primary key, shop text not null, amount int not null, at timestamptz(3));
     create view sales_by_shop as select shop, sum(amount)::bigint as revenue, max(at) as latest_at from sales group by shop`,
  );
  const repository = createDrizzleRepository({ database, table: sales });
  const service = createDrizzleQueryService({ database, from: byShop, id: 'shop' });
  const at = new Date('2026-01-01T00:00:00.123Z');
  unwrap(
    await repository.createMany([
      { shop: 'b', amount: 5 },
      { shop: 'a', amount: 7, at },
      { shop: 'a', amount: 1 },
      { shop: 'c', amount: 5 },
    ]),
  );
  expect(unwrap(await service.findMany({}))).toEqual([
    { shop: 'a', revenue: 8, latest: at },
    { shop: 'b', revenue: 5, latest: null },
    { shop: 'c', revenue: 5, latest: null },
  ]);
  expect(unwrap(await service.findOne({ latest: at }, { select: ['shop'] }))).toEqual({ shop: 'a' });
  expect(unwrap(await service.count({ revenue: { lte: 5 } }))).toBe(2);
  const page = unwrap(await service.page({}, { sort: [{ field: 'revenue', direction: 'desc' }], pageSize: 2 }));
  expect(page).toMatchObject({ total: 3, hasNext: true, items: [{ shop: 'a' }, { shop: 'c' }] });
  const first = unwrap(await service.cursorPage({}, { sort: [{ field: 'revenue' }], limit: 2 }));
  const second = unwrap(
    await service.cursorPage({}, { sort: [{ field: 'revenue' }], limit: 2, cursor: first.nextCursor }),
  );
  expect([...first.items, ...second.items].map(({ shop }) => shop)).toEqual(['b', 'c', 'a']);
  expect(unwrap(await service.aggregate({}, { all: { sum: 'revenue' } }))).toEqual({ all: 18 });
  const inside = await database.transaction(async (tx) => {
    unwrap(await repository.create({ shop: 'd', amount: 1 }, { tx }));
    const without = await service.count({});
    expect(without).toMatchObject({ ok: false, error: { code: 'validation' } });
    return ok(unwrap(await service.count({}, { tx })));
  });
  expect(inside).toEqual(ok(4));
  expect('create' in service).toBe(false);

  const refused = (make: () => unknown): unknown => {
    try {
      return make();
    } catch (cause) {
      return isInfraError(cause) ? cause.code : cause;
    }
  };
  const odd = 'nothing' as 'shop';
  expect(refused(() => createDrizzleQueryService({ database, from: byShop, id: odd }))).toBe('validation');
  const expressed = pgView('x').as((qb) => qb.select({ one: sql<number>`1`.as('one') }).from(sales));
  expect(refused(() => createDrizzleQueryService({ database, from: expressed, id: 'one' }))).toBe('validation');
});
