import { index, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

/** What the group `audit` has taken note of, as PostgreSQL has it. */
export const noteTable = pgTable(
  'playground_notes',
  {
    id: text('id').primaryKey(),
    run: text('run').notNull(),
    order: text('order').notNull(),
    event: text('event').notNull(),
    createdAt: timestamp('created_at', { withTimezone: true, mode: 'date', precision: 3 }).notNull(),
  },
  (table) => [index('playground_notes_of_run').on(table.run, table.event)],
);
