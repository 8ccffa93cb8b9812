-- As before; where the shim of a plain PostgreSQL can write down at once what goes to many, it does (db/realtime/shim.sql).
CREATE OR REPLACE FUNCTION live.push(event text, payload jsonb, topics text[]) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  IF current_setting('live.quiet', true) = 'on' OR to_regprocedure('realtime.send(jsonb,text,text,boolean)') IS NULL THEN
    RETURN;
  END IF;
  IF cardinality(topics) > 1 THEN
    IF to_regprocedure('realtime.send_many(jsonb,text,text[])') IS NOT NULL THEN
      PERFORM realtime.send_many(payload, event, topics);
      RETURN;
    END IF;
    IF to_regclass('realtime.relay') IS NOT NULL THEN
      IF NOT EXISTS (SELECT FROM realtime.relay WHERE seen_at > now() - interval '2 minutes') THEN RETURN; END IF;
    END IF;
    BEGIN
      INSERT INTO realtime.messages (id, payload, event, topic, private, extension)
      SELECT t.id, CASE WHEN payload ? 'id' THEN payload ELSE payload || jsonb_build_object('id', t.id) END,
        push.event, t.topic, true, 'broadcast'
      FROM (SELECT gen_random_uuid() AS id, one AS topic FROM unnest(topics) one) t;
      RETURN;
    -- That table is Supabase's, and may have become another: then by the function that is promised.
    EXCEPTION WHEN OTHERS THEN NULL;
    END;
  END IF;
  PERFORM realtime.send(payload, event, topic, true) FROM unnest(topics) topic;
END $$;
