import { sql } from 'drizzle-orm';
import {
  bigint,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
  type PgTable,
} from 'drizzle-orm/pg-core';

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

/** A transaction's id, which unlike `xid` never comes round again. */
const xid8 = customType<{ data: string }>({ dataType: () => 'xid8' });

/** The messages of outboxes, by their names: see docs/adr/0008 for how they are read. */
export const outboxTable: PgTable = pgTable(
  'infra_outbox',
  {
    outbox: text('outbox').notNull(),
    id: text('id').notNull(),
    xid: xid8('xid')
      .notNull()
      .default(sql`pg_current_xact_id()`),
    number: bigint('number', { mode: 'bigint' }).notNull().generatedAlwaysAsIdentity(),
    type: text('type').notNull(),
    data: text('data').notNull(),
    key: text('key'),
    subject: text('subject'),
    time: timestamp('time', { withTimezone: true, precision: 3 }).notNull(),
    context: text('context').notNull(),
    appendedAt: timestamp('appended_at', { withTimezone: true })
      .notNull()
      .default(sql`clock_timestamp()`),
    attempts: integer('attempts').notNull().default(0),
    dueAt: timestamp('due_at', { withTimezone: true })
      .notNull()
      .default(sql`clock_timestamp()`),
    claim: text('claim'),
    claimedUntil: timestamp('claimed_until', { withTimezone: true }),
    parkedAt: timestamp('parked_at', { withTimezone: true }),
    reason: text('reason'),
    publishedAt: timestamp('published_at', { withTimezone: true }),
  },
  (table) => {
    const isOpen = sql`published_at is null and parked_at is null`;
    return [
      primaryKey({ columns: [table.outbox, table.id] }),
      index('infra_outbox_open').on(table.outbox, table.xid, table.number).where(isOpen),
      index('infra_outbox_keys').on(table.outbox, table.key, table.xid, table.number).where(isOpen),
      index('infra_outbox_parked')
        .on(table.outbox, table.parkedAt)
        .where(sql`parked_at is not null`),
      index('infra_outbox_published')
        .on(table.outbox, table.publishedAt)
        .where(sql`published_at is not null`),
    ];
  },
);

/** What consumers have accepted. */
export const inboxTable: PgTable = pgTable(
  'infra_inbox',
  {
    consumer: text('consumer').notNull(),
    messageId: text('message_id').notNull(),
    acceptedAt: timestamp('accepted_at', { withTimezone: true })
      .notNull()
      .default(sql`clock_timestamp()`),
  },
  (table) => [
    primaryKey({ columns: [table.consumer, table.messageId] }),
    index('infra_inbox_accepted').on(table.acceptedAt),
  ],
);
