CREATE TABLE "block_contests" (
	"id" text PRIMARY KEY NOT NULL,
	"response_id" text NOT NULL,
	"block_id" text NOT NULL,
	"owner_id" text NOT NULL,
	"reason" text NOT NULL,
	"status" text DEFAULT 'open' NOT NULL,
	"decision" text,
	"decided_by" text,
	"paid_cents" bigint,
	"by_platform_cents" bigint,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "block_grades" (
	"response_id" text PRIMARY KEY NOT NULL,
	"actor_id" text NOT NULL,
	"category" text NOT NULL,
	"right" integer NOT NULL,
	"graded" integer NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "block_items" (
	"block_id" text NOT NULL,
	"position" integer NOT NULL,
	"item_id" text NOT NULL,
	"prompt" text NOT NULL,
	"options" text[],
	"gold" jsonb,
	CONSTRAINT "block_items_block_id_position_pk" PRIMARY KEY("block_id","position"),
	CONSTRAINT "block_items_id" UNIQUE("block_id","item_id")
);
--> statement-breakpoint
CREATE TABLE "block_payouts" (
	"response_id" text PRIMARY KEY NOT NULL,
	"block_id" text NOT NULL,
	"owner_id" text NOT NULL,
	"cents" bigint NOT NULL,
	"fee_cents" bigint NOT NULL,
	"reason" text NOT NULL,
	"agreement" double precision,
	"quality" double precision,
	"version" integer NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "block_payouts_cents" CHECK ("block_payouts"."cents" >= 0 and "block_payouts"."fee_cents" between 0 and "block_payouts"."cents")
);
--> statement-breakpoint
CREATE TABLE "block_responses" (
	"id" text PRIMARY KEY NOT NULL,
	"block_id" text NOT NULL,
	"slot" integer NOT NULL,
	"actor_id" text NOT NULL,
	"owner_id" text NOT NULL,
	"by_ai" boolean NOT NULL,
	"answers" jsonb NOT NULL,
	"may_share" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "block_responses_owner" UNIQUE("block_id","owner_id"),
	CONSTRAINT "block_responses_slot" UNIQUE("block_id","slot")
);
--> statement-breakpoint
CREATE TABLE "block_results" (
	"block_id" text NOT NULL,
	"version" integer NOT NULL,
	"digest" text NOT NULL,
	"responses" integer NOT NULL,
	"result" json NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "block_results_block_id_version_pk" PRIMARY KEY("block_id","version")
);
--> statement-breakpoint
CREATE TABLE "block_tasks" (
	"id" text PRIMARY KEY NOT NULL,
	"poster_id" text NOT NULL,
	"owner_id" text NOT NULL,
	"by_ai" boolean NOT NULL,
	"title" text NOT NULL,
	"description" text NOT NULL,
	"category" text NOT NULL,
	"mode" text NOT NULL,
	"response_type" text NOT NULL,
	"options" text[] DEFAULT '{}' NOT NULL,
	"rules" jsonb NOT NULL,
	"item_count" integer NOT NULL,
	"gold_count" integer NOT NULL,
	"worker_count" integer NOT NULL,
	"max_bots" integer NOT NULL,
	"pay_cents" bigint NOT NULL,
	"fee_bps" integer DEFAULT 0 NOT NULL,
	"agreement_threshold" double precision NOT NULL,
	"payout_policy" text NOT NULL,
	"deadline" timestamp (3) with time zone,
	"license_type" text,
	"license_cents" bigint,
	"status" text DEFAULT 'open' NOT NULL,
	"taken" integer DEFAULT 0 NOT NULL,
	"taken_by_bots" integer DEFAULT 0 NOT NULL,
	"counting" text DEFAULT 'none' NOT NULL,
	"counting_since" timestamp (3) with time zone,
	"result_version" integer DEFAULT 0 NOT NULL,
	"secret" "bytea" NOT NULL,
	"closed_reason" text,
	"completed_at" timestamp (3) with time zone,
	"paid_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"search" "tsvector" GENERATED ALWAYS AS (setweight(to_tsvector('english'::regconfig, title), 'A') || setweight(to_tsvector('english'::regconfig, description), 'C')) STORED NOT NULL,
	CONSTRAINT "block_tasks_title" CHECK (length("block_tasks"."title") between 1 and 200),
	CONSTRAINT "block_tasks_description" CHECK (length("block_tasks"."description") between 1 and 5000),
	CONSTRAINT "block_tasks_taken" CHECK ("block_tasks"."taken" between 0 and "block_tasks"."worker_count" and "block_tasks"."taken_by_bots" between 0 and "block_tasks"."taken"),
	CONSTRAINT "block_tasks_pay" CHECK ("block_tasks"."pay_cents" > 0 and "block_tasks"."fee_bps" between 0 and 5000),
	CONSTRAINT "block_tasks_license" CHECK (("block_tasks"."license_type" is null) = ("block_tasks"."license_cents" is null) and "block_tasks"."license_cents" >= 0)
);
--> statement-breakpoint
ALTER TABLE "ledger_accounts" DROP CONSTRAINT "ledger_whose";--> statement-breakpoint
ALTER TABLE "block_contests" ADD CONSTRAINT "block_contests_response_id_block_responses_id_fk" FOREIGN KEY ("response_id") REFERENCES "public"."block_responses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "block_contests" ADD CONSTRAINT "block_contests_block_id_block_tasks_id_fk" FOREIGN KEY ("block_id") REFERENCES "public"."block_tasks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "block_grades" ADD CONSTRAINT "block_grades_response_id_block_responses_id_fk" FOREIGN KEY ("response_id") REFERENCES "public"."block_responses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "block_items" ADD CONSTRAINT "block_items_block_id_block_tasks_id_fk" FOREIGN KEY ("block_id") REFERENCES "public"."block_tasks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "block_payouts" ADD CONSTRAINT "block_payouts_response_id_block_responses_id_fk" FOREIGN KEY ("response_id") REFERENCES "public"."block_responses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "block_payouts" ADD CONSTRAINT "block_payouts_block_id_block_tasks_id_fk" FOREIGN KEY ("block_id") REFERENCES "public"."block_tasks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "block_responses" ADD CONSTRAINT "block_responses_block_id_block_tasks_id_fk" FOREIGN KEY ("block_id") REFERENCES "public"."block_tasks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "block_responses" ADD CONSTRAINT "block_responses_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "block_responses" ADD CONSTRAINT "block_responses_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "block_results" ADD CONSTRAINT "block_results_block_id_block_tasks_id_fk" FOREIGN KEY ("block_id") REFERENCES "public"."block_tasks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "block_tasks" ADD CONSTRAINT "block_tasks_poster_id_actors_id_fk" FOREIGN KEY ("poster_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "block_tasks" ADD CONSTRAINT "block_tasks_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "block_contests_response" ON "block_contests" USING btree ("response_id");--> statement-breakpoint
CREATE INDEX "block_contests_queue" ON "block_contests" USING btree ("status","created_at","id");--> statement-breakpoint
CREATE INDEX "block_contests_block" ON "block_contests" USING btree ("block_id");--> statement-breakpoint
CREATE INDEX "block_grades_newest" ON "block_grades" USING btree ("actor_id","category","created_at");--> statement-breakpoint
CREATE INDEX "block_payouts_block" ON "block_payouts" USING btree ("block_id");--> statement-breakpoint
CREATE INDEX "block_responses_mine" ON "block_responses" USING btree ("owner_id","created_at","id");--> statement-breakpoint
CREATE INDEX "block_responses_actor" ON "block_responses" USING btree ("actor_id");--> statement-breakpoint
CREATE INDEX "block_tasks_newest" ON "block_tasks" USING btree ("status","created_at","id");--> statement-breakpoint
CREATE INDEX "block_tasks_category" ON "block_tasks" USING btree ("status","category","created_at","id");--> statement-breakpoint
CREATE INDEX "block_tasks_mode" ON "block_tasks" USING btree ("status","mode","created_at","id");--> statement-breakpoint
CREATE INDEX "block_tasks_owner" ON "block_tasks" USING btree ("owner_id","created_at","id");--> statement-breakpoint
CREATE INDEX "block_tasks_all" ON "block_tasks" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "block_tasks_search" ON "block_tasks" USING gin ("search");--> statement-breakpoint
CREATE INDEX "block_tasks_due" ON "block_tasks" USING btree ("deadline") WHERE "block_tasks"."status" = 'open' and "block_tasks"."deadline" is not null;--> statement-breakpoint
CREATE INDEX "block_tasks_uncounted" ON "block_tasks" USING btree ("counting_since") WHERE "block_tasks"."counting" = 'due';--> statement-breakpoint
CREATE INDEX "block_tasks_unpaid" ON "block_tasks" USING btree ("completed_at") WHERE "block_tasks"."status" = 'completed' and "block_tasks"."counting" = 'done';--> statement-breakpoint
ALTER TABLE "ledger_accounts" ADD CONSTRAINT "ledger_whose" CHECK (case "ledger_accounts"."kind"
        when 'credits' then "ledger_accounts"."owner_id" like 'user\_%' and "ledger_accounts"."subject_id" is null
        when 'earnings' then "ledger_accounts"."owner_id" like 'user\_%' and "ledger_accounts"."subject_id" is null
        when 'receivable' then "ledger_accounts"."owner_id" like 'user\_%' and "ledger_accounts"."subject_id" is null
        when 'escrow' then ("ledger_accounts"."subject_id" like 'task\_%' or "ledger_accounts"."subject_id" like 'block\_%') and ("ledger_accounts"."owner_id" is null or "ledger_accounts"."owner_id" like 'user\_%')
        when 'payout_transit' then "ledger_accounts"."subject_id" like 'payout\_%' and "ledger_accounts"."owner_id" is null
        when 'refund_transit' then "ledger_accounts"."subject_id" like 'rfd\_%' and "ledger_accounts"."owner_id" is null
        when 'dispute' then "ledger_accounts"."subject_id" is not null and "ledger_accounts"."owner_id" is null
        else "ledger_accounts"."owner_id" is null and "ledger_accounts"."subject_id" is null end);
--> statement-breakpoint
-- What a block holds and gives back is told as what a task does; a licence is bought.
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
    WHEN deed LIKE 'license.%' AND NEW.amount < 0 THEN 'purchase'
    WHEN deed = 'block.contest' AND wallet = 'credits' THEN 'other'
    WHEN (deed LIKE 'task.%' OR deed LIKE 'block.%') AND NEW.amount < 0 THEN 'hold'
    WHEN deed LIKE 'task.%' OR deed LIKE 'block.%' THEN 'return'
    ELSE 'other' END;
  RETURN NEW;
END $$;
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
     AND NOT EXISTS (SELECT FROM block_tasks b WHERE b.id = a.subject_id)
  UNION ALL
  SELECT 'fee of a hold differs from its task''s', t.id, h.fee_bps || ' vs ' || t.fee_bps
    FROM holds h JOIN tasks t ON t.id = h.task_id WHERE h.settled_at IS NULL AND h.fee_bps <> t.fee_bps
  UNION ALL
  SELECT 'fee differs from what was paid out', h.task_id, coalesce(f.cents, 0) || ' of ' || h.released || ' at ' || h.fee_bps
    FROM holds h LEFT JOIN LATERAL (
      SELECT sum(e.amount) AS cents FROM ledger_journals j JOIN ledger_entries e ON e.journal_id = j.id JOIN ledger_accounts a ON a.id = e.account_id
       WHERE j.idem_key = 'task.settle:' || h.task_id AND a.kind = 'fees') f ON true
   WHERE h.settled_at IS NOT NULL AND h.released > 0 AND coalesce(f.cents, 0) <> h.released * h.fee_bps / 10000
  UNION ALL
  SELECT 'hold differs from its block', b.id, b.status || ', held ' || coalesce(a.balance, 0)
    FROM block_tasks b LEFT JOIN ledger_accounts a ON a.code = b.id || ':escrow:usd'
   WHERE coalesce(a.balance, 0) <> CASE WHEN b.status IN ('open', 'completed') THEN b.worker_count * b.pay_cents ELSE 0 END
  UNION ALL
  SELECT 'ended block without one settlement', b.id, b.status
    FROM block_tasks b
   WHERE (b.status IN ('paid', 'cancelled', 'expired')) <> EXISTS (SELECT FROM ledger_journals j WHERE j.idem_key = 'block.settle:' || b.id)
  UNION ALL
  SELECT 'block paid otherwise than its lines say', b.id, coalesce(l.paid, 0) || ' and ' || coalesce(l.fee, 0) || ', journalled ' || coalesce(m.paid, 0) || ' and ' || coalesce(m.fee, 0)
    FROM block_tasks b
    LEFT JOIN LATERAL (SELECT sum(p.cents - p.fee_cents) AS paid, sum(p.fee_cents) AS fee FROM block_payouts p WHERE p.block_id = b.id) l ON true
    LEFT JOIN LATERAL (SELECT sum(e.amount) FILTER (WHERE x.kind = 'earnings') AS paid, sum(e.amount) FILTER (WHERE x.kind = 'fees') AS fee
      FROM ledger_journals j JOIN ledger_entries e ON e.journal_id = j.id JOIN ledger_accounts x ON x.id = e.account_id
     WHERE j.idem_key = 'block.settle:' || b.id) m ON true
   WHERE coalesce(l.paid, 0) <> coalesce(m.paid, 0) OR coalesce(l.fee, 0) <> coalesce(m.fee, 0)
  UNION ALL
  SELECT 'block with other places taken than answers', b.id, b.taken || ' vs ' || coalesce(r.n, 0)
    FROM block_tasks b LEFT JOIN (SELECT block_id, count(*) AS n FROM block_responses GROUP BY 1) r ON r.block_id = b.id
   WHERE b.taken <> coalesce(r.n, 0)
  UNION ALL
  SELECT 'upheld contest of a block without its payment, or the reverse', c.id, c.status
    FROM block_contests c
   WHERE (c.status = 'upheld') <> EXISTS (SELECT FROM ledger_journals j WHERE j.idem_key = 'block.contest:' || c.id);
--> statement-breakpoint
CREATE TRIGGER owner_lives BEFORE INSERT ON block_tasks FOR EACH ROW EXECUTE FUNCTION owner_lives();
--> statement-breakpoint
CREATE TRIGGER owner_lives BEFORE INSERT ON block_responses FOR EACH ROW EXECUTE FUNCTION owner_lives();
