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
