ALTER TABLE "stripe_events" ADD COLUMN "account" text;--> statement-breakpoint
ALTER TABLE "withdrawals" ADD COLUMN "payout_id" text;--> statement-breakpoint
ALTER TABLE "withdrawals" ADD COLUMN "payout_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "withdrawals" ADD COLUMN "paid_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "withdrawals_sent_at" ON "withdrawals" USING btree ("user_id","sent_at") WHERE "withdrawals"."status" = 'sent';--> statement-breakpoint
ALTER TABLE "withdrawals" ADD CONSTRAINT "withdrawals_paid" CHECK ("withdrawals"."status" <> 'paid' or ("withdrawals"."paid_at" is not null and "withdrawals"."payout_id" is not null));--> statement-breakpoint
ALTER TABLE "withdrawals" ADD CONSTRAINT "withdrawals_payout" CHECK (("withdrawals"."payout_id" is null) = ("withdrawals"."payout_at" is null));