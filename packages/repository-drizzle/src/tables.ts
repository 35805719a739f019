import { bigint, index, jsonb, pgTable, text, timestamp, uuid, type PgTable } from 'drizzle-orm/pg-core';

// drizzle-kit makes the migrations of this package from what is here: `pnpm --filter @infra/repository-drizzle migrations`.

/** Who changed what, for every repository of a database that has `audit`. */
export const auditTable: PgTable = pgTable(
  'infra_audit',
  {
    position: bigint('position', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    id: uuid('id').notNull(),
    entity: text('entity').notNull(),
    entityId: text('entity_id').notNull(),
    action: text('action').notNull(),
    at: timestamp('at', { withTimezone: true, precision: 3 }).notNull(),
    actor: text('actor'),
    before: jsonb('before'),
    after: jsonb('after'),
    context: jsonb('context').notNull(),
  },
  (table) => [index('infra_audit_of_entity').on(table.entity, table.entityId, table.position)],
);
