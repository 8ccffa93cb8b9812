-- Read, kept as unread or deleted in one window: the other windows of whoever it was for learn of it, once a statement however many
-- there were. A sweep of what is old, which is about many people, tells nobody.
CREATE FUNCTION live.notices_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE readers text[];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    SELECT array_agg(DISTINCT 'user:' || n.actor_id) INTO readers FROM gone o JOIN come n ON n.id = o.id
     WHERE n.told_at IS NOT NULL AND o.told_at IS NOT NULL AND o.read_at IS DISTINCT FROM n.read_at;
  ELSE
    SELECT array_agg(DISTINCT 'user:' || o.actor_id) INTO readers FROM gone o WHERE o.told_at IS NOT NULL;
    IF cardinality(readers) > 1 THEN readers := NULL; END IF;
  END IF;
  IF readers IS NOT NULL THEN PERFORM live.push('notification', jsonb_build_object('id', NULL), readers); END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER live_notices_read AFTER UPDATE ON notifications REFERENCING OLD TABLE AS gone NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION live.notices_changed();
--> statement-breakpoint
CREATE TRIGGER live_notices_deleted AFTER DELETE ON notifications REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION live.notices_changed();
