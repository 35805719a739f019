CREATE TABLE "infra_audit" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "infra_audit_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"id" uuid NOT NULL,
	"entity" text NOT NULL,
	"entity_id" text NOT NULL,
	"action" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"actor" text,
	"before" jsonb,
	"after" jsonb,
	"context" jsonb NOT NULL
);
--> statement-breakpoint
CREATE INDEX "infra_audit_of_entity" ON "infra_audit" USING btree ("entity","entity_id","position");