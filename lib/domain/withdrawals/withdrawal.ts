import { sql } from "drizzle-orm";
import { z } from "zod";
import { withdrawalStatuses } from "@/db/schema";
import { Moment } from "@/lib/core/fields";
import { inDollars, utc, view } from "@/lib/core/view";

/** Stripe pays no bank less than this (docs.stripe.com/payouts#minimum-payout-amounts). */
export const SMALLEST_WITHDRAWAL = 100;
/** What Stripe takes in one transfer: eight digits. */
export const LARGEST_WITHDRAWAL = 99_999_999;

export const Withdrawal = z
  .object({
    id: z.string(),
    amount: z.number().meta({ description: "Dollars. All of it arrives: Stripe's fees are the platform's." }),
    amountCents: z.int(),
    currency: z.string(),
    status: z.enum(withdrawalStatuses).meta({
      description:
        "pending: waits for Stripe. sent: in your account with Stripe, which pays it to your bank. paid: at your bank. A payout that you ask Stripe for yourself leaves it sent: Stripe does not say what was in it. failed: it is earnings again. reversed: it came back later.",
    }),
    reversedCents: z.int().meta({ description: "What came back to your earnings after it was sent." }),
    reason: z.string().nullable().meta({ description: "Why it failed, came back or is not at the bank." }),
    createdAt: Moment,
    sentAt: Moment.nullable(),
    paidAt: Moment.nullable().meta({ description: "When the bank had it." }),
    settledAt: Moment.nullable(),
  })
  .meta({ id: "Withdrawal" });

/** Rows `t` of withdrawals. */
export const withdrawalView = view(Withdrawal, {
  id: sql`t.id`,
  amount: inDollars(sql`t.amount`),
  amountCents: sql`t.amount`,
  currency: sql`'USD'`,
  status: sql`t.status`,
  reversedCents: sql`t.reversed`,
  reason: sql`t.reason`,
  createdAt: utc(sql`t.created_at`),
  sentAt: utc(sql`t.sent_at`),
  paidAt: utc(sql`t.paid_at`),
  settledAt: utc(sql`t.settled_at`),
});
