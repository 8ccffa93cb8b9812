ALTER TABLE "messages" ADD COLUMN "recipient_id" text;--> statement-breakpoint
-- Of what was said before it was written down, who has the work now is the best that is known.
UPDATE messages m SET recipient_id = CASE WHEN m.owner_id = k.owner_id THEN o.proposer_id ELSE k.poster_id END
FROM threads h JOIN tasks k ON k.id = h.task_id LEFT JOIN proposals o ON o.id = k.accepted_proposal_id
WHERE m.thread_id = h.id AND NOT m.is_system;
--> statement-breakpoint
-- As before, but a quote of what was said before somebody's time is left out: all in the thread hear the same payload. Those
-- who may see it find it when they read the message.
CREATE OR REPLACE FUNCTION live.message(message_id text) RETURNS jsonb LANGUAGE sql STABLE SET search_path = '' AS $$
  SELECT jsonb_build_object(
    'id', t.id, 'threadId', t.thread_id, 'seq', t.seq, 'content', t.content,
    'senderId', t.sender_id, 'senderName', a.name, 'isAi', t.by_ai OR a.is_bot, 'isSystem', t.is_system,
    'replyToId', t.reply_to_id,
    'replyTo', CASE WHEN r.id IS NOT NULL THEN
      jsonb_build_object('id', r.id, 'senderName', b.name, 'content', left(r.content, 200)) END,
    'attachments', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'filename', f.filename,
        'sizeBytes', f.size_bytes, 'mimeType', f.mime_type, 'url', '/api/files/' || f.id) ORDER BY mf.position), '[]')
      FROM public.message_files mf JOIN public.files f ON f.id = mf.file_id WHERE mf.message_id = t.id),
    'createdAt', to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
  FROM public.messages t JOIN public.actors a ON a.id = t.sender_id
  LEFT JOIN public.messages r ON r.id = t.reply_to_id AND r.deleted_at IS NULL AND r.seq > (
    SELECT coalesce(max(p.from_seq), 0) FROM public.thread_participants p WHERE p.thread_id = t.thread_id AND p.removed_at IS NULL)
  LEFT JOIN public.actors b ON b.id = r.sender_id
  WHERE t.id = message_id AND t.deleted_at IS NULL
$$;
--> statement-breakpoint
-- A credential by which somebody listens (a key, or a session in a browser) is good as long as its account is.
CREATE FUNCTION live.is_good(via text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT EXISTS (SELECT FROM public.users u WHERE u.deleted_at IS NULL AND u.suspended_at IS NULL AND u.id = coalesce(
    (SELECT k.user_id FROM public.api_keys k WHERE k.id = via AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())),
    (SELECT l.user_id FROM public.logins l WHERE l.id = via AND l.revoked_at IS NULL AND l.expires_at > now())))
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION live.is_good(text) FROM PUBLIC;
--> statement-breakpoint
-- Whoever speaks for the database asks again at once who may hear what: by credential, or by topic.
CREATE FUNCTION live.credential_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('rights', 'via ' || OLD.id);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER live_key_ended AFTER UPDATE OF revoked_at, expires_at OR DELETE ON api_keys FOR EACH ROW EXECUTE FUNCTION live.credential_ended();
--> statement-breakpoint
CREATE TRIGGER live_login_ended AFTER UPDATE OF revoked_at OR DELETE ON logins FOR EACH ROW EXECUTE FUNCTION live.credential_ended();
--> statement-breakpoint
CREATE FUNCTION live.participant_left() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('rights', 'topic typing:' || NEW.thread_id);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER live_participant_left AFTER UPDATE OF removed_at ON thread_participants FOR EACH ROW
  WHEN (OLD.removed_at IS NULL AND NEW.removed_at IS NOT NULL) EXECUTE FUNCTION live.participant_left();
