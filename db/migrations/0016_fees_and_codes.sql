ALTER TABLE "tasks" ADD COLUMN "fee_bps" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "ledger_accounts" ADD CONSTRAINT "ledger_code" CHECK ("ledger_accounts"."code" is not distinct from case "ledger_accounts"."kind"
        when 'credits' then "ledger_accounts"."owner_id" || ':credits:' || "ledger_accounts"."currency"
        when 'earnings' then "ledger_accounts"."owner_id" || ':earnings:' || "ledger_accounts"."currency"
        when 'receivable' then "ledger_accounts"."owner_id" || ':receivable:' || "ledger_accounts"."currency"
        when 'escrow' then "ledger_accounts"."subject_id" || case when "ledger_accounts"."owner_id" is null then ':card:' else ':escrow:' end || "ledger_accounts"."currency"
        when 'payout_transit' then "ledger_accounts"."subject_id" || ':transit:' || "ledger_accounts"."currency"
        when 'refund_transit' then "ledger_accounts"."subject_id" || ':transit:' || "ledger_accounts"."currency"
        when 'dispute' then 'dispute:' || "ledger_accounts"."subject_id"
        when 'fees' then 'platform:fees:' || "ledger_accounts"."currency" || ':' || substring("ledger_accounts"."code" from '[0-9]{2}$')
        else 'platform:' || "ledger_accounts"."kind" end);--> statement-breakpoint
ALTER TABLE "ledger_accounts" ADD CONSTRAINT "ledger_whose" CHECK (case "ledger_accounts"."kind"
        when 'credits' then "ledger_accounts"."owner_id" like 'user\_%' and "ledger_accounts"."subject_id" is null
        when 'earnings' then "ledger_accounts"."owner_id" like 'user\_%' and "ledger_accounts"."subject_id" is null
        when 'receivable' then "ledger_accounts"."owner_id" like 'user\_%' and "ledger_accounts"."subject_id" is null
        when 'escrow' then "ledger_accounts"."subject_id" like 'task\_%' and ("ledger_accounts"."owner_id" is null or "ledger_accounts"."owner_id" like 'user\_%')
        when 'payout_transit' then "ledger_accounts"."subject_id" like 'payout\_%' and "ledger_accounts"."owner_id" is null
        when 'refund_transit' then "ledger_accounts"."subject_id" like 'rfd\_%' and "ledger_accounts"."owner_id" is null
        when 'dispute' then "ledger_accounts"."subject_id" is not null and "ledger_accounts"."owner_id" is null
        else "ledger_accounts"."owner_id" is null and "ledger_accounts"."subject_id" is null end);--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_fee" CHECK ("tasks"."fee_bps" between 0 and 5000 and ("tasks"."fee_bps" = 0 or "tasks"."funding" in ('credits', 'card')));
--> statement-breakpoint
-- A code names one account for ever: whose wallet, which task's hold. It opens under no other kind and for nobody else, and no leg
-- may call it so afterwards (LG009).
CREATE OR REPLACE FUNCTION ledger_transfer(p_key text, p_kind text, p_ref text, p_legs jsonb, p_event_at timestamptz DEFAULT now(),
    p_meta jsonb DEFAULT '{}', p_reverses bigint DEFAULT NULL, OUT journal_id bigint, OUT replayed boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE h bytea; old bytea; ids bigint[]; amounts bigint[]; short record; wrong text;
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
  SELECT array_agg(q.id ORDER BY q.id) FILTER (WHERE q.amount <> 0), array_agg(q.amount ORDER BY q.id) FILTER (WHERE q.amount <> 0), min(q.wrong)
    INTO ids, amounts, wrong FROM (
    SELECT a.id, sum(l.amount)::bigint AS amount,
           min(a.code) FILTER (WHERE (a.kind, a.owner_id, a.subject_id) IS DISTINCT FROM (l.kind, l.owner, l.subject)) AS wrong
      FROM jsonb_to_recordset(p_legs) AS l(code text, kind text, owner text, subject text, amount bigint) JOIN ledger_accounts a ON a.code = l.code
     GROUP BY a.id) q;
  -- What is done below for a kind of account is done by what the account is, never by what a caller calls it.
  IF wrong IS NOT NULL THEN RAISE EXCEPTION 'account % is not what it is called', wrong USING ERRCODE = 'LG009'; END IF;

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

  -- Whoever had a payment back from the bank and spent it here, or contests one that is spent, pays that first.
  IF p_kind NOT LIKE 'chargeback.%' AND p_legs @> '[{"kind": "credits"}]' THEN
    PERFORM collect_owed(a.owner_id, p_event_at) FROM unnest(ids, amounts) AS t(id, amount) JOIN ledger_accounts a ON a.id = t.id
     WHERE t.amount > 0 AND a.kind = 'credits' AND EXISTS (SELECT FROM chargebacks c WHERE c.user_id = a.owner_id AND c.owed > 0);
  END IF;
END $$;
--> statement-breakpoint
-- An entry stands in its wallet's history when it touched it: of two that were posted at once the second is not the earlier one,
-- whichever was begun first. So the order of time is the order of balances.
CREATE OR REPLACE FUNCTION ledger_entry_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE happened timestamptz; deed text; wallet text;
BEGIN
  SELECT j.event_at, j.kind INTO happened, deed FROM ledger_journals j WHERE j.id = NEW.journal_id AND j.txid = pg_current_xact_id();
  IF NOT FOUND THEN RAISE EXCEPTION 'journal % is sealed', NEW.journal_id USING ERRCODE = 'LG002'; END IF;
  UPDATE ledger_accounts SET balance = balance + NEW.amount, version = version + 1
   WHERE id = NEW.account_id AND closed_at IS NULL
   RETURNING balance, version, kind INTO NEW.balance_after, NEW.account_version, wallet;
  IF NOT FOUND THEN RAISE EXCEPTION 'account % is missing or closed', NEW.account_id USING ERRCODE = 'LG003'; END IF;
  NEW.event_at := happened;
  IF wallet IN ('credits', 'earnings') THEN
    NEW.event_at := greatest(happened, (SELECT e.event_at FROM ledger_entries e
      WHERE e.account_id = NEW.account_id AND e.account_version = NEW.account_version - 1));
  END IF;
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
-- What was written before: the moments by which a history is read, and nothing of money.
ALTER TABLE ledger_entries DISABLE TRIGGER ledger_entries_fixed;
--> statement-breakpoint
UPDATE ledger_entries e SET event_at = m.at FROM (
    SELECT id, max(event_at) OVER (PARTITION BY account_id ORDER BY account_version) AS at FROM ledger_entries WHERE type IS NOT NULL) m
  WHERE m.id = e.id AND m.at <> e.event_at;
--> statement-breakpoint
ALTER TABLE ledger_entries ENABLE TRIGGER ledger_entries_fixed;
--> statement-breakpoint
UPDATE tasks t SET fee_bps = h.fee_bps FROM holds h WHERE h.task_id = t.id AND h.settled_at IS NULL AND h.fee_bps <> t.fee_bps;
--> statement-breakpoint
CREATE OR REPLACE VIEW ledger_violations AS
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
    FROM disputes d JOIN tasks t ON t.id = d.task_id
    LEFT JOIN LATERAL (SELECT * FROM holds h WHERE h.task_id = d.task_id AND t.funding IN ('credits', 'card') ORDER BY h.created_at DESC, h.id DESC LIMIT 1) h ON true
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
    FROM ledger_accounts a WHERE a.kind = 'escrow' AND a.balance <> 0 AND NOT EXISTS (SELECT FROM tasks t WHERE t.id = a.subject_id)
  UNION ALL
  SELECT 'fee of a hold differs from its task''s', t.id, h.fee_bps || ' vs ' || t.fee_bps
    FROM holds h JOIN tasks t ON t.id = h.task_id WHERE h.settled_at IS NULL AND h.fee_bps <> t.fee_bps
  UNION ALL
  SELECT 'fee differs from what was paid out', h.task_id, coalesce(f.cents, 0) || ' of ' || h.released || ' at ' || h.fee_bps
    FROM holds h LEFT JOIN LATERAL (
      SELECT sum(e.amount) AS cents FROM ledger_journals j JOIN ledger_entries e ON e.journal_id = j.id JOIN ledger_accounts a ON a.id = e.account_id
       WHERE j.idem_key = 'task.settle:' || h.task_id AND a.kind = 'fees') f ON true
   WHERE h.settled_at IS NOT NULL AND h.released > 0 AND coalesce(f.cents, 0) <> h.released * h.fee_bps / 10000;
