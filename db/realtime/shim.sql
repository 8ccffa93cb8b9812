-- Gives a plain PostgreSQL what Supabase Realtime brings along: the schema, the roles and the functions under the same names,
-- so that the same policies, triggers and clients work on both. local/realtime is the server that reads it. Run by
-- local/migrate.ts with every migration, so each statement may find its work done; never run where Supabase is.
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'supabase_admin') THEN
    RAISE EXCEPTION 'This is a Supabase database: it has a schema realtime of its own.';
  END IF;
END $$;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['anon', 'authenticated', 'service_role'] LOOP
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
        EXECUTE format('CREATE ROLE %I NOLOGIN %s', name, CASE WHEN name = 'service_role' THEN 'BYPASSRLS' ELSE '' END);
      END IF;
    -- Roles belong to the whole server: another database's migration may have made it meanwhile.
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    -- Only a superuser makes a role that passes every policy; nothing of ours uses it.
    WHEN insufficient_privilege THEN EXECUTE format('CREATE ROLE %I NOLOGIN', name);
    END;
    -- The relay looks with their eyes.
    IF NOT pg_has_role(current_user, name, 'SET') THEN EXECUTE format('GRANT %I TO %I', name, current_user); END IF;
  END LOOP;
END $$;

CREATE SCHEMA IF NOT EXISTS auth;
CREATE SCHEMA IF NOT EXISTS realtime;
GRANT USAGE ON SCHEMA auth, realtime TO anon, authenticated, service_role;

CREATE OR REPLACE FUNCTION auth.jwt() RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT nullif(current_setting('request.jwt.claims', true), '')::jsonb
$$;
CREATE OR REPLACE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS $$
  SELECT nullif(auth.jwt() ->> 'sub', '')::uuid
$$;
CREATE OR REPLACE FUNCTION auth.role() RETURNS text LANGUAGE sql STABLE AS $$ SELECT auth.jwt() ->> 'role' $$;
CREATE OR REPLACE FUNCTION realtime.topic() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT nullif(current_setting('realtime.topic', true), '')::text
$$;

CREATE TABLE IF NOT EXISTS realtime.messages (
  topic text NOT NULL,
  extension text NOT NULL,
  payload jsonb,
  event text,
  private boolean DEFAULT false,
  updated_at timestamp NOT NULL DEFAULT now(),
  inserted_at timestamp NOT NULL DEFAULT now(),
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  binary_payload bytea,
  PRIMARY KEY (id, inserted_at)
);
CREATE INDEX IF NOT EXISTS messages_replay ON realtime.messages (topic, inserted_at DESC) WHERE extension = 'broadcast' AND private;
ALTER TABLE realtime.messages ENABLE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON realtime.messages TO anon, authenticated, service_role;

-- When a relay was last here. What is sent while none is reaches nobody, so it is not even written down.
CREATE UNLOGGED TABLE IF NOT EXISTS realtime.relay (seen_at timestamptz NOT NULL);
GRANT SELECT ON realtime.relay TO anon, authenticated, service_role;

-- The relay reads what was committed, in the order of the commits. A notification holds 8,000 bytes: it names as many rows as
-- fit, a line each, and the rows say the rest.
CREATE OR REPLACE FUNCTION realtime.tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('realtime', string_agg(line, E'\n' ORDER BY line_end)) FROM (
    SELECT line, sum(octet_length(line) + 1) OVER (ROWS UNBOUNDED PRECEDING) AS line_end FROM (
      SELECT id || ' ' || CASE WHEN private THEN 'p' ELSE 'o' END || ' ' || topic AS line FROM sent
      WHERE extension = 'broadcast' AND event IS NOT NULL) told) placed
  GROUP BY line_end / 7600;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS tell ON realtime.messages;
CREATE TRIGGER tell AFTER INSERT ON realtime.messages REFERENCING NEW TABLE AS sent
  FOR EACH STATEMENT EXECUTE FUNCTION realtime.tell();

-- As Supabase has it: with the caller's rights, and no failure of it is one of the caller's. Tests may want to hear of it.
CREATE OR REPLACE FUNCTION realtime.send(payload jsonb, event text, topic text, private boolean DEFAULT true) RETURNS void
  LANGUAGE plpgsql AS $$
DECLARE
  message_id uuid := gen_random_uuid();
BEGIN
  IF NOT EXISTS (SELECT FROM realtime.relay WHERE seen_at > now() - interval '2 minutes') THEN RETURN; END IF;
  INSERT INTO realtime.messages (id, payload, event, topic, private, extension)
  VALUES (message_id, CASE WHEN payload ? 'id' THEN payload ELSE payload || jsonb_build_object('id', message_id) END,
    event, topic, private, 'broadcast');
EXCEPTION WHEN OTHERS THEN
  IF current_setting('local.realtime_strict', true) = 'on' THEN RAISE; END IF;
  RAISE WARNING 'WarnSendingBroadcastMessage: %', SQLERRM;
END $$;

-- What goes to many at once is one row, which names them all: a row for each would be written while the thread is locked, and
-- is what most of the time went into. Supabase has no such table; there each has a row (live.push). A crash empties it, and
-- with it the connection of whoever listened.
CREATE UNLOGGED TABLE IF NOT EXISTS realtime.fanout (
  id uuid NOT NULL PRIMARY KEY DEFAULT gen_random_uuid(),
  topics text[] NOT NULL,
  event text NOT NULL,
  payload jsonb NOT NULL,
  inserted_at timestamp NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS fanout_replay ON realtime.fanout (inserted_at DESC);

-- realtime.send for many private topics, as careful of its caller.
CREATE OR REPLACE FUNCTION realtime.send_many(payload jsonb, event text, topics text[]) RETURNS void
  LANGUAGE plpgsql AS $$
DECLARE
  message_id uuid := gen_random_uuid();
BEGIN
  IF NOT EXISTS (SELECT FROM realtime.relay WHERE seen_at > now() - interval '2 minutes') THEN RETURN; END IF;
  INSERT INTO realtime.fanout (id, payload, event, topics)
  VALUES (message_id, CASE WHEN payload ? 'id' THEN payload ELSE payload || jsonb_build_object('id', message_id) END, event, topics);
  PERFORM pg_notify('realtime', message_id || ' f ');
EXCEPTION WHEN OTHERS THEN
  IF current_setting('local.realtime_strict', true) = 'on' THEN RAISE; END IF;
  RAISE WARNING 'WarnSendingBroadcastMessage: %', SQLERRM;
END $$;
REVOKE ALL ON FUNCTION realtime.send_many(jsonb, text, text[]) FROM PUBLIC;

CREATE OR REPLACE FUNCTION realtime.broadcast_changes(topic_name text, event_name text, operation text, table_name text,
  table_schema text, new record, old record, level text DEFAULT 'ROW') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF level = 'STATEMENT' THEN RAISE EXCEPTION 'function can only be triggered for each row, not for each statement'; END IF;
  IF operation NOT IN ('INSERT', 'UPDATE', 'DELETE') THEN RAISE EXCEPTION 'unexpected operation type: %', operation; END IF;
  PERFORM realtime.send(jsonb_build_object('old_record', old, 'record', new, 'operation', operation, 'table', table_name,
    'schema', table_schema), event_name, topic_name);
EXCEPTION WHEN OTHERS THEN
  RAISE EXCEPTION 'failed to process the row: %', SQLERRM;
END $$;

-- Whether the policies let a client read on this topic, per extension: rows are put there, looked at with its eyes, and
-- taken back. Not SECURITY DEFINER, which may not change its role: the relay calls it, who owns the table.
CREATE OR REPLACE FUNCTION realtime.may_read(topic text, role text, claims jsonb, headers jsonb, OUT broadcast boolean, OUT presence boolean)
  LANGUAGE plpgsql AS $$
DECLARE
  probes uuid[] := ARRAY[gen_random_uuid(), gen_random_uuid()];
  seen text[];
BEGIN
  BEGIN
    INSERT INTO realtime.messages (id, topic, extension) VALUES (probes[1], topic, 'broadcast'), (probes[2], topic, 'presence');
    PERFORM realtime.become(topic, role, claims, headers);
    SELECT array_agg(m.extension) INTO seen FROM realtime.messages m WHERE m.id = ANY (probes);
    RAISE EXCEPTION USING ERRCODE = 'RT000';
  EXCEPTION WHEN SQLSTATE 'RT000' THEN NULL;
  END;
  broadcast := coalesce('broadcast' = ANY (seen), false);
  presence := coalesce('presence' = ANY (seen), false);
END $$;

-- Whether the policies let a client write there; an error of theirs is raised, a no is an answer.
CREATE OR REPLACE FUNCTION realtime.may_write(topic text, role text, claims jsonb, headers jsonb, extension text) RETURNS boolean
  LANGUAGE plpgsql AS $$
BEGIN
  BEGIN
    PERFORM realtime.become(topic, role, claims, headers);
    INSERT INTO realtime.messages (topic, extension) VALUES (topic, extension);
    RAISE EXCEPTION USING ERRCODE = 'RT000';
  EXCEPTION
    WHEN SQLSTATE 'RT000' THEN RETURN true;
    WHEN insufficient_privilege THEN RETURN false;
  END;
END $$;

CREATE OR REPLACE FUNCTION realtime.become(topic text, role text, claims jsonb, headers jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('realtime.topic', topic, true), set_config('request.jwt.claims', claims::text, true),
    set_config('request.jwt.claim.sub', coalesce(claims ->> 'sub', ''), true),
    set_config('request.jwt.claim.role', role, true), set_config('request.headers', headers::text, true),
    set_config('role', role, true);
END $$;
REVOKE ALL ON FUNCTION realtime.become(text, text, jsonb, jsonb), realtime.may_read(text, text, jsonb, jsonb),
  realtime.may_write(text, text, jsonb, jsonb, text) FROM PUBLIC;
