ALTER TABLE "chargebacks" ADD COLUMN "owed" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chargebacks" ADD COLUMN "recovered" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chargebacks" ADD COLUMN "uncovered" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "chargebacks_owed" ON "chargebacks" USING btree ("user_id") WHERE "chargebacks"."owed" > 0;--> statement-breakpoint
ALTER TABLE "chargebacks" ADD CONSTRAINT "chargebacks_owed_of" CHECK ("chargebacks"."owed" between 0 and "chargebacks"."amount" and "chargebacks"."recovered" >= 0);
--> statement-breakpoint
-- credits → what is owed, the oldest first, as far as they reach: set aside while the bank has not decided, else the platform's.
CREATE FUNCTION collect_owed(p_user text, p_event_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE c record; wallet record; taken bigint; target jsonb;
BEGIN
  FOR c IN SELECT id, status, owed FROM chargebacks WHERE user_id = p_user AND owed > 0 ORDER BY created_at, id FOR UPDATE LOOP
    SELECT code, balance INTO wallet FROM ledger_accounts WHERE owner_id = p_user AND kind = 'credits' AND currency = 'usd';
    EXIT WHEN NOT FOUND OR wallet.balance <= 0;
    taken := least(wallet.balance, c.owed);
    target := CASE WHEN c.status = 'open' THEN jsonb_build_object('code', 'dispute:' || c.id, 'kind', 'dispute', 'subject', c.id)
                   ELSE jsonb_build_object('code', 'platform:loss', 'kind', 'loss') END;
    PERFORM ledger_transfer('stripe:' || c.id || ':owed:' || c.owed,
      CASE WHEN c.status = 'open' THEN 'chargeback.reserved' ELSE 'chargeback.recovered' END, c.id,
      jsonb_build_array(jsonb_build_object('code', wallet.code, 'kind', 'credits', 'owner', p_user, 'amount', -taken),
        target || jsonb_build_object('amount', taken)), p_event_at);
    UPDATE chargebacks SET owed = owed - taken,
      reserved = reserved + CASE WHEN status = 'open' THEN taken ELSE 0 END,
      recovered = recovered + CASE WHEN status = 'open' THEN 0 ELSE taken END
    WHERE id = c.id;
  END LOOP;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION ledger_transfer(p_key text, p_kind text, p_ref text, p_legs jsonb, p_event_at timestamptz DEFAULT now(),
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

  -- Whoever had a payment back from the bank and spent it here, or contests one that is spent, pays that first.
  IF p_kind NOT LIKE 'chargeback.%' AND p_legs @> '[{"kind": "credits"}]' THEN
    PERFORM collect_owed(a.owner_id, p_event_at) FROM unnest(ids, amounts) AS t(id, amount) JOIN ledger_accounts a ON a.id = t.id
     WHERE t.amount > 0 AND a.kind = 'credits' AND EXISTS (SELECT FROM chargebacks c WHERE c.user_id = a.owner_id AND c.owed > 0);
  END IF;
END $$;
