CREATE TABLE "playground_notes" (
	"id" text PRIMARY KEY NOT NULL,
	"run" text NOT NULL,
	"order" text NOT NULL,
	"event" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "playground_notes_of_run" ON "playground_notes" USING btree ("run","event");