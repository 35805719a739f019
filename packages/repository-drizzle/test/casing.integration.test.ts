import { unwrap } from '@infra/core';
import { eq } from 'drizzle-orm';
import * as core from 'drizzle-orm/pg-core';
import { expect, inject, onTestFinished, test } from 'vitest';
import '@tooling/servers/vitest';
import { createDrizzleDatabase, createDrizzleQueryService, createDrizzleRepository } from '../src/index.js';
import { createSchema, query, urlOf } from './postgres.js';

// drizzle 1.0 has the casing in its tables, 0.45 in its dialect.
const drizzle: object = core;
const makeTable =
  'snakeCase' in drizzle ? (drizzle.snakeCase as { readonly table: typeof core.pgTable }).table : core.pgTable;
const { integer, text, timestamp } = core;

const orders = makeTable('shopOrders', {
  orderId: text().primaryKey(),
  placedBy: text().notNull().unique(),
  totalInCents: integer().notNull(),
  placedAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
  rowVersion: integer().notNull(),
  goneAt: timestamp({ withTimezone: true, precision: 3 }),
  plain: text('As"Given').notNull(),
});

async function setUp() {
  const url = urlOf(await createSchema());
  await query(
    url,
    `create table "shopOrders" (order_id text primary key, placed_by text not null unique, total_in_cents int not null, placed_at timestamptz(3) not null,
      row_version int not null, gone_at timestamptz(3), "As""Given" text not null)`,
  );
  const database = createDrizzleDatabase({ url, casing: 'snake_case' });
  onTestFinished(async () => {
    unwrap(await database.close());
  });
  const repository = createDrizzleRepository({
    database,
    table: orders,
    createdAt: 'placedAt',
    version: 'rowVersion',
    deletedAt: 'goneAt',
  });
  return { database, repository };
}

test('columns without names of their own are called as drizzle calls them, in whatever is done', async () => {
  const { database, repository } = await setUp();
  const first = unwrap(await repository.create({ orderId: 'a', placedBy: 'ada', totalInCents: 5, plain: 'x' }));
  unwrap(await repository.createMany([{ orderId: 'b', placedBy: 'bob', totalInCents: 7, plain: 'y' }]));
  expect(unwrap(await repository.findById('a'))).toEqual(first);
  const changed = unwrap(await repository.update('a', { totalInCents: 6 }, { ifVersion: first.rowVersion }));
  expect(changed).toEqual({ ...first, totalInCents: 6, rowVersion: 2 });
  const page = unwrap(
    await repository.cursorPage({ totalInCents: { gte: 6 } }, { sort: [{ field: 'placedBy' }], limit: 1 }),
  );
  expect(page.items).toEqual([changed]);
  const { sum } = unwrap(await repository.aggregate({}, { sum: { sum: 'totalInCents' } }));
  expect(sum).toBe(13);
  expect(unwrap(await repository.delete('b'))).toBe(true);
  expect(unwrap(await repository.count({}))).toBe(1);
  const read = createDrizzleQueryService({ database, from: orders, id: 'orderId' });
  expect(unwrap(await read.findMany({ plain: 'x' }, { select: ['placedBy'] }))).toEqual([{ placedBy: 'ada' }]);
  // And drizzle, which is made here, does the same.
  const found = await database.native.select().from(orders).where(eq(orders.placedBy, 'ada'));
  expect(found.map(({ totalInCents }) => totalInCents)).toEqual([6]);
});

test('an error names the field, not its column', async () => {
  const { repository } = await setUp();
  unwrap(await repository.create({ orderId: 'a', placedBy: 'ada', totalInCents: 5, plain: 'x' }));
  const twice = await repository.create({ orderId: 'b', placedBy: 'ada', totalInCents: 5, plain: 'x' });
  expect(twice).toMatchObject({ ok: false, error: { code: 'conflict', details: { fields: ['placedBy'] } } });
});

test('a casing that there is not is refused', () => {
  const casing: string = 'kebab-case';
  expect(() => createDrizzleDatabase({ url: inject('postgresUrl'), casing: casing as 'snake_case' })).toThrow(
    "casing must be 'snake_case' or 'camelCase', not \"kebab-case\".",
  );
});

test('a table or a column that is not there says so', async () => {
  const { database } = await setUp();
  const missing = core.pgTable('missing', { id: text('id').primaryKey() });
  const table = await createDrizzleRepository({ database, table: missing }).count({});
  expect(table).toMatchObject({ ok: false, error: { code: 'internal', details: { state: '42P01' } } });
  const wrong = core.pgTable('shopOrders', { id: text('id').primaryKey() });
  const column = await createDrizzleRepository({ database, table: wrong }).findById('a');
  expect(column).toMatchObject({ ok: false, error: { code: 'internal', details: { state: '42703' } } });
  expect(column.ok ? '' : column.error.message).toContain('no such column');
});
