-- What a part of a text is looked up by where it has no trigram: every letter and every pair of neighbours, in lower case.
CREATE FUNCTION text_grams(words text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 100 AS $$
DECLARE
  said text := lower(words);
BEGIN
  RETURN string_to_array(said, NULL)
    || string_to_array(regexp_replace(said, '(..)', E'\\1\x01', 'g'), E'\x01')
    || string_to_array(regexp_replace(substr(said, 2), '(..)', E'\\1\x01', 'g'), E'\x01');
END $$;
--> statement-breakpoint
-- The letter itself, or all its pairs: what a text has to have to hold this part.
CREATE FUNCTION sought_grams(part text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN length(part) < 2 THEN ARRAY[lower(part)] ELSE ARRAY(
    SELECT DISTINCT substr(lower(part), i, 2) FROM generate_series(1, length(lower(part)) - 1) i) END
$$;
--> statement-breakpoint
ALTER TABLE "client_profiles" drop column "search_text";--> statement-breakpoint
ALTER TABLE "client_profiles" ADD COLUMN "search_text" text GENERATED ALWAYS AS (lower(company_name || ' ' || coalesce(skills_needed, '') || ' ' || coalesce(description, ''))) STORED NOT NULL;--> statement-breakpoint
CREATE INDEX "client_profiles_search" ON "client_profiles" USING gin ("search_text" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "client_profiles_idle" ON "client_profiles" USING btree ("created_at","id") WHERE "client_profiles"."open_task_count" = 0;--> statement-breakpoint
CREATE INDEX "client_profiles_search_grams" ON "client_profiles" USING gin (text_grams("search_text"));--> statement-breakpoint
CREATE INDEX "worker_profiles_keyword_grams" ON "worker_profiles" USING gin (text_grams("keywords"));--> statement-breakpoint
CREATE INDEX "worker_profiles_name_grams" ON "worker_profiles" USING gin (text_grams("friendly_name"));--> statement-breakpoint
CREATE INDEX "worker_profiles_country_grams" ON "worker_profiles" USING gin (text_grams("country"));
