-- Who hears what, and who may say something, on the topics of Realtime: the same on Supabase (`npm run admin -- realtime:setup`)
-- and on a plain PostgreSQL (local/migrate.ts, after the shim). May be run again at any time.
--   user:ACTOR     messages and all else that is told to whoever acts: heard by that one, said by the database alone
--   typing:THREAD  who types and who is there: heard and said by those who are in the thread
--   task:TASK      hints on a gig's page: heard by anybody, said by the database alone
-- Whoever listens does so by a key or a session, which their token names: once that has ended they hear nothing of their own.
DROP POLICY IF EXISTS live_hear ON realtime.messages;
DROP POLICY IF EXISTS live_overhear ON realtime.messages;
DROP POLICY IF EXISTS live_say ON realtime.messages;
DROP FUNCTION IF EXISTS live.may_hear(text, text);
CREATE OR REPLACE FUNCTION live.may_hear(topic text, me text, via text) RETURNS boolean
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  kind text := split_part(topic, ':', 1);
  rest text := substr(topic, length(kind) + 2);
BEGIN
  IF kind = 'task' THEN RETURN rest ~ '^task_[0-9a-z]+$'; END IF;
  IF coalesce(me, '') = '' OR via IS NOT NULL AND NOT live.is_good(via) THEN RETURN false; END IF;
  IF kind = 'user' THEN RETURN rest = me; END IF;
  RETURN kind = 'typing' AND EXISTS (SELECT FROM public.thread_participants p
    WHERE p.thread_id = rest AND p.actor_id = me AND p.removed_at IS NULL);
END $$;
REVOKE ALL ON FUNCTION live.may_hear(text, text, text) FROM PUBLIC;
GRANT USAGE ON SCHEMA live TO anon, authenticated;
GRANT EXECUTE ON FUNCTION live.may_hear(text, text, text) TO anon, authenticated;

CREATE POLICY live_hear ON realtime.messages FOR SELECT TO authenticated USING (
  extension IN ('broadcast', 'presence')
  AND live.may_hear((SELECT realtime.topic()), (SELECT auth.jwt() ->> 'sub'), (SELECT auth.jwt() ->> 'via')));

CREATE POLICY live_overhear ON realtime.messages FOR SELECT TO anon USING (
  extension = 'broadcast' AND live.may_hear((SELECT realtime.topic()), NULL, NULL));

CREATE POLICY live_say ON realtime.messages FOR INSERT TO authenticated WITH CHECK (
  extension IN ('broadcast', 'presence')
  AND split_part((SELECT realtime.topic()), ':', 1) = 'typing'
  AND live.may_hear((SELECT realtime.topic()), (SELECT auth.jwt() ->> 'sub'), (SELECT auth.jwt() ->> 'via')));
