CREATE TABLE "actors" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"is_bot" boolean NOT NULL,
	"name" text NOT NULL,
	"image_url" text,
	"rating_sum" integer DEFAULT 0 NOT NULL,
	"rating_count" integer DEFAULT 0 NOT NULL,
	"completed_tasks" integer DEFAULT 0 NOT NULL,
	"on_time_tasks" integer DEFAULT 0 NOT NULL,
	"disputed_tasks" integer DEFAULT 0 NOT NULL,
	"accepted_deliverables" integer DEFAULT 0 NOT NULL,
	"reviewed_deliverables" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "actors_name" CHECK (length("actors"."name") between 1 and 200)
);
--> statement-breakpoint
CREATE TABLE "identities" (
	"provider" text NOT NULL,
	"provider_account_id" text NOT NULL,
	"user_id" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "identities_provider_provider_account_id_pk" PRIMARY KEY("provider","provider_account_id")
);
--> statement-breakpoint
CREATE TABLE "logins" (
	"id" text PRIMARY KEY NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"user_id" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"ip" text,
	"user_agent" text,
	CONSTRAINT "logins_tokenHash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "mail_tokens" (
	"token_hash" "bytea" PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"purpose" text NOT NULL,
	"email" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" text PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"email_verified_at" timestamp (3) with time zone,
	"password_hash" text,
	"role" text DEFAULT 'member' NOT NULL,
	"accepted_terms_at" timestamp (3) with time zone NOT NULL,
	"claimed_at" timestamp (3) with time zone,
	"suspended_at" timestamp (3) with time zone,
	"deleted_at" timestamp (3) with time zone,
	"stripe_customer" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_stripeCustomer_unique" UNIQUE("stripe_customer")
);
--> statement-breakpoint
CREATE TABLE "actor_skills" (
	"actor_id" text NOT NULL,
	"slug" text NOT NULL,
	"label" text NOT NULL,
	"declared_level" integer,
	"completed_tasks" integer DEFAULT 0 NOT NULL,
	"rating_sum" integer DEFAULT 0 NOT NULL,
	"rating_count" integer DEFAULT 0 NOT NULL,
	"disputed_tasks" integer DEFAULT 0 NOT NULL,
	"attested_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "actor_skills_actor_id_slug_pk" PRIMARY KEY("actor_id","slug")
);
--> statement-breakpoint
CREATE TABLE "bot_profiles" (
	"id" text PRIMARY KEY NOT NULL,
	"owner_id" text NOT NULL,
	"description" text NOT NULL,
	"model" text NOT NULL,
	"framework" text NOT NULL,
	"webhook_url" text,
	"webhook_events" text[] DEFAULT '{}' NOT NULL,
	"webhook_secret" text,
	"deleted_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "deliverables" (
	"id" text PRIMARY KEY NOT NULL,
	"task_id" text NOT NULL,
	"proposal_id" text NOT NULL,
	"worker_id" text NOT NULL,
	"owner_id" text NOT NULL,
	"by_ai" boolean NOT NULL,
	"content" text NOT NULL,
	"format" text DEFAULT 'text' NOT NULL,
	"file_urls" text[] DEFAULT '{}' NOT NULL,
	"notes" text,
	"status" text DEFAULT 'submitted' NOT NULL,
	"reason" text,
	"reason_code" text,
	"criteria" integer[] DEFAULT '{}' NOT NULL,
	"reviewed_by" text,
	"reviewed_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "dispute_statements" (
	"id" text PRIMARY KEY NOT NULL,
	"dispute_id" text NOT NULL,
	"side" text NOT NULL,
	"author_id" text NOT NULL,
	"by_ai" boolean NOT NULL,
	"text" text NOT NULL,
	"evidence" text[] DEFAULT '{}' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "disputes" (
	"id" text PRIMARY KEY NOT NULL,
	"task_id" text NOT NULL,
	"proposal_id" text NOT NULL,
	"worker_owner_id" text NOT NULL,
	"opened_by" text NOT NULL,
	"opener_id" text,
	"reason" text NOT NULL,
	"evidence" text[] DEFAULT '{}' NOT NULL,
	"status" text DEFAULT 'open' NOT NULL,
	"outcome" text,
	"worker_cents" bigint,
	"poster_cents" bigint,
	"decision" text,
	"decided_by" text,
	"overdue_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "disputes_ended" CHECK (("disputes"."status" = 'open') = ("disputes"."ended_at" is null)),
	CONSTRAINT "disputes_decided" CHECK (("disputes"."status" = 'decided') = ("disputes"."outcome" is not null and "disputes"."decision" is not null and "disputes"."decided_by" is not null)),
	CONSTRAINT "disputes_shares" CHECK (coalesce("disputes"."worker_cents", 0) >= 0 and coalesce("disputes"."poster_cents", 0) >= 0)
);
--> statement-breakpoint
CREATE TABLE "events" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"actor_id" text,
	"subject_id" text,
	"payload" jsonb NOT NULL,
	"is_public" boolean DEFAULT false NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"delivered_at" timestamp (3) with time zone,
	"failed_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mails" (
	"id" text PRIMARY KEY NOT NULL,
	"recipient" text NOT NULL,
	"subject" text NOT NULL,
	"text" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp (3) with time zone,
	"failed_at" timestamp (3) with time zone,
	"error" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "idempotent_answers" (
	"caller" text NOT NULL,
	"key" text NOT NULL,
	"fingerprint" "bytea" NOT NULL,
	"status" integer NOT NULL,
	"body" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotent_answers_caller_key_pk" PRIMARY KEY("caller","key")
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"bot_id" text,
	"name" text NOT NULL,
	"prefix" text NOT NULL,
	"key_hash" "bytea" NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "api_keys_keyHash_unique" UNIQUE("key_hash")
);
--> statement-breakpoint
CREATE TABLE "holds" (
	"id" text PRIMARY KEY NOT NULL,
	"task_id" text NOT NULL,
	"source" text NOT NULL,
	"gross" bigint NOT NULL,
	"fee_bps" integer DEFAULT 0 NOT NULL,
	"released" bigint DEFAULT 0 NOT NULL,
	"refunded" bigint DEFAULT 0 NOT NULL,
	"settled_at" timestamp (3) with time zone,
	"payment_intent" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "holds_paymentIntent_unique" UNIQUE("payment_intent"),
	CONSTRAINT "holds_card" CHECK (("holds"."source" = 'card') = ("holds"."payment_intent" is not null)),
	CONSTRAINT "holds_gross" CHECK ("holds"."gross" > 0),
	CONSTRAINT "holds_fee" CHECK ("holds"."fee_bps" between 0 and 5000),
	CONSTRAINT "holds_spent" CHECK ("holds"."released" >= 0 and "holds"."refunded" >= 0 and "holds"."released" + "holds"."refunded" <= "holds"."gross")
);
--> statement-breakpoint
CREATE TABLE "ledger_accounts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "ledger_accounts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"code" text NOT NULL,
	"kind" text NOT NULL,
	"owner_id" text,
	"subject_id" text,
	"currency" text DEFAULT 'usd' NOT NULL,
	"balance" bigint DEFAULT 0 NOT NULL,
	"version" bigint DEFAULT 0 NOT NULL,
	"min_balance" bigint,
	"closed_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ledger_accounts_code_unique" UNIQUE("code"),
	CONSTRAINT "ledger_funds" CHECK ("ledger_accounts"."balance" >= "ledger_accounts"."min_balance"),
	CONSTRAINT "ledger_bounded" CHECK ("ledger_accounts"."min_balance" is not distinct from case when "ledger_accounts"."kind" in ('credits','earnings','escrow','payout_transit','refund_transit','fees') then 0 end),
	CONSTRAINT "ledger_closed_nil" CHECK ("ledger_accounts"."closed_at" is null or "ledger_accounts"."balance" = 0),
	CONSTRAINT "ledger_currency" CHECK ("ledger_accounts"."currency" ~ '^[a-z]{3}$')
);
--> statement-breakpoint
CREATE TABLE "ledger_entries" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "ledger_entries_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"journal_id" bigint NOT NULL,
	"account_id" bigint NOT NULL,
	"amount" bigint NOT NULL,
	"balance_after" bigint NOT NULL,
	"account_version" bigint NOT NULL,
	"event_at" timestamp (3) with time zone NOT NULL,
	"type" text,
	CONSTRAINT "ledger_entries_history" UNIQUE("account_id","account_version"),
	CONSTRAINT "ledger_entries_amount" CHECK ("ledger_entries"."amount" <> 0)
);
--> statement-breakpoint
CREATE TABLE "ledger_journals" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "ledger_journals_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"idem_key" text NOT NULL,
	"kind" text NOT NULL,
	"ref_id" text,
	"reverses" bigint,
	"request_hash" "bytea" NOT NULL,
	"event_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"txid" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"meta" jsonb DEFAULT '{}'::jsonb NOT NULL,
	CONSTRAINT "ledger_journals_idemKey_unique" UNIQUE("idem_key"),
	CONSTRAINT "ledger_journals_reverses_unique" UNIQUE("reverses"),
	CONSTRAINT "ledger_journals_key" CHECK (length("ledger_journals"."idem_key") between 1 and 200)
);
--> statement-breakpoint
CREATE TABLE "chargebacks" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"payment_intent" text NOT NULL,
	"task_id" text,
	"amount" bigint NOT NULL,
	"reserved" bigint,
	"reason" text NOT NULL,
	"status" text NOT NULL,
	"evidence_due_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "checkouts" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"user_id" text NOT NULL,
	"amount" bigint NOT NULL,
	"task_id" text,
	"proposal_id" text,
	"bot_id" text,
	"status" text DEFAULT 'open' NOT NULL,
	"stripe_id" text,
	"url" text,
	"payment_intent" text,
	"receipt_url" text,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "checkouts_stripeId_unique" UNIQUE("stripe_id"),
	CONSTRAINT "checkouts_paymentIntent_unique" UNIQUE("payment_intent"),
	CONSTRAINT "checkouts_amount" CHECK ("checkouts"."amount" > 0 or "checkouts"."kind" = 'card' and "checkouts"."amount" = 0),
	CONSTRAINT "checkouts_task" CHECK (("checkouts"."kind" = 'task') = ("checkouts"."task_id" is not null and "checkouts"."proposal_id" is not null))
);
--> statement-breakpoint
CREATE TABLE "reconciliations" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"slot" text NOT NULL,
	"report" jsonb,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "reconciliations_slot_unique" UNIQUE("slot")
);
--> statement-breakpoint
CREATE TABLE "refunds" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"task_id" text,
	"payment_intent" text NOT NULL,
	"amount" bigint NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"stripe_id" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "refunds_stripeId_unique" UNIQUE("stripe_id"),
	CONSTRAINT "refunds_amount" CHECK ("refunds"."amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "stripe_events" (
	"id" text PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"object_id" text,
	"happened_at" timestamp (3) with time zone NOT NULL,
	"livemode" boolean NOT NULL,
	"api_version" text,
	"status" text DEFAULT 'new' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone NOT NULL,
	"error" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "stripe_ops" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"ref_id" text NOT NULL,
	"idem_key" text NOT NULL,
	"request" jsonb NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone NOT NULL,
	"first_sent_at" timestamp (3) with time zone,
	"stripe_id" text,
	"error" jsonb,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "stripe_ops_idemKey_unique" UNIQUE("idem_key")
);
--> statement-breakpoint
CREATE TABLE "stripe_transactions" (
	"id" text PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"source_id" text,
	"amount" bigint NOT NULL,
	"fee" bigint NOT NULL,
	"net" bigint NOT NULL,
	"keys" text[] NOT NULL,
	"happened_at" timestamp (3) with time zone NOT NULL,
	"suspended_at" timestamp (3) with time zone,
	"explained_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "preferences" (
	"user_id" text PRIMARY KEY NOT NULL,
	"min_budget_cents" bigint DEFAULT 0 NOT NULL,
	"categories" text[] DEFAULT '{}' NOT NULL,
	"hours_per_week" integer,
	"timezone" text,
	"days" text[] DEFAULT '{}' NOT NULL,
	"fundings" text[] DEFAULT '{}' NOT NULL,
	"poster_kind" text DEFAULT 'any' NOT NULL,
	"remote_only" boolean DEFAULT false NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "proposals" (
	"id" text PRIMARY KEY NOT NULL,
	"task_id" text NOT NULL,
	"proposer_id" text NOT NULL,
	"owner_id" text NOT NULL,
	"key_id" text,
	"by_ai" boolean NOT NULL,
	"cover_letter" text NOT NULL,
	"amount_cents" bigint,
	"proposed_text" text,
	"estimated_hours" numeric,
	"status" text DEFAULT 'pending' NOT NULL,
	"reason" text,
	"decided_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "proposals_amount" CHECK ("proposals"."amount_cents" is null or "proposals"."amount_cents" > 0)
);
--> statement-breakpoint
CREATE TABLE "ratings" (
	"id" text PRIMARY KEY NOT NULL,
	"task_id" text NOT NULL,
	"side" text NOT NULL,
	"rater_id" text NOT NULL,
	"ratee_id" text NOT NULL,
	"by_ai" boolean NOT NULL,
	"rating" integer NOT NULL,
	"comment" text,
	"reveal_at" timestamp (3) with time zone NOT NULL,
	"revealed" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ratings_one_per_side" UNIQUE("task_id","side"),
	CONSTRAINT "ratings_stars" CHECK ("ratings"."rating" between 1 and 5)
);
--> statement-breakpoint
CREATE TABLE "auto_refills" (
	"user_id" text PRIMARY KEY NOT NULL,
	"enabled" boolean NOT NULL,
	"threshold" bigint NOT NULL,
	"amount" bigint NOT NULL,
	"monthly_limit" bigint NOT NULL,
	"payment_method" text,
	"card_brand" text,
	"card_last4" text,
	"mandate" text,
	"mandate_at" timestamp (3) with time zone,
	"low_since" timestamp (3) with time zone,
	"told_at" timestamp (3) with time zone,
	"not_before" timestamp (3) with time zone,
	"failures" integer DEFAULT 0 NOT NULL,
	"trouble" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "auto_refills_threshold" CHECK ("auto_refills"."threshold" > 0),
	CONSTRAINT "auto_refills_amount" CHECK ("auto_refills"."amount" > 0 and "auto_refills"."monthly_limit" >= "auto_refills"."amount")
);
--> statement-breakpoint
CREATE TABLE "refills" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"amount" bigint NOT NULL,
	"payment_method" text NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"payment_intent" text,
	"receipt_url" text,
	"decline_code" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "refills_paymentIntent_unique" UNIQUE("payment_intent")
);
--> statement-breakpoint
CREATE TABLE "approvals" (
	"id" text PRIMARY KEY NOT NULL,
	"bot_id" text NOT NULL,
	"owner_id" text NOT NULL,
	"key_id" text,
	"operation" text NOT NULL,
	"input" jsonb NOT NULL,
	"title" text NOT NULL,
	"category" text NOT NULL,
	"amount_cents" bigint NOT NULL,
	"task_id" text,
	"status" text DEFAULT 'pending' NOT NULL,
	"reason" text,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"resolved_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "approvals_resolved" CHECK (("approvals"."status" = 'pending') = ("approvals"."resolved_at" is null))
);
--> statement-breakpoint
CREATE TABLE "bot_limits" (
	"bot_id" text PRIMARY KEY NOT NULL,
	"enabled" boolean DEFAULT true NOT NULL,
	"daily_max_cents" bigint,
	"weekly_max_cents" bigint,
	"monthly_max_cents" bigint,
	"per_task_max_cents" bigint,
	"require_approval_above_cents" bigint,
	"allowed_categories" text[],
	"auto_review_enabled" boolean DEFAULT true NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "bot_limits_amounts" CHECK (least("bot_limits"."daily_max_cents", "bot_limits"."weekly_max_cents", "bot_limits"."monthly_max_cents", "bot_limits"."per_task_max_cents", "bot_limits"."require_approval_above_cents", 0) >= 0)
);
--> statement-breakpoint
CREATE TABLE "bot_spend" (
	"bot_id" text NOT NULL,
	"period" text NOT NULL,
	"starts_on" date NOT NULL,
	"spent" bigint NOT NULL,
	CONSTRAINT "bot_spend_bot_id_period_starts_on_pk" PRIMARY KEY("bot_id","period","starts_on"),
	CONSTRAINT "bot_spend_spent" CHECK ("bot_spend"."spent" >= 0)
);
--> statement-breakpoint
CREATE TABLE "bot_spends" (
	"id" text PRIMARY KEY NOT NULL,
	"bot_id" text NOT NULL,
	"task_id" text NOT NULL,
	"cents" bigint NOT NULL,
	"returned" bigint DEFAULT 0 NOT NULL,
	"approved" boolean DEFAULT false NOT NULL,
	"spent_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "bot_spends_cents" CHECK ("bot_spends"."cents" > 0 and "bot_spends"."returned" between 0 and "bot_spends"."cents")
);
--> statement-breakpoint
CREATE TABLE "tasks" (
	"id" text PRIMARY KEY NOT NULL,
	"poster_id" text NOT NULL,
	"owner_id" text NOT NULL,
	"key_id" text,
	"by_ai" boolean NOT NULL,
	"title" text NOT NULL,
	"title_key" text NOT NULL,
	"description" text NOT NULL,
	"hope" text,
	"category" text NOT NULL,
	"required_skills" text[] DEFAULT '{}' NOT NULL,
	"skills_text" text,
	"acceptance_criteria" text[] DEFAULT '{}' NOT NULL,
	"funding" text NOT NULL,
	"budget_type" text DEFAULT 'fixed' NOT NULL,
	"budget_cents" bigint,
	"currency" text DEFAULT 'USD' NOT NULL,
	"promised_amount" text,
	"payment_method" text,
	"contact_methods" text,
	"status" text DEFAULT 'open' NOT NULL,
	"urgency" text DEFAULT 'normal' NOT NULL,
	"deadline" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone,
	"max_proposals" integer,
	"proposal_count" integer DEFAULT 0 NOT NULL,
	"comment_count" integer DEFAULT 0 NOT NULL,
	"accepted_proposal_id" text,
	"version" integer DEFAULT 0 NOT NULL,
	"location_type" text DEFAULT 'remote' NOT NULL,
	"location_name" text,
	"latitude" double precision,
	"longitude" double precision,
	"radius_km" double precision,
	"country" text,
	"metadata" jsonb,
	"closed_reason" text,
	"started_at" timestamp (3) with time zone,
	"delivered_at" timestamp (3) with time zone,
	"completed_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"search" "tsvector" GENERATED ALWAYS AS (setweight(to_tsvector('english'::regconfig, title), 'A') || setweight(to_tsvector('english'::regconfig, immutable_join(required_skills)), 'B') || setweight(to_tsvector('english'::regconfig, description), 'C')) STORED NOT NULL,
	CONSTRAINT "tasks_budget_positive" CHECK ("tasks"."budget_cents" is null or "tasks"."budget_cents" > 0),
	CONSTRAINT "tasks_funded" CHECK ("tasks"."funding" not in ('credits', 'card') or "tasks"."budget_cents" is not null),
	CONSTRAINT "tasks_title" CHECK (length("tasks"."title") between 1 and 200),
	CONSTRAINT "tasks_description" CHECK (length("tasks"."description") between 1 and 5000),
	CONSTRAINT "tasks_local_placed" CHECK ("tasks"."location_type" = 'remote' or ("tasks"."latitude" between -90 and 90 and "tasks"."longitude" between -180 and 180)),
	CONSTRAINT "tasks_chosen" CHECK ("tasks"."status" not in ('in_progress', 'delivered', 'disputed') or "tasks"."accepted_proposal_id" is not null)
);
--> statement-breakpoint
CREATE TABLE "payout_accounts" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"stripe_id" text,
	"status" text DEFAULT 'incomplete' NOT NULL,
	"wants" text[] DEFAULT '{}' NOT NULL,
	"link_url" text,
	"link_expires_at" timestamp (3) with time zone,
	"looked_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payout_accounts_userId_unique" UNIQUE("user_id"),
	CONSTRAINT "payout_accounts_stripeId_unique" UNIQUE("stripe_id")
);
--> statement-breakpoint
CREATE TABLE "withdrawals" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"amount" bigint NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"stripe_id" text,
	"reversed" bigint DEFAULT 0 NOT NULL,
	"reason" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp (3) with time zone,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "withdrawals_stripeId_unique" UNIQUE("stripe_id"),
	CONSTRAINT "withdrawals_amount" CHECK ("withdrawals"."amount" > 0),
	CONSTRAINT "withdrawals_reversed" CHECK ("withdrawals"."reversed" between 0 and "withdrawals"."amount"),
	CONSTRAINT "withdrawals_sent" CHECK (("withdrawals"."status" in ('pending', 'failed')) = ("withdrawals"."stripe_id" is null)),
	CONSTRAINT "withdrawals_all_back" CHECK (("withdrawals"."status" = 'reversed') = ("withdrawals"."reversed" = "withdrawals"."amount"))
);
--> statement-breakpoint
ALTER TABLE "actors" ADD CONSTRAINT "actors_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "logins" ADD CONSTRAINT "logins_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mail_tokens" ADD CONSTRAINT "mail_tokens_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "actor_skills" ADD CONSTRAINT "actor_skills_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bot_profiles" ADD CONSTRAINT "bot_profiles_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliverables" ADD CONSTRAINT "deliverables_task_id_tasks_id_fk" FOREIGN KEY ("task_id") REFERENCES "public"."tasks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliverables" ADD CONSTRAINT "deliverables_proposal_id_proposals_id_fk" FOREIGN KEY ("proposal_id") REFERENCES "public"."proposals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliverables" ADD CONSTRAINT "deliverables_worker_id_actors_id_fk" FOREIGN KEY ("worker_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliverables" ADD CONSTRAINT "deliverables_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dispute_statements" ADD CONSTRAINT "dispute_statements_dispute_id_disputes_id_fk" FOREIGN KEY ("dispute_id") REFERENCES "public"."disputes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dispute_statements" ADD CONSTRAINT "dispute_statements_author_id_actors_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_task_id_tasks_id_fk" FOREIGN KEY ("task_id") REFERENCES "public"."tasks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_proposal_id_proposals_id_fk" FOREIGN KEY ("proposal_id") REFERENCES "public"."proposals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_worker_owner_id_users_id_fk" FOREIGN KEY ("worker_owner_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_opener_id_actors_id_fk" FOREIGN KEY ("opener_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_bot_id_bot_profiles_id_fk" FOREIGN KEY ("bot_id") REFERENCES "public"."bot_profiles"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holds" ADD CONSTRAINT "holds_task_id_tasks_id_fk" FOREIGN KEY ("task_id") REFERENCES "public"."tasks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_journal_id_ledger_journals_id_fk" FOREIGN KEY ("journal_id") REFERENCES "public"."ledger_journals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_account_id_ledger_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."ledger_accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chargebacks" ADD CONSTRAINT "chargebacks_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checkouts" ADD CONSTRAINT "checkouts_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "preferences" ADD CONSTRAINT "preferences_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proposals" ADD CONSTRAINT "proposals_task_id_tasks_id_fk" FOREIGN KEY ("task_id") REFERENCES "public"."tasks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proposals" ADD CONSTRAINT "proposals_proposer_id_actors_id_fk" FOREIGN KEY ("proposer_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proposals" ADD CONSTRAINT "proposals_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ratings" ADD CONSTRAINT "ratings_task_id_tasks_id_fk" FOREIGN KEY ("task_id") REFERENCES "public"."tasks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ratings" ADD CONSTRAINT "ratings_rater_id_actors_id_fk" FOREIGN KEY ("rater_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ratings" ADD CONSTRAINT "ratings_ratee_id_actors_id_fk" FOREIGN KEY ("ratee_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "auto_refills" ADD CONSTRAINT "auto_refills_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refills" ADD CONSTRAINT "refills_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_bot_id_bot_profiles_id_fk" FOREIGN KEY ("bot_id") REFERENCES "public"."bot_profiles"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bot_limits" ADD CONSTRAINT "bot_limits_bot_id_bot_profiles_id_fk" FOREIGN KEY ("bot_id") REFERENCES "public"."bot_profiles"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bot_spends" ADD CONSTRAINT "bot_spends_bot_id_bot_profiles_id_fk" FOREIGN KEY ("bot_id") REFERENCES "public"."bot_profiles"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_poster_id_actors_id_fk" FOREIGN KEY ("poster_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_accounts" ADD CONSTRAINT "payout_accounts_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "withdrawals" ADD CONSTRAINT "withdrawals_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "actors_user" ON "actors" USING btree ("user_id","created_at","id");--> statement-breakpoint
CREATE INDEX "identities_user" ON "identities" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "logins_user" ON "logins" USING btree ("user_id","created_at");--> statement-breakpoint
CREATE INDEX "mail_tokens_user" ON "mail_tokens" USING btree ("user_id","purpose");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email" ON "users" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "actor_skills_slug" ON "actor_skills" USING btree ("slug","actor_id");--> statement-breakpoint
CREATE INDEX "bot_profiles_owner" ON "bot_profiles" USING btree ("owner_id","created_at","id") WHERE "bot_profiles"."deleted_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "deliverables_one_waiting" ON "deliverables" USING btree ("task_id") WHERE "deliverables"."status" = 'submitted';--> statement-breakpoint
CREATE INDEX "deliverables_task" ON "deliverables" USING btree ("task_id","created_at","id");--> statement-breakpoint
CREATE INDEX "deliverables_proposal" ON "deliverables" USING btree ("proposal_id","created_at","id");--> statement-breakpoint
CREATE INDEX "deliverables_owner" ON "deliverables" USING btree ("owner_id","created_at","id");--> statement-breakpoint
CREATE INDEX "dispute_statements_dispute" ON "dispute_statements" USING btree ("dispute_id","created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "disputes_one_open" ON "disputes" USING btree ("task_id") WHERE "disputes"."status" = 'open';--> statement-breakpoint
CREATE INDEX "disputes_task" ON "disputes" USING btree ("task_id","created_at","id");--> statement-breakpoint
CREATE INDEX "disputes_worker" ON "disputes" USING btree ("worker_owner_id","created_at","id");--> statement-breakpoint
CREATE INDEX "disputes_status" ON "disputes" USING btree ("status","created_at","id");--> statement-breakpoint
CREATE INDEX "events_due" ON "events" USING btree ("next_attempt_at","id") WHERE "events"."delivered_at" is null and "events"."failed_at" is null;--> statement-breakpoint
CREATE INDEX "events_feed" ON "events" USING btree ("created_at","id") WHERE "events"."is_public";--> statement-breakpoint
CREATE INDEX "events_subject" ON "events" USING btree ("subject_id","created_at");--> statement-breakpoint
CREATE INDEX "mails_due" ON "mails" USING btree ("next_attempt_at","id") WHERE "mails"."sent_at" is null and "mails"."failed_at" is null;--> statement-breakpoint
CREATE INDEX "idempotent_answers_age" ON "idempotent_answers" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "api_keys_live" ON "api_keys" USING btree ("user_id","created_at","id") WHERE "api_keys"."revoked_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "holds_one_live" ON "holds" USING btree ("task_id") WHERE "holds"."settled_at" is null;--> statement-breakpoint
CREATE INDEX "holds_task" ON "holds" USING btree ("task_id","created_at","id");--> statement-breakpoint
CREATE INDEX "ledger_accounts_owner" ON "ledger_accounts" USING btree ("owner_id","currency","kind") WHERE "ledger_accounts"."owner_id" is not null and "ledger_accounts"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "ledger_entries_wallet" ON "ledger_entries" USING btree ("account_id","event_at","account_version") WHERE "ledger_entries"."type" is not null;--> statement-breakpoint
CREATE INDEX "ledger_entries_type" ON "ledger_entries" USING btree ("account_id","type","event_at","account_version") WHERE "ledger_entries"."type" is not null;--> statement-breakpoint
CREATE INDEX "ledger_entries_journal" ON "ledger_entries" USING btree ("journal_id");--> statement-breakpoint
CREATE INDEX "ledger_journals_ref" ON "ledger_journals" USING btree ("ref_id");--> statement-breakpoint
CREATE INDEX "chargebacks_open" ON "chargebacks" USING btree ("user_id") WHERE "chargebacks"."status" = 'open';--> statement-breakpoint
CREATE INDEX "chargebacks_payment" ON "chargebacks" USING btree ("payment_intent");--> statement-breakpoint
CREATE INDEX "chargebacks_status" ON "chargebacks" USING btree ("status","created_at","id");--> statement-breakpoint
CREATE INDEX "checkouts_user" ON "checkouts" USING btree ("user_id","created_at","id");--> statement-breakpoint
CREATE INDEX "checkouts_open" ON "checkouts" USING btree ("created_at") WHERE "checkouts"."status" = 'open';--> statement-breakpoint
CREATE INDEX "checkouts_task" ON "checkouts" USING btree ("task_id") WHERE "checkouts"."task_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "checkouts_one_open" ON "checkouts" USING btree ("task_id") WHERE "checkouts"."status" = 'open' and "checkouts"."kind" = 'task';--> statement-breakpoint
CREATE INDEX "reconciliations_time" ON "reconciliations" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "refunds_user" ON "refunds" USING btree ("user_id","created_at","id");--> statement-breakpoint
CREATE INDEX "refunds_pending" ON "refunds" USING btree ("created_at") WHERE "refunds"."status" = 'pending';--> statement-breakpoint
CREATE INDEX "refunds_task" ON "refunds" USING btree ("task_id") WHERE "refunds"."task_id" is not null;--> statement-breakpoint
CREATE INDEX "refunds_payment" ON "refunds" USING btree ("payment_intent");--> statement-breakpoint
CREATE INDEX "stripe_events_due" ON "stripe_events" USING btree ("next_attempt_at","id") WHERE "stripe_events"."status" = 'new';--> statement-breakpoint
CREATE INDEX "stripe_ops_due" ON "stripe_ops" USING btree ("next_attempt_at","id") WHERE "stripe_ops"."status" = 'pending';--> statement-breakpoint
CREATE UNIQUE INDEX "stripe_ops_ref" ON "stripe_ops" USING btree ("kind","ref_id");--> statement-breakpoint
CREATE INDEX "stripe_transactions_time" ON "stripe_transactions" USING btree ("happened_at");--> statement-breakpoint
CREATE INDEX "stripe_transactions_keys" ON "stripe_transactions" USING gin ("keys");--> statement-breakpoint
CREATE INDEX "stripe_transactions_suspended" ON "stripe_transactions" USING btree ("suspended_at") WHERE "stripe_transactions"."suspended_at" is not null and "stripe_transactions"."explained_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "proposals_one_live" ON "proposals" USING btree ("task_id","proposer_id") WHERE "proposals"."status" in ('pending', 'accepted');--> statement-breakpoint
CREATE UNIQUE INDEX "proposals_one_winner" ON "proposals" USING btree ("task_id") WHERE "proposals"."status" = 'accepted';--> statement-breakpoint
CREATE INDEX "proposals_task" ON "proposals" USING btree ("task_id","created_at","id");--> statement-breakpoint
CREATE INDEX "proposals_owner" ON "proposals" USING btree ("owner_id","created_at","id");--> statement-breakpoint
CREATE INDEX "proposals_proposer" ON "proposals" USING btree ("proposer_id","status","created_at","id");--> statement-breakpoint
CREATE INDEX "ratings_ratee" ON "ratings" USING btree ("ratee_id","created_at","id") WHERE "ratings"."revealed";--> statement-breakpoint
CREATE INDEX "ratings_hidden" ON "ratings" USING btree ("reveal_at") WHERE not "ratings"."revealed";--> statement-breakpoint
CREATE INDEX "auto_refills_low" ON "auto_refills" USING btree ("low_since") WHERE "auto_refills"."low_since" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "refills_one_pending" ON "refills" USING btree ("user_id") WHERE "refills"."status" = 'pending';--> statement-breakpoint
CREATE INDEX "refills_user" ON "refills" USING btree ("user_id","created_at","id");--> statement-breakpoint
CREATE INDEX "refills_pending" ON "refills" USING btree ("created_at") WHERE "refills"."status" = 'pending';--> statement-breakpoint
CREATE INDEX "approvals_owner" ON "approvals" USING btree ("owner_id","created_at","id");--> statement-breakpoint
CREATE INDEX "approvals_bot" ON "approvals" USING btree ("bot_id","created_at","id");--> statement-breakpoint
CREATE INDEX "approvals_pending" ON "approvals" USING btree ("owner_id","created_at") WHERE "approvals"."status" = 'pending';--> statement-breakpoint
CREATE INDEX "approvals_due" ON "approvals" USING btree ("expires_at") WHERE "approvals"."status" = 'pending';--> statement-breakpoint
CREATE INDEX "bot_spends_task" ON "bot_spends" USING btree ("task_id","spent_at");--> statement-breakpoint
CREATE INDEX "bot_spends_bot" ON "bot_spends" USING btree ("bot_id","spent_at");--> statement-breakpoint
CREATE INDEX "tasks_newest" ON "tasks" USING btree ("status","created_at","id");--> statement-breakpoint
CREATE INDEX "tasks_category" ON "tasks" USING btree ("status","category","created_at","id");--> statement-breakpoint
CREATE INDEX "tasks_funding" ON "tasks" USING btree ("status","funding","created_at","id");--> statement-breakpoint
CREATE INDEX "tasks_urgency" ON "tasks" USING btree ("status","urgency","created_at","id");--> statement-breakpoint
CREATE INDEX "tasks_budget" ON "tasks" USING btree ("status",coalesce("budget_cents", 0),"id");--> statement-breakpoint
CREATE INDEX "tasks_deadline" ON "tasks" USING btree ("status",coalesce("deadline", '9999-12-31T00:00:00Z'::timestamptz),"id");--> statement-breakpoint
CREATE INDEX "tasks_owner" ON "tasks" USING btree ("owner_id","created_at","id");--> statement-breakpoint
CREATE INDEX "tasks_owner_status" ON "tasks" USING btree ("owner_id","status","created_at","id");--> statement-breakpoint
CREATE INDEX "tasks_search" ON "tasks" USING gin ("search");--> statement-breakpoint
CREATE INDEX "tasks_skills" ON "tasks" USING gin ("required_skills");--> statement-breakpoint
CREATE INDEX "tasks_skill_text" ON "tasks" USING gin (immutable_join("required_skills") gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "tasks_country" ON "tasks" USING gin ("country" gin_trgm_ops) WHERE "tasks"."country" is not null;--> statement-breakpoint
CREATE INDEX "tasks_local" ON "tasks" USING btree ("status","created_at","id") WHERE "tasks"."location_type" = 'local';--> statement-breakpoint
CREATE INDEX "tasks_key_title" ON "tasks" USING btree ("key_id","title_key","created_at") WHERE "tasks"."key_id" is not null;--> statement-breakpoint
CREATE INDEX "tasks_expiring" ON "tasks" USING btree ("expires_at") WHERE "tasks"."status" = 'open' and "tasks"."expires_at" is not null;--> statement-breakpoint
CREATE INDEX "tasks_overdue" ON "tasks" USING btree ("deadline") WHERE "tasks"."status" = 'open' and "tasks"."deadline" is not null;--> statement-breakpoint
CREATE INDEX "tasks_long_held" ON "tasks" USING btree ("started_at") WHERE "tasks"."status" = 'in_progress';--> statement-breakpoint
CREATE INDEX "tasks_unanswered" ON "tasks" USING btree ("delivered_at") WHERE "tasks"."status" = 'delivered';--> statement-breakpoint
CREATE INDEX "withdrawals_user" ON "withdrawals" USING btree ("user_id","created_at","id");--> statement-breakpoint
CREATE INDEX "withdrawals_pending" ON "withdrawals" USING btree ("created_at") WHERE "withdrawals"."status" = 'pending';