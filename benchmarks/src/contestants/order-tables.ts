import { boolean, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

const columns = () => ({
  id: uuid('id').primaryKey(),
  customer: text('customer').notNull(),
  status: text('status').notNull(),
  total: integer('total').notNull(),
  gift: boolean('gift').notNull(),
  note: text('note'),
  placed: timestamp('placed', { withTimezone: true, mode: 'date', precision: 3 }).notNull(),
  tags: jsonb('tags').$type<readonly string[]>().notNull(),
});

/** The tables as drizzle has them. */
export const orderTable = pgTable('orders', columns());
export const writtenTable = pgTable('written', columns());
export const changedTable = pgTable('changed', columns());
