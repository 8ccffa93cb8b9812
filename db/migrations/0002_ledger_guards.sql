-- A leg joins only a journal of its own transaction, and is the only thing that moves a balance. In a person's wallet it says
-- when and what it was, so that histories are walked by these without their journals.
CREATE FUNCTION ledger_entry_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE happened timestamptz; deed text; wallet text;
BEGIN
  SELECT j.event_at, j.kind INTO happened, deed FROM ledger_journals j WHERE j.id = NEW.journal_id AND j.txid = pg_current_xact_id();
  IF NOT FOUND THEN RAISE EXCEPTION 'journal % is sealed', NEW.journal_id USING ERRCODE = 'LG002'; END IF;
  UPDATE ledger_accounts SET balance = balance + NEW.amount, version = version + 1
   WHERE id = NEW.account_id AND closed_at IS NULL
   RETURNING balance, version, kind INTO NEW.balance_after, NEW.account_version, wallet;
  IF NOT FOUND THEN RAISE EXCEPTION 'account % is missing or closed', NEW.account_id USING ERRCODE = 'LG003'; END IF;
  NEW.event_at := happened;
  NEW.type := CASE
    WHEN wallet NOT IN ('credits', 'earnings') THEN NULL
    WHEN deed = 'grant' THEN 'grant'
    WHEN deed LIKE 'deposit%' THEN 'deposit'
    WHEN deed LIKE 'payout%' THEN 'withdrawal'
    WHEN wallet = 'earnings' AND NEW.amount > 0 THEN 'earning'
    WHEN deed LIKE 'task.%' AND NEW.amount < 0 THEN 'hold'
    WHEN deed LIKE 'task.%' THEN 'return'
    ELSE 'other' END;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER ledger_entry_apply BEFORE INSERT ON ledger_entries FOR EACH ROW EXECUTE FUNCTION ledger_entry_apply();
--> statement-breakpoint
CREATE FUNCTION ledger_account_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.balance <> 0 OR NEW.version <> 0 THEN RAISE EXCEPTION 'accounts open at 0' USING ERRCODE = 'LG004'; END IF;
  ELSIF (NEW.balance, NEW.version) IS DISTINCT FROM (OLD.balance, OLD.version) AND pg_trigger_depth() < 2 THEN
    RAISE EXCEPTION 'balances change only through ledger_entries' USING ERRCODE = 'LG004';
  ELSIF (NEW.code, NEW.kind, NEW.currency, NEW.min_balance, NEW.owner_id, NEW.subject_id)
     IS DISTINCT FROM (OLD.code, OLD.kind, OLD.currency, OLD.min_balance, OLD.owner_id, OLD.subject_id) THEN
    RAISE EXCEPTION 'the identity of an account is fixed' USING ERRCODE = 'LG004';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER ledger_account_guard BEFORE INSERT OR UPDATE ON ledger_accounts FOR EACH ROW EXECUTE FUNCTION ledger_account_guard();
--> statement-breakpoint
CREATE FUNCTION ledger_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% on % is forbidden', TG_OP, TG_TABLE_NAME USING ERRCODE = 'LG005'; END $$;
--> statement-breakpoint
CREATE TRIGGER ledger_entries_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries EXECUTE FUNCTION ledger_immutable();
--> statement-breakpoint
CREATE TRIGGER ledger_journals_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_journals EXECUTE FUNCTION ledger_immutable();
--> statement-breakpoint
CREATE TRIGGER ledger_accounts_stay BEFORE DELETE OR TRUNCATE ON ledger_accounts EXECUTE FUNCTION ledger_immutable();
--> statement-breakpoint
-- Zero sum is checked per statement (all legs go in with one INSERT): immediate, so SET CONSTRAINTS cannot step round it.
CREATE FUNCTION ledger_legs_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE bad text;
BEGIN
  SELECT string_agg('journal ' || journal_id || ' off by ' || s || ' ' || currency, ', ') INTO bad FROM (
    SELECT n.journal_id, a.currency, sum(n.amount) s FROM new_legs n JOIN ledger_accounts a ON a.id = n.account_id
     GROUP BY n.journal_id, a.currency HAVING sum(n.amount) <> 0) q;
  IF bad IS NOT NULL THEN RAISE EXCEPTION 'unbalanced: %', bad USING ERRCODE = 'LG006'; END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER ledger_legs_balanced AFTER INSERT ON ledger_entries REFERENCING NEW TABLE AS new_legs
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_legs_balanced();
--> statement-breakpoint
CREATE FUNCTION ledger_journal_has_legs() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF (SELECT count(*) FROM ledger_entries WHERE journal_id = NEW.id) < 2 THEN
    RAISE EXCEPTION 'journal % has no legs', NEW.id USING ERRCODE = 'LG006';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER ledger_journal_has_legs AFTER INSERT ON ledger_journals
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_journal_has_legs();
--> statement-breakpoint
-- The only way money is written. p_legs: [{code, kind, owner, subject, amount}], amounts in cents, + credit, - debit.
-- Opens accounts that are missing, locks all in id order, posts one journal. The same key with the same legs is a no-op,
-- with other legs LG001. A wallet that cannot pay is LG007, with {code, required, available} as its detail.
CREATE FUNCTION ledger_transfer(p_key text, p_kind text, p_ref text, p_legs jsonb, p_event_at timestamptz DEFAULT now(),
    p_meta jsonb DEFAULT '{}', p_reverses bigint DEFAULT NULL, OUT journal_id bigint, OUT replayed boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE h bytea; old bytea; ids bigint[]; amounts bigint[]; short record;
BEGIN
  INSERT INTO ledger_accounts (code, kind, owner_id, subject_id, min_balance)
  SELECT DISTINCT ON (l.code) l.code, l.kind, l.owner, l.subject,
         CASE WHEN l.kind IN ('credits','earnings','escrow','payout_transit','refund_transit','fees') THEN 0 END
    FROM jsonb_to_recordset(p_legs) AS l(code text, kind text, owner text, subject text, amount bigint)
   WHERE NOT EXISTS (SELECT FROM ledger_accounts a WHERE a.code = l.code)
   ORDER BY l.code
  ON CONFLICT (code) DO NOTHING;

  PERFORM 1 FROM ledger_accounts WHERE code IN (SELECT l ->> 'code' FROM jsonb_array_elements(p_legs) l)
    ORDER BY id FOR NO KEY UPDATE;
  SELECT array_agg(q.id ORDER BY q.id), array_agg(q.amount ORDER BY q.id) INTO ids, amounts FROM (
    SELECT a.id, sum(l.amount)::bigint AS amount
      FROM jsonb_to_recordset(p_legs) AS l(code text, amount bigint) JOIN ledger_accounts a ON a.code = l.code
     GROUP BY a.id HAVING sum(l.amount) <> 0) q;

  h := sha256(convert_to(concat_ws('|', p_kind, p_ref, ids::text, amounts::text), 'UTF8'));
  INSERT INTO ledger_journals (idem_key, kind, ref_id, reverses, request_hash, event_at, meta)
  VALUES (p_key, p_kind, p_ref, p_reverses, h, p_event_at, p_meta)
  ON CONFLICT (idem_key) DO NOTHING RETURNING id INTO journal_id;
  replayed := journal_id IS NULL;
  IF replayed THEN
    SELECT j.id, j.request_hash INTO journal_id, old FROM ledger_journals j WHERE j.idem_key = p_key;
    IF old IS DISTINCT FROM h THEN RAISE EXCEPTION 'key % reused for another movement', p_key USING ERRCODE = 'LG001'; END IF;
    RETURN;
  END IF;

  -- Who contests a payment with the bank spends nothing until that is decided, whatever it would be for.
  IF p_kind NOT LIKE 'chargeback.%' AND EXISTS (
    SELECT FROM unnest(ids, amounts) AS t(id, amount) JOIN ledger_accounts a ON a.id = t.id JOIN chargebacks c ON c.user_id = a.owner_id
     WHERE t.amount < 0 AND a.kind = 'credits' AND c.status = 'open') THEN
    RAISE EXCEPTION 'the owner of these credits contests a payment' USING ERRCODE = 'LG008';
  END IF;

  SELECT a.code, -t.amount AS required, a.balance AS available INTO short
    FROM unnest(ids, amounts) AS t(id, amount) JOIN ledger_accounts a ON a.id = t.id
   WHERE a.min_balance IS NOT NULL AND a.balance + t.amount < a.min_balance LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'account % cannot pay', short.code USING ERRCODE = 'LG007',
      DETAIL = jsonb_build_object('code', short.code, 'required', short.required, 'available', short.available)::text;
  END IF;

  INSERT INTO ledger_entries (journal_id, account_id, amount, balance_after, account_version)
    SELECT ledger_transfer.journal_id, t.id, t.amount, 0, 0 FROM unnest(ids, amounts) AS t(id, amount);

  -- Credits that fall below what their owner wants to have, and rise again: told by the transaction that does it.
  IF p_legs @> '[{"kind": "credits"}]' THEN
    UPDATE auto_refills s SET low_since = CASE WHEN a.balance < s.threshold THEN p_event_at END
      FROM ledger_accounts a
     WHERE a.id = ANY (ids) AND a.kind = 'credits' AND s.user_id = a.owner_id
       AND (a.balance < s.threshold) <> (s.low_since IS NOT NULL);
  END IF;
END $$;
--> statement-breakpoint
-- The platform's own accounts, with ids above all others: the hot rows are locked last and shortest.
INSERT INTO ledger_accounts (id, code, kind, min_balance) OVERRIDING SYSTEM VALUE
  SELECT 4000000000000000 + n, 'platform:fees:usd:' || lpad(n::text, 2, '0'), 'fees', 0 FROM generate_series(0, 15) n
  UNION ALL VALUES (4000000000000100, 'platform:promotions', 'promotions', NULL::bigint),
                   (4000000000000101, 'platform:stripe', 'stripe', NULL),
                   (4000000000000102, 'platform:stripe_fees', 'stripe_fees', NULL),
                   (4000000000000103, 'platform:loss', 'loss', NULL),
                   (4000000000000104, 'platform:suspense', 'suspense', NULL),
                   (4000000000000105, 'platform:bank', 'bank', NULL);
--> statement-breakpoint
ALTER TABLE ledger_accounts SET (fillfactor = 50);
--> statement-breakpoint
CREATE VIEW credit_balances AS
  SELECT owner_id,
         coalesce(sum(balance) FILTER (WHERE kind = 'credits'), 0)::bigint AS available,
         coalesce(sum(balance) FILTER (WHERE kind = 'escrow'), 0)::bigint AS reserved,
         coalesce(sum(balance) FILTER (WHERE kind = 'earnings'), 0)::bigint AS earnings
    FROM ledger_accounts
   WHERE owner_id IS NOT NULL AND kind IN ('credits', 'escrow', 'earnings') AND closed_at IS NULL
   GROUP BY owner_id;
--> statement-breakpoint
-- Empty at any moment; read it in one REPEATABLE READ snapshot.
CREATE VIEW ledger_violations AS
  SELECT 'currency does not sum to 0' AS rule, currency AS what, sum(balance)::text AS detail
    FROM ledger_accounts GROUP BY currency HAVING sum(balance) <> 0
  UNION ALL
  SELECT 'journal does not sum to 0, or has no legs', j.id::text, sum(e.amount)::text
    FROM ledger_journals j LEFT JOIN ledger_entries e ON e.journal_id = j.id LEFT JOIN ledger_accounts a ON a.id = e.account_id
   GROUP BY j.id, a.currency HAVING count(e.id) < 2 OR sum(e.amount) <> 0
  UNION ALL
  SELECT 'balance is not the sum of entries', a.code, a.balance || ' vs ' || coalesce(s.total, 0)
    FROM ledger_accounts a LEFT JOIN (
      SELECT account_id, sum(amount) total, count(*) n, max(account_version) v FROM ledger_entries GROUP BY account_id) s
      ON s.account_id = a.id
   WHERE a.balance <> coalesce(s.total, 0) OR a.version <> coalesce(s.n, 0) OR a.version <> coalesce(s.v, 0)
  UNION ALL
  SELECT 'running balance broken', q.account_id::text, q.account_version::text
    FROM (SELECT *, sum(amount) OVER (PARTITION BY account_id ORDER BY account_version) running FROM ledger_entries) q
   WHERE q.running <> q.balance_after
  UNION ALL
  SELECT 'hold differs from its task', t.id, t.status || ', held ' || coalesce(a.balance, 0) + coalesce(c.balance, 0) || ', hold ' || coalesce(h.gross - h.released - h.refunded, 0)
    FROM tasks t
    LEFT JOIN holds h ON h.task_id = t.id AND h.settled_at IS NULL
    LEFT JOIN ledger_accounts a ON a.code = t.id || ':escrow:usd'
    LEFT JOIN ledger_accounts c ON c.code = t.id || ':card:usd'
   WHERE coalesce(a.balance, 0) <> CASE WHEN h.source = 'credits' THEN h.gross - h.released - h.refunded ELSE 0 END
      OR coalesce(c.balance, 0) <> CASE WHEN h.source = 'card' THEN h.gross - h.released - h.refunded ELSE 0 END
      OR (t.funding = 'credits' AND t.status IN ('open', 'in_progress', 'delivered', 'disputed')) <> (h.id IS NOT NULL AND h.source = 'credits')
      OR (t.funding = 'card' AND t.status IN ('in_progress', 'delivered', 'disputed')) <> (h.id IS NOT NULL AND h.source = 'card')
  UNION ALL
  SELECT 'ended task without one settlement', t.id, t.status
    FROM tasks t
   WHERE (t.funding = 'credits' AND t.status IN ('completed', 'cancelled', 'expired') OR t.funding = 'card' AND t.status = 'completed')
     AND NOT EXISTS (SELECT FROM ledger_journals j WHERE j.idem_key = 'task.settle:' || t.id)
  UNION ALL
  SELECT 'disputed task without an open dispute, or the reverse', t.id, t.status
    FROM tasks t WHERE t.status = 'disputed' AND NOT EXISTS (SELECT FROM disputes d WHERE d.task_id = t.id AND d.status = 'open')
  UNION ALL
  SELECT 'disputed task without an open dispute, or the reverse', d.id, t.status
    FROM disputes d JOIN tasks t ON t.id = d.task_id WHERE d.status = 'open' AND t.status <> 'disputed'
  UNION ALL
  SELECT 'decision differs from what was paid', d.id, d.worker_cents || ' and ' || d.poster_cents || ', settled ' || coalesce(h.released, 0) || ' and ' || coalesce(h.refunded, 0)
    FROM disputes d LEFT JOIN LATERAL (SELECT * FROM holds h WHERE h.task_id = d.task_id ORDER BY h.created_at DESC, h.id DESC LIMIT 1) h ON true
   WHERE d.status = 'decided' AND (d.worker_cents, d.poster_cents) IS DISTINCT FROM (h.released, h.refunded)
  UNION ALL
  SELECT 'chargeback that ended without settling', c.id, c.status || ', ' || a.balance
    FROM chargebacks c JOIN ledger_accounts a ON a.code = 'dispute:' || c.id
   WHERE c.status IN ('won', 'lost') AND a.balance <> 0
  UNION ALL
  SELECT 'refund differs from its money', r.id, r.status || ', in transit ' || coalesce(a.balance, 0)
    FROM refunds r LEFT JOIN ledger_accounts a ON a.code = r.id || ':transit:usd'
   WHERE coalesce(a.balance, 0) <> CASE WHEN r.status = 'pending' THEN r.amount ELSE 0 END
  UNION ALL
  SELECT 'a bot''s sum differs from its spends', coalesce(w.bot_id, s.bot_id) || ' ' || coalesce(w.period, s.period) || ' ' || coalesce(w.starts_on, s.starts_on), coalesce(w.spent, 0) || ' vs ' || coalesce(s.total, 0)
    FROM bot_spend w FULL JOIN (
      SELECT b.bot_id, p.period, date_trunc(p.period, b.spent_at AT TIME ZONE 'UTC')::date AS starts_on, sum(b.cents - b.returned) AS total
        FROM bot_spends b CROSS JOIN (VALUES ('day'), ('week'), ('month')) AS p(period) GROUP BY 1, 2, 3) s
      ON s.bot_id = w.bot_id AND s.period = w.period AND s.starts_on = w.starts_on
   WHERE coalesce(w.spent, 0) <> coalesce(s.total, 0)
  UNION ALL
  SELECT 'a bot''s spend on a task exceeds what is paid for it', t.id, b.counted || ' vs ' || coalesce(h.kept, 0)
    FROM tasks t JOIN (SELECT task_id, sum(cents - returned) AS counted FROM bot_spends GROUP BY 1) b ON b.task_id = t.id
    LEFT JOIN (SELECT task_id, sum(gross - refunded) AS kept FROM holds GROUP BY 1) h ON h.task_id = t.id
   WHERE t.funding = 'credits' AND b.counted > coalesce(h.kept, 0)
  UNION ALL
  SELECT 'withdrawal differs from its money', w.id, w.status || ', in transit ' || coalesce(a.balance, 0) || ', reversed ' || w.reversed
    FROM withdrawals w LEFT JOIN ledger_accounts a ON a.code = w.id || ':transit:usd'
   WHERE coalesce(a.balance, 0) <> CASE WHEN w.status = 'pending' THEN w.amount ELSE 0 END
      OR NOT EXISTS (SELECT FROM ledger_journals j WHERE j.idem_key = 'payout.start:' || w.id)
      OR (w.status = 'failed') <> EXISTS (SELECT FROM ledger_journals j WHERE j.idem_key = 'payout.fail:' || w.id)
      OR (w.stripe_id IS NOT NULL) <> EXISTS (SELECT FROM ledger_journals j WHERE j.idem_key = 'stripe:' || w.stripe_id || ':created')
      OR w.reversed <> (SELECT coalesce(sum(e.amount), 0) FROM ledger_journals j JOIN ledger_entries e ON e.journal_id = j.id
                         WHERE j.ref_id = w.id AND j.kind = 'payout.reversed' AND e.amount > 0)
  UNION ALL
  SELECT 'money in transit of no withdrawal', a.code, a.balance::text
    FROM ledger_accounts a WHERE a.kind = 'payout_transit' AND a.balance <> 0 AND NOT EXISTS (SELECT FROM withdrawals w WHERE w.id = a.subject_id)
  UNION ALL
  SELECT 'held money of no task', a.code, a.balance::text
    FROM ledger_accounts a WHERE a.kind = 'escrow' AND a.balance <> 0 AND NOT EXISTS (SELECT FROM tasks t WHERE t.id = a.subject_id);
--> statement-breakpoint
-- The application reads, and posts through ledger_transfer; nothing else.
REVOKE ALL ON ledger_accounts, ledger_journals, ledger_entries FROM PUBLIC, app_role;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION ledger_transfer FROM PUBLIC;
--> statement-breakpoint
GRANT SELECT ON ledger_accounts, ledger_journals, ledger_entries, credit_balances, ledger_violations TO app_role;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION ledger_transfer TO app_role;
--> statement-breakpoint
-- A key that changes is forgotten by every process that remembers it (lib/auth/keys.ts listens).
CREATE FUNCTION api_key_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('api_keys', encode(OLD.key_hash, 'hex'));
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER api_key_revised AFTER UPDATE OF revoked_at, expires_at, bot_id ON api_keys FOR EACH ROW EXECUTE FUNCTION api_key_changed();
--> statement-breakpoint
CREATE TRIGGER api_key_deleted AFTER DELETE ON api_keys FOR EACH ROW EXECUTE FUNCTION api_key_changed();
--> statement-breakpoint
CREATE FUNCTION account_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('api_keys', '*');
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER user_standing_changed AFTER UPDATE OF suspended_at, deleted_at, role ON users FOR EACH ROW EXECUTE FUNCTION account_changed();
--> statement-breakpoint
CREATE TRIGGER bot_made AFTER INSERT ON bot_profiles FOR EACH STATEMENT EXECUTE FUNCTION account_changed();
--> statement-breakpoint
CREATE TRIGGER bot_retired AFTER UPDATE OF deleted_at ON bot_profiles FOR EACH ROW EXECUTE FUNCTION account_changed();
