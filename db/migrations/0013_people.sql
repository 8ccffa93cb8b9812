-- How a name begins, as a number that sorts like it: what a paging cursor can carry.
CREATE FUNCTION name_rank(name text) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT sum(get_byte(b, i)::bigint << (40 - 8 * i))::bigint
  FROM (SELECT substring(convert_to(lower(name), 'UTF8') || '\x000000000000'::bytea FROM 1 FOR 6) AS b) s, generate_series(0, 5) i
$$;
--> statement-breakpoint
CREATE TABLE "client_profiles" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"slug" text NOT NULL,
	"company_name" text NOT NULL,
	"description" text,
	"skills_needed" text,
	"payment_methods" text,
	"by_ai" boolean NOT NULL,
	"open_task_count" integer DEFAULT 0 NOT NULL,
	"completed_task_count" integer DEFAULT 0 NOT NULL,
	"task_count" integer DEFAULT 0 NOT NULL,
	"rating_sum" integer DEFAULT 0 NOT NULL,
	"rating_count" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"rating_rank" bigint GENERATED ALWAYS AS (case when rating_count > 0 then rating_sum * 1000 / rating_count else 0 end) STORED NOT NULL,
	"name_rank" bigint GENERATED ALWAYS AS (name_rank(company_name)) STORED NOT NULL,
	"search_text" text GENERATED ALWAYS AS (company_name || ' ' || coalesce(skills_needed, '') || ' ' || coalesce(description, '')) STORED NOT NULL,
	CONSTRAINT "client_profiles_userId_unique" UNIQUE("user_id"),
	CONSTRAINT "client_profiles_slug_unique" UNIQUE("slug"),
	CONSTRAINT "client_profiles_counts" CHECK (least("client_profiles"."open_task_count", "client_profiles"."completed_task_count", "client_profiles"."task_count") >= 0)
);
--> statement-breakpoint
CREATE TABLE "worker_profiles" (
	"id" text PRIMARY KEY NOT NULL,
	"friendly_name" text NOT NULL,
	"job_title" text,
	"tagline" text,
	"introduction" text,
	"low_rate" double precision,
	"rush_rate" double precision,
	"country" text,
	"keywords" text DEFAULT '' NOT NULL,
	"agency_status" text DEFAULT 'independent' NOT NULL,
	"gender" text,
	"contacts" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"projects" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "worker_profiles_rates" CHECK ("worker_profiles"."low_rate" between 0 and 100000 and "worker_profiles"."rush_rate" between 0 and 100000)
);
--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "client_id" text;--> statement-breakpoint
ALTER TABLE "client_profiles" ADD CONSTRAINT "client_profiles_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "worker_profiles" ADD CONSTRAINT "worker_profiles_id_users_id_fk" FOREIGN KEY ("id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "client_profiles_newest" ON "client_profiles" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "client_profiles_rating" ON "client_profiles" USING btree ("rating_rank","id");--> statement-breakpoint
CREATE INDEX "client_profiles_tasks" ON "client_profiles" USING btree ("task_count","id");--> statement-breakpoint
CREATE INDEX "client_profiles_by_name" ON "client_profiles" USING btree ("name_rank","id");--> statement-breakpoint
CREATE INDEX "client_profiles_hiring" ON "client_profiles" USING btree ("created_at","id") WHERE "client_profiles"."open_task_count" > 0;--> statement-breakpoint
CREATE INDEX "client_profiles_ai" ON "client_profiles" USING btree ("by_ai","created_at","id");--> statement-breakpoint
CREATE INDEX "client_profiles_search" ON "client_profiles" USING gin ("search_text" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "worker_profiles_newest" ON "worker_profiles" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "worker_profiles_rate" ON "worker_profiles" USING btree (coalesce("low_rate", 1e9),"id");--> statement-breakpoint
CREATE INDEX "worker_profiles_keywords" ON "worker_profiles" USING gin ("keywords" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "worker_profiles_name" ON "worker_profiles" USING gin ("friendly_name" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "worker_profiles_country" ON "worker_profiles" USING gin ("country" gin_trgm_ops) WHERE "worker_profiles"."country" is not null;
--> statement-breakpoint
CREATE FUNCTION self_lives() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM users WHERE id = NEW.id AND deleted_at IS NULL FOR KEY SHARE;
  IF NOT FOUND THEN RAISE EXCEPTION 'account % is deleted', NEW.id USING ERRCODE = 'AC001'; END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER self_lives BEFORE INSERT ON worker_profiles FOR EACH ROW EXECUTE FUNCTION self_lives();
--> statement-breakpoint
CREATE TRIGGER user_lives BEFORE INSERT ON client_profiles FOR EACH ROW EXECUTE FUNCTION user_lives();
--> statement-breakpoint
-- A profile counts its account's tasks. Deferred to the commit, so that its row is the last that anybody locks; whoever makes a
-- profile holds the lock alone while it counts what there is.
CREATE FUNCTION count_client_tasks() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  owner text := CASE WHEN TG_OP = 'DELETE' THEN OLD.owner_id ELSE NEW.owner_id END;
  was text := CASE WHEN TG_OP <> 'INSERT' THEN OLD.status END;
  is_now text := CASE WHEN TG_OP <> 'DELETE' THEN NEW.status END;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended(owner, 13));
  UPDATE client_profiles SET
    task_count = task_count + (is_now IS NOT NULL)::int - (was IS NOT NULL)::int,
    open_task_count = open_task_count + coalesce(is_now = 'open', false)::int - coalesce(was = 'open', false)::int,
    completed_task_count = completed_task_count + coalesce(is_now = 'completed', false)::int - coalesce(was = 'completed', false)::int
  WHERE user_id = owner;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER count_client_tasks AFTER INSERT OR DELETE ON tasks DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION count_client_tasks();
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER count_client_status AFTER UPDATE OF status ON tasks DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION count_client_tasks();
--> statement-breakpoint
CREATE FUNCTION count_client_ratings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended(NEW.user_id, 13));
  UPDATE client_profiles SET
    rating_sum = rating_sum + NEW.rating_sum - OLD.rating_sum,
    rating_count = rating_count + NEW.rating_count - OLD.rating_count
  WHERE user_id = NEW.user_id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER count_client_ratings AFTER UPDATE OF rating_sum, rating_count ON actors DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (OLD.rating_count IS DISTINCT FROM NEW.rating_count) EXECUTE FUNCTION count_client_ratings();
