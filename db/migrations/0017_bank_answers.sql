CREATE TABLE "chargeback_answers" (
	"id" text PRIMARY KEY NOT NULL,
	"chargeback_id" text NOT NULL,
	"evidence" jsonb NOT NULL,
	"is_final" boolean NOT NULL,
	"written_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"taken_at" timestamp (3) with time zone,
	"refusal" text
);
--> statement-breakpoint
CREATE TABLE "fraud_warnings" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"task_id" text,
	"payment_intent" text NOT NULL,
	"amount" bigint NOT NULL,
	"refunded" bigint NOT NULL,
	"reason" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "fraud_warnings_refunded" CHECK ("fraud_warnings"."refunded" between 0 and "fraud_warnings"."amount")
);
--> statement-breakpoint
ALTER TABLE "chargeback_answers" ADD CONSTRAINT "chargeback_answers_chargeback_id_chargebacks_id_fk" FOREIGN KEY ("chargeback_id") REFERENCES "public"."chargebacks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fraud_warnings" ADD CONSTRAINT "fraud_warnings_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "chargeback_answers_of" ON "chargeback_answers" USING btree ("chargeback_id","created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "chargeback_answers_one_final" ON "chargeback_answers" USING btree ("chargeback_id") WHERE "chargeback_answers"."is_final" and "chargeback_answers"."refusal" is null;--> statement-breakpoint
CREATE INDEX "fraud_warnings_time" ON "fraud_warnings" USING btree ("created_at","id");