-- Empty at any moment; read it in one REPEATABLE READ snapshot. New here: a task that is paid elsewhere may have held money
-- before it was, and a decision on it moved none of that.
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
    FROM ledger_accounts a WHERE a.kind = 'escrow' AND a.balance <> 0 AND NOT EXISTS (SELECT FROM tasks t WHERE t.id = a.subject_id);
