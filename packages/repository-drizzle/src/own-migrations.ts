// Written by `pnpm migrations`, from what drizzle-kit has made of tables.ts.
import type { Migration } from './migration.js';

/** The migrations of this package's own tables. */
export const ownMigrations: readonly Migration[] = [
  {
    name: '0000_initial',
    madeAt: 1795313519236,
    hash: 'dafe72044f2e938424eb3259a548e3949700dfa45bd0f10aef07a98cdfb038b7',
    statements: [
      'CREATE TABLE "infra_audit" (\n\t"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "infra_audit_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),\n\t"id" uuid NOT NULL,\n\t"entity" text NOT NULL,\n\t"entity_id" text NOT NULL,\n\t"action" text NOT NULL,\n\t"at" timestamp (3) with time zone NOT NULL,\n\t"actor" text,\n\t"before" jsonb,\n\t"after" jsonb,\n\t"context" jsonb NOT NULL\n);',
      'CREATE TABLE "infra_inbox" (\n\t"consumer" text NOT NULL,\n\t"message_id" text NOT NULL,\n\t"accepted_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,\n\tCONSTRAINT "infra_inbox_consumer_message_id_pk" PRIMARY KEY("consumer","message_id")\n);',
      'CREATE TABLE "infra_outbox" (\n\t"outbox" text NOT NULL,\n\t"id" text NOT NULL,\n\t"xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL,\n\t"number" bigint GENERATED ALWAYS AS IDENTITY (sequence name "infra_outbox_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),\n\t"type" text NOT NULL,\n\t"data" text NOT NULL,\n\t"key" text,\n\t"subject" text,\n\t"time" timestamp (3) with time zone NOT NULL,\n\t"context" text NOT NULL,\n\t"appended_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,\n\t"attempts" integer DEFAULT 0 NOT NULL,\n\t"due_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,\n\t"claim" text,\n\t"claimed_until" timestamp with time zone,\n\t"parked_at" timestamp with time zone,\n\t"reason" text,\n\t"published_at" timestamp with time zone,\n\tCONSTRAINT "infra_outbox_outbox_id_pk" PRIMARY KEY("outbox","id")\n);',
      'CREATE INDEX "infra_audit_of_entity" ON "infra_audit" USING btree ("entity","entity_id","position");',
      'CREATE INDEX "infra_inbox_accepted" ON "infra_inbox" USING btree ("accepted_at");',
      'CREATE INDEX "infra_outbox_open" ON "infra_outbox" USING btree ("outbox","xid","number") WHERE published_at is null and parked_at is null;',
      'CREATE INDEX "infra_outbox_keys" ON "infra_outbox" USING btree ("outbox","key","xid","number") WHERE published_at is null and parked_at is null;',
      'CREATE INDEX "infra_outbox_parked" ON "infra_outbox" USING btree ("outbox","parked_at") WHERE parked_at is not null;',
      'CREATE INDEX "infra_outbox_published" ON "infra_outbox" USING btree ("outbox","published_at") WHERE published_at is not null;',
    ],
  },
];
