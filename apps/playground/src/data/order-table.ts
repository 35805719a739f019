import { index, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

// drizzle-kit makes the migrations of what is here: `pnpm --filter @app/playground migrations`.

const time = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 });

/** The orders of the shop, as PostgreSQL has them. The name leaves room for the tables of whoever owns the database. */
export const orderTable = pgTable(
  'playground_orders',
  {
    id: text('id').primaryKey(),
    run: text('run').notNull(),
    customer: text('customer').notNull(),
    status: text('status', { enum: ['placed', 'shipped', 'fulfilled', 'failed'] })
      .notNull()
      .default('placed'),
    items: integer('items').notNull(),
    total: integer('total').notNull(),
    currency: text('currency').notNull(),
    parcel: text('parcel'),
    failure: text('failure'),
    version: integer('version').notNull(),
    createdAt: time('created_at').notNull(),
    updatedAt: time('updated_at').notNull(),
    updatedBy: text('updated_by'),
    deletedAt: time('deleted_at'),
  },
  (table) => [
    index('playground_orders_newest').on(table.createdAt, table.id),
    index('playground_orders_of_status').on(table.status, table.createdAt, table.id),
    index('playground_orders_of_run').on(table.run),
  ],
);
