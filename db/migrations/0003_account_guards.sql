-- An account that is being deleted is locked: what is written for it meanwhile waits here, and finds it gone.
CREATE FUNCTION owner_lives() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM users WHERE id = NEW.owner_id AND deleted_at IS NULL FOR KEY SHARE;
  IF NOT FOUND THEN RAISE EXCEPTION 'account % is deleted', NEW.owner_id USING ERRCODE = 'AC001'; END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE FUNCTION user_lives() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM users WHERE id = NEW.user_id AND deleted_at IS NULL FOR KEY SHARE;
  IF NOT FOUND THEN RAISE EXCEPTION 'account % is deleted', NEW.user_id USING ERRCODE = 'AC001'; END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER owner_lives BEFORE INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION owner_lives();
--> statement-breakpoint
CREATE TRIGGER owner_lives BEFORE INSERT ON proposals FOR EACH ROW EXECUTE FUNCTION owner_lives();
--> statement-breakpoint
CREATE TRIGGER owner_lives BEFORE INSERT ON bot_profiles FOR EACH ROW EXECUTE FUNCTION owner_lives();
--> statement-breakpoint
CREATE TRIGGER owner_lives BEFORE INSERT ON approvals FOR EACH ROW EXECUTE FUNCTION owner_lives();
--> statement-breakpoint
CREATE TRIGGER user_lives BEFORE INSERT ON logins FOR EACH ROW EXECUTE FUNCTION user_lives();
--> statement-breakpoint
CREATE TRIGGER user_lives BEFORE INSERT ON identities FOR EACH ROW EXECUTE FUNCTION user_lives();
--> statement-breakpoint
CREATE TRIGGER user_lives BEFORE INSERT ON api_keys FOR EACH ROW EXECUTE FUNCTION user_lives();
--> statement-breakpoint
CREATE TRIGGER user_lives BEFORE INSERT ON checkouts FOR EACH ROW EXECUTE FUNCTION user_lives();
--> statement-breakpoint
CREATE TRIGGER user_lives BEFORE INSERT ON withdrawals FOR EACH ROW EXECUTE FUNCTION user_lives();
--> statement-breakpoint
CREATE TRIGGER user_lives BEFORE INSERT ON auto_refills FOR EACH ROW EXECUTE FUNCTION user_lives();
--> statement-breakpoint
CREATE TRIGGER user_lives BEFORE INSERT ON payout_accounts FOR EACH ROW EXECUTE FUNCTION user_lives();
--> statement-breakpoint
CREATE TRIGGER user_lives BEFORE INSERT ON preferences FOR EACH ROW EXECUTE FUNCTION user_lives();
