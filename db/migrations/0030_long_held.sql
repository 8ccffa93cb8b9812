DROP INDEX "tasks_long_held";--> statement-breakpoint
CREATE INDEX "tasks_long_held" ON "tasks" USING btree ("started_at") WHERE "tasks"."status" in ('in_progress', 'delivered');