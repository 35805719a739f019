// The orders' table for the copied file. A test compares it with the one that the playground has, and with its migration.

/** As drizzle has it. */
export const ORDER_TABLE = `const time = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 });

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
);`;

/** What makes it where it is not there yet. */
export const ORDER_STATEMENTS: readonly string[] = [
  `create table if not exists playground_orders (
  id text primary key not null,
  run text not null,
  customer text not null,
  status text default 'placed' not null,
  items integer not null,
  total integer not null,
  currency text not null,
  parcel text,
  failure text,
  version integer not null,
  created_at timestamp (3) with time zone not null,
  updated_at timestamp (3) with time zone not null,
  updated_by text,
  deleted_at timestamp (3) with time zone
)`,
  'create index if not exists playground_orders_newest on playground_orders (created_at, id)',
  'create index if not exists playground_orders_of_status on playground_orders (status, created_at, id)',
  'create index if not exists playground_orders_of_run on playground_orders (run)',
];
