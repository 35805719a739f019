CREATE TABLE "playground_orders" (
	"id" text PRIMARY KEY NOT NULL,
	"run" text NOT NULL,
	"customer" text NOT NULL,
	"status" text DEFAULT 'placed' NOT NULL,
	"items" integer NOT NULL,
	"total" integer NOT NULL,
	"currency" text NOT NULL,
	"parcel" text,
	"failure" text,
	"version" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"updated_by" text,
	"deleted_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE INDEX "playground_orders_newest" ON "playground_orders" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "playground_orders_of_status" ON "playground_orders" USING btree ("status","created_at","id");--> statement-breakpoint
CREATE INDEX "playground_orders_of_run" ON "playground_orders" USING btree ("run");