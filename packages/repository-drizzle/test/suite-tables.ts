import {
  bigint,
  boolean,
  doublePrecision,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
  unique,
} from 'drizzle-orm/pg-core';

const time = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 });

export const orderTable = pgTable(
  'orders',
  {
    id: text('id').primaryKey(),
    customer: text('customer_name').notNull(),
    slot: integer('slot'),
    status: text('status', { enum: ['open', 'paid'] })
      .notNull()
      .default('open'),
    total: integer('total').notNull(),
    weight: doublePrecision('weight'),
    points: bigint('points', { mode: 'bigint' }),
    gift: boolean('gift'),
    note: text('note'),
    placedAt: time('placed_at'),
    tags: jsonb('tags'),
    version: integer('version').notNull(),
    createdAt: time('created_at').notNull(),
    updatedAt: time('updated_at').notNull(),
    createdBy: text('created_by'),
    updatedBy: text('updated_by'),
    deletedAt: time('deleted_at'),
  },
  (table) => [unique().on(table.customer, table.slot)],
);

export const itemTable = pgTable('items', {
  id: text('id').primaryKey(),
  sku: text('sku').notNull().unique(),
  count: integer('count').notNull().default(0),
  label: text('label'),
  schema: integer('schema').notNull(),
});

/** The same tables, for the database. */
export const TABLES: readonly string[] = [
  `create table orders (id text primary key, customer_name text not null, slot integer, status text not null default 'open', total integer not null,
    weight double precision, points bigint, gift boolean, note text, placed_at timestamptz(3), tags jsonb, version integer not null,
    created_at timestamptz(3) not null, updated_at timestamptz(3) not null, created_by text, updated_by text, deleted_at timestamptz(3),
    unique (customer_name, slot))`,
  `create table items (id text primary key, sku text not null unique, count integer not null default 0, label text, schema integer not null)`,
];
