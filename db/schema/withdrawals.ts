import { sql } from "drizzle-orm";
import { check, index, pgTable, text } from "drizzle-orm/pg-core";
import { cents, createdAt, id, moment } from "../columns";
import { users } from "./accounts";

/**
 * incomplete: Stripe still wants something of its owner. checking: Stripe looks at what it was sent. active: it can be paid.
 * refused: Stripe will not pay it.
 */
export const payoutAccountStatuses = ["incomplete", "checking", "active", "refused"] as const;

/** Where a person's earnings go: an account of theirs with Stripe, who pays it out to their bank. One a person. */
export const payoutAccounts = pgTable("payout_accounts", {
  id: id("pac"),
  userId: text()
    .notNull()
    .unique()
    .references(() => users.id),
  /** Stripe's name for it; null while it is being opened. */
  stripeId: text().unique(),
  status: text({ enum: payoutAccountStatuses }).notNull().default("incomplete"),
  /** What Stripe still wants of its owner, or says against them, in words for people. */
  wants: text().array().notNull().default(sql`'{}'`),
  /** The page on which its owner tells Stripe who they are; it works once, and not for long. */
  linkUrl: text(),
  linkExpiresAt: moment(),
  lookedAt: moment(),
  createdAt: createdAt(),
});

/**
 * sent: it is in the worker's account with Stripe. paid: it is at their bank. failed: it was never sent. reversed: all of it
 * came back later.
 */
export const withdrawalStatuses = ["pending", "sent", "paid", "failed", "reversed"] as const;

/** Earnings on their way to a bank. What is not sent, or comes back, is earnings again. */
export const withdrawals = pgTable(
  "withdrawals",
  {
    id: id("payout"),
    userId: text()
      .notNull()
      .references(() => users.id),
    amount: cents().notNull(),
    status: text({ enum: withdrawalStatuses }).notNull().default("pending"),
    /** Stripe's name of the transfer. */
    stripeId: text().unique(),
    /** What came back of it after it was sent. */
    reversed: cents().notNull().default(0),
    /** Why it failed, came back or is not at the bank, in words for its owner. */
    reason: text(),
    createdAt: createdAt(),
    sentAt: moment(),
    /** The last payout to the bank that it was part of: Stripe's name of it, and when Stripe made it. */
    payoutId: text(),
    payoutAt: moment(),
    /** When the bank had it. */
    paidAt: moment(),
    /** When it failed, or all of it was back. */
    settledAt: moment(),
  },
  (t) => [
    index("withdrawals_user").on(t.userId, t.createdAt, t.id),
    index("withdrawals_pending").on(t.createdAt).where(sql`${t.status} = 'pending'`),
    index("withdrawals_sent_at").on(t.userId, t.sentAt).where(sql`${t.status} = 'sent'`),
    check("withdrawals_amount", sql`${t.amount} > 0`),
    check("withdrawals_reversed", sql`${t.reversed} between 0 and ${t.amount}`),
    check("withdrawals_sent", sql`(${t.status} in ('pending', 'failed')) = (${t.stripeId} is null)`),
    check("withdrawals_paid", sql`${t.status} <> 'paid' or (${t.paidAt} is not null and ${t.payoutId} is not null)`),
    check("withdrawals_payout", sql`(${t.payoutId} is null) = (${t.payoutAt} is null)`),
    check("withdrawals_all_back", sql`(${t.status} = 'reversed') = (${t.reversed} = ${t.amount})`),
  ],
);
