-- A hold that is empty is closed, and opened again where its task holds money once more: what somebody has reserved is the sum of
-- their open holds, and must not cost more with every task that they ever finished.
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

  IF p_legs @> '[{"kind": "escrow"}]' THEN
    UPDATE ledger_accounts SET closed_at = NULL WHERE id = ANY (ids) AND kind = 'escrow' AND closed_at IS NOT NULL;
  END IF;

  INSERT INTO ledger_entries (journal_id, account_id, amount, balance_after, account_version)
    SELECT ledger_transfer.journal_id, t.id, t.amount, 0, 0 FROM unnest(ids, amounts) AS t(id, amount);

  IF p_legs @> '[{"kind": "escrow"}]' THEN
    UPDATE ledger_accounts SET closed_at = p_event_at WHERE id = ANY (ids) AND kind = 'escrow' AND balance = 0;
  END IF;

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
UPDATE ledger_accounts SET closed_at = now() WHERE kind = 'escrow' AND balance = 0 AND version > 0;
