import { inspect } from 'node:util';
import { isInfraError, unwrap, type AsyncResult } from '@infra/core';
import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  date,
  integer,
  numeric,
  pgSchema,
  real,
  serial,
  smallint,
  text,
  timestamp,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDrizzleRepository } from '../src/index.js';
import { createCounters, type Counters } from './counters.js';
import { query } from './postgres.js';

const NASTY = [
  `'; drop table things; --`,
  `" or 1 = 1 --`,
  `\\'; select pg_sleep(10); --`,
  '$1',
  '$$ drop $$',
  '%_\\%',
  '{"a","b"}',
  'a,b"c\\d',
  'NULL',
  '\u{1f600}',
  '/* */',
  '??',
];

// A type of one's own whose name needs quotes, in a schema.
const warehouse = pgSchema('Ware House');
const state = warehouse.enum('Thing State', ['open', `it's "done"`]);
const things = warehouse.table('The "Things"', {
  id: uuid('id').primaryKey(),
  label: text('the "label"').notNull().unique(),
  state: state('state').notNull().default('open'),
  number: serial('number').notNull(),
  serial: bigserial('big', { mode: 'bigint' }),
  short: varchar('short', { length: 3 }),
  small: smallint('small'),
  whole: integer('whole'),
  big: bigint('large', { mode: 'number' }),
  rough: real('rough'),
  price: numeric('price', { precision: 10, scale: 2 }),
  day: date('day', { mode: 'string' }),
  local: timestamp('local', { precision: 3 }),
  list: text('list').array(),
});

const DDL = `
create schema "Ware House";
create type "Ware House"."Thing State" as enum ('open', 'it''s "done"');
create table "Ware House"."The ""Things""" (id uuid primary key, "the ""label""" text not null unique, state "Ware House"."Thing State" not null default 'open',
  number serial not null, big bigserial, short varchar(3), small smallint, whole integer, large bigint, rough real, price numeric(10, 2), day date, local timestamp(3), list text[])`;

let base: Counters;
const make = () => createDrizzleRepository({ database: base.database, table: things, name: 'thing' });
let repository: ReturnType<typeof make>;

beforeAll(async () => {
  base = await createCounters();
  await query(base.database.url, DDL);
  repository = make();
});

afterAll(async () => {
  await query(base.database.url, 'drop schema "Ware House" cascade');
  unwrap(await base.database.close());
});

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';

test('every kind of column comes back as it went in, alone and many at once', async () => {
  const values = {
    state: `it's "done"`,
    short: 'abc',
    small: -32_768,
    whole: 2_147_483_647,
    big: Number.MAX_SAFE_INTEGER,
    rough: 0.1,
    price: '12.50',
    day: '2024-02-29',
    local: new Date('2024-02-29T12:34:56.789Z'),
    list: ['a', 'b,"c', 'NULL', ''],
  } as const;
  const one = unwrap(await repository.create({ label: 'one', ...values, list: [...values.list] }));
  expect(one).toMatchObject({ label: 'one', ...values });
  expect(typeof one.serial).toBe('bigint');
  const many = unwrap(
    await repository.createMany([
      { label: 'two', ...values, list: [...values.list] },
      { label: 'three', ...values, list: [] },
    ]),
  );
  expect(many.map(({ label, list }) => [label, list])).toEqual([
    ['two', [...values.list]],
    ['three', []],
  ]);
  const { list: _, ...scalars } = values;
  const noLists = unwrap(
    await repository.createMany([
      { label: 'four', ...scalars },
      { label: 'five', ...scalars },
    ]),
  );
  for (const row of noLists) expect(row).toMatchObject(scalars);
  expect(unwrap(await repository.findById(one.id))).toEqual(one);
  unwrap(await repository.deleteMany({}));
});

test('text that looks like SQL is text, wherever it is given', async () => {
  unwrap(await repository.createMany(NASTY.map((label) => ({ label }))));
  for (const nasty of NASTY) {
    expect(unwrap(await repository.findMany({ label: nasty })).map(({ label }) => label)).toEqual([nasty]);
    expect(unwrap(await repository.count({ label: { in: [nasty, 'x'] } }))).toBe(1);
    expect(unwrap(await repository.count({ label: { notIn: [nasty] } }))).toBe(NASTY.length - 1);
    expect(unwrap(await repository.count({ label: { contains: nasty, startsWith: nasty, endsWith: nasty } }))).toBe(1);
    expect(unwrap(await repository.count({ label: { eq: nasty, ignoreCase: true } }))).toBe(1);
    expect(unwrap(await repository.updateMany({ label: nasty }, { list: [nasty] }))).toBe(1);
  }
  unwrap(await repository.deleteMany({}));
});

const refused = (result: AsyncResult<unknown>) =>
  expect(result).resolves.toMatchObject({ ok: false, error: { code: 'validation' } });

test('fields, sorts and cursors that are made up are refused before anything is asked', async () => {
  for (const nasty of NASTY) {
    const field = nasty as 'label';
    await refused(repository.findMany({ [field]: 'x' }));
    await refused(repository.findMany({}, { sort: [{ field }] }));
    await refused(repository.findMany({}, { sort: [{ field: 'label', direction: nasty as 'asc' }] }));
    await refused(repository.findMany({}, { select: [field] }));
    await refused(repository.cursorPage({}, { cursor: nasty }));
    await refused(repository.cursorPage({}, { cursor: Buffer.from(nasty).toString('base64url') }));
    await refused(repository.aggregateBy([field], {}, { n: 'count' }));
    await refused(repository.aggregate({}, { n: { min: field } }));
    await refused(repository.upsert({ label: 'x' }, { by: [field] }));
    expect(unwrap(await repository.findById(nasty))).toBeUndefined();
  }
});

test('a cursor of anything is refused or understood, and never an error of the database', async () => {
  unwrap(await repository.createMany([{ label: 'a' }, { label: 'b' }]));
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.string(),
        fc.base64String(),
        fc.json().map((text) => Buffer.from(text).toString('base64url')),
      ),
      async (cursor) => {
        const page = await repository.cursorPage({}, { cursor, sort: [{ field: 'label' }] });
        if (!page.ok) expect(page.error.code).toBe('validation');
      },
    ),
    { numRuns: 200 },
  );
  unwrap(await repository.deleteMany({}));
});

test('a value that its column cannot have is validation, and nobody equals it', async () => {
  await refused(repository.create({ label: 'x', short: 'abcd' }));
  await refused(repository.create({ label: 'x', small: 32_768 }));
  await refused(repository.create({ label: 'x', whole: 2 ** 31 }));
  await refused(repository.create({ label: 'x', price: 'much' }));
  await refused(repository.create({ label: 'x', day: '2024-02-30' }));
  await refused(repository.create({ label: 'x', id: 'none' }));
  await refused(repository.create({ label: 'x', state: 'odd' as 'open' }));
  await refused(repository.create({ label: 'nul \u0000' }));
  unwrap(await repository.create({ label: 'x', id: ID, day: '2024-02-29' }));
  const count = async (...[where]: Parameters<typeof repository.count>): Promise<number> =>
    unwrap(await repository.count(where));
  expect(await count({ id: 'none' })).toBe(0);
  expect(await count({ id: { ne: 'none' } })).toBe(1);
  expect(await count({ id: { gt: 'none' } })).toBe(0);
  expect(await count({ id: { lt: 'none' } })).toBe(1);
  expect(await count({ id: { in: ['none', ID] } })).toBe(1);
  expect(await count({ id: { startsWith: '01890a5d' } })).toBe(1);
  expect(await count({ day: '2024-02-30' })).toBe(0);
  expect(await count({ day: { lt: '2024-02-30' } })).toBe(1);
  expect(await count({ day: { gt: '' } })).toBe(1);
  expect(await count({ state: 'odd' as 'open' })).toBe(0);
  expect(await count({ small: { lt: 1e9 } })).toBe(0);
  unwrap(await repository.update(ID, { small: 5 }));
  expect(await count({ small: { lt: 1e9 } })).toBe(1);
  expect(await count({ small: { gt: 4.5, lte: 5.5 } })).toBe(1);
  expect(await count({ small: 4.5 })).toBe(0);
  unwrap(await repository.deleteMany({}));
});

test('no value is told by an error, nor by its cause', async () => {
  const secret = 'hunter2-of-ada';
  unwrap(await repository.create({ label: secret, id: ID }));
  const { database } = base;
  const failures: readonly AsyncResult<unknown>[] = [
    repository.create({ label: secret }),
    repository.createMany([{ label: secret }, { label: 'y' }]),
    repository.create({ label: 'z', price: secret }),
    repository.create({ label: 'z', day: secret }),
    repository.create({ label: 'z', id: secret }),
    repository.create({ label: 'z', short: secret }),
    repository.create({ label: 'z', state: secret as 'open' }),
    repository.update(ID, { price: secret }),
    repository.cursorPage({}, { cursor: secret }),
    database.run((db) => db.insert(things).values({ label: secret, id: ID })),
    database.run((db) => db.execute(sql`select ${secret}::uuid`)),
    database.run((db) => db.execute(sql`select ${secret}::integer + 1`)),
  ];
  for (const [index, failing] of failures.entries()) {
    const result = await failing;
    expect(result.ok, `failure ${String(index)}`).toBe(false);
    if (result.ok || !isInfraError(result.error)) continue;
    const { error } = result;
    const told = `${inspect(error, { depth: 10, showHidden: true })} ${JSON.stringify(error)} ${String(error.stack)}`;
    expect(told, `failure ${String(index)}`).not.toContain(secret);
  }
  const taken = await repository.create({ label: secret });
  expect(taken).toMatchObject({ ok: false, error: { code: 'conflict', details: { fields: ['label'] } } });
  unwrap(await repository.deleteMany({}));
});
