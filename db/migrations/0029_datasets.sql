CREATE TABLE "dataset_versions" (
	"dataset_id" text NOT NULL,
	"version" text NOT NULL,
	"number" integer NOT NULL,
	"digest" text NOT NULL,
	"rows" integer NOT NULL,
	"content" text NOT NULL,
	"responses" text,
	"files" jsonb NOT NULL,
	"pii" jsonb NOT NULL,
	"quality" jsonb NOT NULL,
	"meta" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "dataset_versions_dataset_id_version_pk" PRIMARY KEY("dataset_id","version"),
	CONSTRAINT "dataset_versions_number" UNIQUE("dataset_id","number"),
	CONSTRAINT "dataset_versions_version" CHECK ("dataset_versions"."version" ~ '^[0-9]{1,6}[.][0-9]{1,6}[.][0-9]{1,6}$')
);
--> statement-breakpoint
CREATE TABLE "datasets" (
	"id" text PRIMARY KEY NOT NULL,
	"block_id" text NOT NULL,
	"owner_id" text NOT NULL,
	"poster_id" text NOT NULL,
	"by_ai" boolean NOT NULL,
	"title" text NOT NULL,
	"description" text NOT NULL,
	"category" text NOT NULL,
	"mode" text NOT NULL,
	"response_type" text NOT NULL,
	"license_type" text NOT NULL,
	"price_cents" bigint NOT NULL,
	"listed" boolean DEFAULT true NOT NULL,
	"verified" boolean NOT NULL,
	"version" text NOT NULL,
	"digest" text NOT NULL,
	"item_count" integer NOT NULL,
	"response_count" integer NOT NULL,
	"bot_count" integer,
	"raw_count" integer NOT NULL,
	"redacted_count" integer NOT NULL,
	"quality" jsonb NOT NULL,
	"sample_rows" jsonb NOT NULL,
	"license_count" integer DEFAULT 0 NOT NULL,
	"exclusive_sold_to" text,
	"secret" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"search" "tsvector" GENERATED ALWAYS AS (setweight(to_tsvector('english'::regconfig, title), 'A') || setweight(to_tsvector('english'::regconfig, description), 'C')) STORED NOT NULL,
	CONSTRAINT "datasets_block" UNIQUE("block_id"),
	CONSTRAINT "datasets_price_cents" CHECK ("datasets"."price_cents" >= 0),
	CONSTRAINT "datasets_samples" CHECK (jsonb_array_length("datasets"."sample_rows") <= 5),
	CONSTRAINT "datasets_exclusive" CHECK ("datasets"."exclusive_sold_to" is null or "datasets"."license_type" = 'LicenseRef-Exclusive' and "datasets"."license_count" = 1)
);
--> statement-breakpoint
CREATE TABLE "license_shares" (
	"id" text PRIMARY KEY NOT NULL,
	"license_id" text NOT NULL,
	"response_id" text NOT NULL,
	"user_id" text NOT NULL,
	"cents" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "license_shares_cents" CHECK ("license_shares"."cents" > 0)
);
--> statement-breakpoint
CREATE TABLE "licenses" (
	"id" text PRIMARY KEY NOT NULL,
	"dataset_id" text NOT NULL,
	"block_id" text NOT NULL,
	"user_id" text NOT NULL,
	"actor_id" text NOT NULL,
	"version" text NOT NULL,
	"digest" text NOT NULL,
	"type" text NOT NULL,
	"terms_version" text NOT NULL,
	"terms_hash" text NOT NULL,
	"price_cents" bigint NOT NULL,
	"owner_cents" bigint NOT NULL,
	"platform_cents" bigint NOT NULL,
	"workers_cents" bigint NOT NULL,
	"paid_with" text NOT NULL,
	"payment_intent" text,
	"code" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "licenses_paymentIntent_unique" UNIQUE("payment_intent"),
	CONSTRAINT "licenses_code_unique" UNIQUE("code"),
	CONSTRAINT "licenses_split" CHECK ("licenses"."price_cents" = "licenses"."owner_cents" + "licenses"."platform_cents" + "licenses"."workers_cents" and least("licenses"."owner_cents", "licenses"."platform_cents", "licenses"."workers_cents") >= 0),
	CONSTRAINT "licenses_paid" CHECK (("licenses"."paid_with" = 'free') = ("licenses"."price_cents" = 0)),
	CONSTRAINT "licenses_card" CHECK (("licenses"."paid_with" = 'card') = ("licenses"."payment_intent" is not null))
);
--> statement-breakpoint
ALTER TABLE "ledger_accounts" DROP CONSTRAINT "ledger_whose";--> statement-breakpoint
ALTER TABLE "block_tasks" ADD COLUMN "dataset_due" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "checkouts" ADD COLUMN "dataset_id" text;--> statement-breakpoint
ALTER TABLE "checkouts" ADD COLUMN "license_id" text;--> statement-breakpoint
ALTER TABLE "checkouts" ADD COLUMN "terms_hash" text;--> statement-breakpoint
ALTER TABLE "dataset_versions" ADD CONSTRAINT "dataset_versions_dataset_id_datasets_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."datasets"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "datasets" ADD CONSTRAINT "datasets_block_id_block_tasks_id_fk" FOREIGN KEY ("block_id") REFERENCES "public"."block_tasks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "datasets" ADD CONSTRAINT "datasets_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "datasets" ADD CONSTRAINT "datasets_poster_id_actors_id_fk" FOREIGN KEY ("poster_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "license_shares" ADD CONSTRAINT "license_shares_license_id_licenses_id_fk" FOREIGN KEY ("license_id") REFERENCES "public"."licenses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "licenses" ADD CONSTRAINT "licenses_dataset_id_datasets_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "public"."datasets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "licenses" ADD CONSTRAINT "licenses_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "licenses" ADD CONSTRAINT "licenses_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "datasets_newest" ON "datasets" USING btree ("created_at","id") WHERE "datasets"."listed";--> statement-breakpoint
CREATE INDEX "datasets_category" ON "datasets" USING btree ("category","created_at","id") WHERE "datasets"."listed";--> statement-breakpoint
CREATE INDEX "datasets_license" ON "datasets" USING btree ("license_type","created_at","id") WHERE "datasets"."listed";--> statement-breakpoint
CREATE INDEX "datasets_verified" ON "datasets" USING btree ("created_at","id") WHERE "datasets"."listed" and "datasets"."verified";--> statement-breakpoint
CREATE INDEX "datasets_price" ON "datasets" USING btree ("price_cents","id") WHERE "datasets"."listed";--> statement-breakpoint
CREATE INDEX "datasets_category_price" ON "datasets" USING btree ("category","price_cents","id") WHERE "datasets"."listed";--> statement-breakpoint
CREATE INDEX "datasets_license_price" ON "datasets" USING btree ("license_type","price_cents","id") WHERE "datasets"."listed";--> statement-breakpoint
CREATE INDEX "datasets_verified_price" ON "datasets" USING btree ("price_cents","id") WHERE "datasets"."listed" and "datasets"."verified";--> statement-breakpoint
CREATE INDEX "datasets_owner" ON "datasets" USING btree ("owner_id","created_at","id");--> statement-breakpoint
CREATE INDEX "datasets_owner_price" ON "datasets" USING btree ("owner_id","price_cents","id");--> statement-breakpoint
CREATE INDEX "datasets_search" ON "datasets" USING gin ("search");--> statement-breakpoint
CREATE UNIQUE INDEX "license_shares_one" ON "license_shares" USING btree ("license_id","response_id");--> statement-breakpoint
CREATE INDEX "license_shares_user" ON "license_shares" USING btree ("user_id","created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "licenses_one" ON "licenses" USING btree ("dataset_id","user_id");--> statement-breakpoint
CREATE INDEX "licenses_user" ON "licenses" USING btree ("user_id","created_at","id");--> statement-breakpoint
CREATE INDEX "block_tasks_unpublished" ON "block_tasks" USING btree ("paid_at") WHERE "block_tasks"."dataset_due";--> statement-breakpoint
CREATE INDEX "checkouts_dataset" ON "checkouts" USING btree ("dataset_id") WHERE "checkouts"."dataset_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "checkouts_one_open_license" ON "checkouts" USING btree ("user_id","dataset_id") WHERE "checkouts"."status" = 'open' and "checkouts"."kind" = 'license';--> statement-breakpoint
ALTER TABLE "ledger_accounts" ADD CONSTRAINT "ledger_whose" CHECK (case "ledger_accounts"."kind"
        when 'credits' then "ledger_accounts"."owner_id" like 'user\_%' and "ledger_accounts"."subject_id" is null
        when 'earnings' then "ledger_accounts"."owner_id" like 'user\_%' and "ledger_accounts"."subject_id" is null
        when 'receivable' then "ledger_accounts"."owner_id" like 'user\_%' and "ledger_accounts"."subject_id" is null
        when 'escrow' then ("ledger_accounts"."subject_id" like 'task\_%' or "ledger_accounts"."subject_id" like 'block\_%' or "ledger_accounts"."subject_id" like 'lic\_%') and ("ledger_accounts"."owner_id" is null or "ledger_accounts"."owner_id" like 'user\_%')
        when 'payout_transit' then "ledger_accounts"."subject_id" like 'payout\_%' and "ledger_accounts"."owner_id" is null
        when 'refund_transit' then "ledger_accounts"."subject_id" like 'rfd\_%' and "ledger_accounts"."owner_id" is null
        when 'dispute' then "ledger_accounts"."subject_id" is not null and "ledger_accounts"."owner_id" is null
        else "ledger_accounts"."owner_id" is null and "ledger_accounts"."subject_id" is null end);--> statement-breakpoint
ALTER TABLE "checkouts" ADD CONSTRAINT "checkouts_license" CHECK (("checkouts"."kind" = 'license') = ("checkouts"."dataset_id" is not null and "checkouts"."license_id" is not null and "checkouts"."terms_hash" is not null));
--> statement-breakpoint
CREATE TRIGGER owner_lives BEFORE INSERT ON datasets FOR EACH ROW EXECUTE FUNCTION owner_lives();
--> statement-breakpoint
CREATE TRIGGER user_lives BEFORE INSERT ON licenses FOR EACH ROW EXECUTE FUNCTION user_lives();
--> statement-breakpoint
-- What was published and what was sold stays as it was: nobody changes it, and it goes only with what it is part of.
CREATE FUNCTION stays_as_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'dataset_versions' THEN
    IF NOT EXISTS (SELECT FROM datasets WHERE id = OLD.dataset_id) THEN RETURN OLD; END IF;
  END IF;
  RAISE EXCEPTION '% never changes', TG_TABLE_NAME USING ERRCODE = 'DS001';
END $$;
--> statement-breakpoint
CREATE TRIGGER stays_as_written BEFORE UPDATE OR DELETE ON dataset_versions FOR EACH ROW EXECUTE FUNCTION stays_as_written();
--> statement-breakpoint
CREATE TRIGGER stays_as_written BEFORE UPDATE OR DELETE ON licenses FOR EACH ROW EXECUTE FUNCTION stays_as_written();
--> statement-breakpoint
CREATE TRIGGER stays_as_written BEFORE UPDATE OR DELETE ON license_shares FOR EACH ROW EXECUTE FUNCTION stays_as_written();
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
   WHERE (c.status = 'upheld') <> EXISTS (SELECT FROM ledger_journals j WHERE j.idem_key = 'block.contest:' || c.id)
  UNION ALL
  SELECT 'licence with other money than its journal', l.id, l.owner_cents || ', ' || l.platform_cents || ', ' || l.workers_cents || ' of ' || l.price_cents || ', journalled ' || coalesce(m.earned, 0) || ' and ' || coalesce(m.fees, 0)
    FROM licenses l
    LEFT JOIN LATERAL (SELECT sum(e.amount) FILTER (WHERE a.kind = 'earnings') AS earned, sum(e.amount) FILTER (WHERE a.kind = 'fees') AS fees
      FROM ledger_journals j JOIN ledger_entries e ON e.journal_id = j.id JOIN ledger_accounts a ON a.id = e.account_id
     WHERE j.idem_key = 'license.sale:' || l.id) m ON true
   WHERE l.owner_cents + l.workers_cents <> coalesce(m.earned, 0) OR l.platform_cents <> coalesce(m.fees, 0)
  UNION ALL
  SELECT 'licence whose royalties differ from its shares', l.id, l.workers_cents || ' vs ' || coalesce(s.cents, 0)
    FROM licenses l LEFT JOIN (SELECT license_id, sum(cents) AS cents FROM license_shares GROUP BY 1) s ON s.license_id = l.id
   WHERE l.workers_cents <> coalesce(s.cents, 0)
  UNION ALL
  SELECT 'sale of a licence that is none', j.ref_id, j.idem_key
    FROM ledger_journals j WHERE j.kind IN ('license.sale', 'license.paid') AND NOT EXISTS (SELECT FROM licenses l WHERE l.id = j.ref_id)
  UNION ALL
  SELECT 'dataset with another number of licences than were sold', d.id, d.license_count || ' vs ' || coalesce(l.n, 0)
    FROM datasets d LEFT JOIN (SELECT dataset_id, count(*) AS n, min(user_id) AS holder FROM licenses GROUP BY 1) l ON l.dataset_id = d.id
   WHERE d.license_count <> coalesce(l.n, 0)
      OR d.license_type = 'LicenseRef-Exclusive' AND d.exclusive_sold_to IS DISTINCT FROM l.holder
  UNION ALL
  SELECT 'a bot''s spend on a licence exceeds what is paid for it', b.task_id, b.counted || ' vs ' || coalesce(l.price_cents, c.amount, 0)
    FROM (SELECT task_id, sum(cents - returned) AS counted FROM bot_spends WHERE task_id LIKE 'lic\_%' GROUP BY 1) b
    LEFT JOIN licenses l ON l.id = b.task_id LEFT JOIN checkouts c ON c.license_id = b.task_id AND c.status = 'open'
   WHERE b.counted > coalesce(l.price_cents, c.amount, 0);
