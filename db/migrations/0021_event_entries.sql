CREATE TABLE "event_entries" (
	"actor_id" text NOT NULL,
	"seq" bigint NOT NULL,
	"event_id" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "event_entries_actor_id_seq_pk" PRIMARY KEY("actor_id","seq")
);
--> statement-breakpoint
CREATE TABLE "event_readers" (
	"actor_id" text PRIMARY KEY NOT NULL,
	"last_seq" bigint DEFAULT 0 NOT NULL,
	"asked_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "event_entries" ADD CONSTRAINT "event_entries_actor_id_event_readers_actor_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."event_readers"("actor_id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "event_entries" ADD CONSTRAINT "event_entries_event_id_events_id_fk" FOREIGN KEY ("event_id") REFERENCES "public"."events"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "event_readers" ADD CONSTRAINT "event_readers_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
CREATE UNIQUE INDEX "event_entries_once" ON "event_entries" USING btree ("event_id","actor_id");
--> statement-breakpoint
CREATE INDEX "event_entries_age" ON "event_entries" USING btree ("created_at");
--> statement-breakpoint
-- Whoever waits for an event is woken by the commit that put it down for them. A notification holds 8,000 bytes: so many names a time.
CREATE FUNCTION event_entries_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('events', string_agg(actor_id, ' ')) FROM (
    SELECT actor_id, row_number() OVER () / 200 AS part FROM filed) parts
  GROUP BY part;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER event_entries_told AFTER INSERT ON event_entries REFERENCING NEW TABLE AS filed
  FOR EACH STATEMENT EXECUTE FUNCTION event_entries_told();
