// Written by `pnpm migrations`, from what drizzle-kit has made of tables.ts.
import type { Migration } from './migration.js';

/** The migrations of this package's own tables. */
export const ownMigrations: readonly Migration[] = [
  {
    name: '0000_initial',
    madeAt: 1795310120125,
    hash: '92f842c16ef02752672187423faa7b154da2b2f2782ebc2763327c809a274469',
    statements: [
      'CREATE TABLE "infra_audit" (\n\t"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "infra_audit_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),\n\t"id" uuid NOT NULL,\n\t"entity" text NOT NULL,\n\t"entity_id" text NOT NULL,\n\t"action" text NOT NULL,\n\t"at" timestamp (3) with time zone NOT NULL,\n\t"actor" text,\n\t"before" jsonb,\n\t"after" jsonb,\n\t"context" jsonb NOT NULL\n);',
      'CREATE INDEX "infra_audit_of_entity" ON "infra_audit" USING btree ("entity","entity_id","position");',
    ],
  },
];
