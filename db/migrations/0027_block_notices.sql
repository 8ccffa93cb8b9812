ALTER TABLE "block_tasks" ADD COLUMN "counting_progress" real DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "block_id" text;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_block_id_block_tasks_id_fk" FOREIGN KEY ("block_id") REFERENCES "public"."block_tasks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notifications_block" ON "notifications" USING btree ("block_id") WHERE "notifications"."block_id" is not null;