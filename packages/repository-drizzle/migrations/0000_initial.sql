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
CREATE TABLE "infra_inbox" (
	"consumer" text NOT NULL,
	"message_id" text NOT NULL,
	"accepted_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "infra_inbox_consumer_message_id_pk" PRIMARY KEY("consumer","message_id")
);
--> statement-breakpoint
CREATE TABLE "infra_outbox" (
	"outbox" text NOT NULL,
	"id" text NOT NULL,
	"xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"number" bigint GENERATED ALWAYS AS IDENTITY (sequence name "infra_outbox_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"type" text NOT NULL,
	"data" text NOT NULL,
	"key" text,
	"subject" text,
	"time" timestamp (3) with time zone NOT NULL,
	"context" text NOT NULL,
	"appended_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"claim" text,
	"claimed_until" timestamp with time zone,
	"parked_at" timestamp with time zone,
	"reason" text,
	"published_at" timestamp with time zone,
	CONSTRAINT "infra_outbox_outbox_id_pk" PRIMARY KEY("outbox","id")
);
--> statement-breakpoint
CREATE INDEX "infra_audit_of_entity" ON "infra_audit" USING btree ("entity","entity_id","position");--> statement-breakpoint
CREATE INDEX "infra_inbox_accepted" ON "infra_inbox" USING btree ("accepted_at");--> statement-breakpoint
CREATE INDEX "infra_outbox_open" ON "infra_outbox" USING btree ("outbox","xid","number") WHERE published_at is null and parked_at is null;--> statement-breakpoint
CREATE INDEX "infra_outbox_keys" ON "infra_outbox" USING btree ("outbox","key","xid","number") WHERE published_at is null and parked_at is null;--> statement-breakpoint
CREATE INDEX "infra_outbox_parked" ON "infra_outbox" USING btree ("outbox","parked_at") WHERE parked_at is not null;--> statement-breakpoint
CREATE INDEX "infra_outbox_published" ON "infra_outbox" USING btree ("outbox","published_at") WHERE published_at is not null;