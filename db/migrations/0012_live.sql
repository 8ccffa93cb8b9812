-- What is told to open pages, with the commit of what it tells. It goes through realtime.send, which Supabase has and
-- which db/realtime/shim.sql makes elsewhere; where there is neither, nothing is told. The database is the truth and a
-- push a hint: whoever misses one finds it by asking.
CREATE SCHEMA live;
--> statement-breakpoint
-- Tells it on all these topics. SECURITY DEFINER: realtime.send runs with the caller's rights and turns a refusal into a
-- warning, so whoever writes a message would tell nobody. `SET LOCAL live.quiet = 'on'`: a load is of no interest.
CREATE FUNCTION live.push(event text, payload jsonb, topics text[]) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  IF current_setting('live.quiet', true) = 'on' OR to_regprocedure('realtime.send(jsonb,text,text,boolean)') IS NULL THEN
    RETURN;
  END IF;
  PERFORM realtime.send(payload, event, topic, true) FROM unnest(topics) topic;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION live.push(text, jsonb, text[]) FROM PUBLIC;
--> statement-breakpoint
-- Where everybody hears who is in a thread; of a message, those to whom it was said.
CREATE FUNCTION live.topics_of(thread text, said bigint DEFAULT NULL) RETURNS text[]
  LANGUAGE sql STABLE SET search_path = '' AS $$
  SELECT array_agg('user:' || p.actor_id ORDER BY p.actor_id) FROM public.thread_participants p
  WHERE p.thread_id = thread AND p.removed_at IS NULL AND (said IS NULL OR p.from_seq < said)
$$;
--> statement-breakpoint
-- A message as the API answers it (lib/domain/chat/message.ts, held to it by a test), but for the host in the addresses of
-- its files, which the database does not know. Null once it is deleted.
CREATE FUNCTION live.message(message_id text) RETURNS jsonb LANGUAGE sql STABLE SET search_path = '' AS $$
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
  LEFT JOIN public.messages r ON r.id = t.reply_to_id AND r.deleted_at IS NULL
  LEFT JOIN public.actors b ON b.id = r.sender_id
  WHERE t.id = message_id AND t.deleted_at IS NULL
$$;
--> statement-breakpoint
CREATE FUNCTION live.message_said() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  message jsonb := live.message(NEW.id);
BEGIN
  IF message IS NOT NULL THEN
    PERFORM live.push('message', jsonb_build_object('message', message), live.topics_of(NEW.thread_id, NEW.seq));
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
-- At the commit: then the message has its files, and whoever it removed is out.
CREATE CONSTRAINT TRIGGER live_message AFTER INSERT ON messages DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION live.message_said();
--> statement-breakpoint
CREATE FUNCTION live.message_deleted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  PERFORM live.push('message_deleted', jsonb_build_object('threadId', NEW.thread_id, 'id', NEW.id, 'seq', NEW.seq),
    live.topics_of(NEW.thread_id, NEW.seq));
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER live_message_deleted AFTER UPDATE OF deleted_at ON messages FOR EACH ROW
  WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL) EXECUTE FUNCTION live.message_deleted();
--> statement-breakpoint
-- Something of a thread changed: everybody in it looks again. Once a transaction, at its end.
CREATE FUNCTION live.thread_changed(thread text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  told text := coalesce(current_setting('live.threads', true), '');
BEGIN
  IF strpos(told, thread) > 0 THEN RETURN; END IF;
  PERFORM set_config('live.threads', told || ' ' || thread, true);
  PERFORM live.push('thread', jsonb_build_object('threadId', thread), live.topics_of(thread));
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION live.thread_changed(text) FROM PUBLIC;
--> statement-breakpoint
CREATE FUNCTION live.thread_row_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  PERFORM live.thread_changed(NEW.id);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER live_thread AFTER UPDATE OF name, hired_at, participant_count ON threads DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (ROW(OLD.name, OLD.hired_at, OLD.participant_count) IS DISTINCT FROM ROW(NEW.name, NEW.hired_at, NEW.participant_count))
  EXECUTE FUNCTION live.thread_row_changed();
--> statement-breakpoint
-- Who came, went or got another role concerns everybody in the thread, and whoever went, who is not in it any more.
CREATE FUNCTION live.participant_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  IF NEW.removed_at IS NOT NULL THEN
    PERFORM live.push('thread', jsonb_build_object('threadId', NEW.thread_id), ARRAY['user:' || NEW.actor_id]);
  END IF;
  PERFORM live.thread_changed(NEW.thread_id);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER live_joined AFTER INSERT ON thread_participants DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION live.participant_changed();
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER live_participant AFTER UPDATE OF role, removed_at ON thread_participants DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (ROW(OLD.role, OLD.removed_at) IS DISTINCT FROM ROW(NEW.role, NEW.removed_at))
  EXECUTE FUNCTION live.participant_changed();
--> statement-breakpoint
CREATE FUNCTION live.archived() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  PERFORM live.push('thread', jsonb_build_object('threadId', NEW.thread_id), ARRAY['user:' || NEW.actor_id]);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER live_archived AFTER UPDATE OF archived_seq ON thread_participants FOR EACH ROW
  WHEN (OLD.archived_seq IS DISTINCT FROM NEW.archived_seq AND NEW.removed_at IS NULL) EXECUTE FUNCTION live.archived();
--> statement-breakpoint
-- Read in one window: the reader's others learn of it. Whoever had nothing to read and speaks has told them by that.
CREATE FUNCTION live.read() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  IF NOT (OLD.last_read_seq + OLD.skipped = NEW.last_read_seq - 1 AND EXISTS (SELECT FROM public.messages m
      WHERE m.thread_id = NEW.thread_id AND m.seq = NEW.last_read_seq AND m.sender_id = NEW.actor_id)) THEN
    PERFORM live.push('read', jsonb_build_object('threadId', NEW.thread_id, 'lastReadSeq', NEW.last_read_seq),
      ARRAY['user:' || NEW.actor_id]);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER live_read AFTER UPDATE OF last_read_seq ON thread_participants FOR EACH ROW
  WHEN (NEW.last_read_seq > OLD.last_read_seq AND NEW.removed_at IS NULL) EXECUTE FUNCTION live.read();
--> statement-breakpoint
-- A gig's page, which anybody may have open, asks again for what is said under it.
CREATE FUNCTION live.commented() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  PERFORM live.push('comment', jsonb_build_object('id', NEW.id, 'taskId', NEW.task_id, 'parentId', NEW.parent_id),
    ARRAY['task:' || NEW.task_id]);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER live_comment AFTER INSERT OR UPDATE OF content ON comments FOR EACH ROW EXECUTE FUNCTION live.commented();
--> statement-breakpoint
CREATE FUNCTION live.notified() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  PERFORM live.push('notification', jsonb_build_object('id', NEW.id), ARRAY['user:' || NEW.actor_id]);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER live_notification AFTER UPDATE OF told_at ON notifications FOR EACH ROW
  WHEN (OLD.told_at IS NULL AND NEW.told_at IS NOT NULL) EXECUTE FUNCTION live.notified();
