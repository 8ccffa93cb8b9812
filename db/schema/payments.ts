import { sql } from "drizzle-orm";
import { boolean, check, index, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { cents, createdAt, id, moment } from "../columns";
import { users } from "./accounts";

/** card: nothing is paid, a card is saved for auto-refill. */
export const checkoutKinds = ["deposit", "task", "card", "license"] as const;
/** refunded: paid, but what it was for could not be had any more. saved: the card is. */
export const checkoutStatuses = ["open", "paid", "expired", "refunded", "saved"] as const;

/** A page of Stripe's on which somebody may pay, and what came of it. */
export const checkouts = pgTable(
  "checkouts",
  {
    id: id("chk"),
    kind: text({ enum: checkoutKinds }).notNull(),
    userId: text()
      .notNull()
      .references(() => users.id),
    amount: cents().notNull(),
    /** Of a card hire: the task and the proposal. No foreign key: a payment outlives what it was for. */
    taskId: text(),
    proposalId: text(),
    /** Of a licence: the dataset, the licence that it will be, and the terms that were accepted. */
    datasetId: text(),
    licenseId: text(),
    termsHash: text(),
    /** The bot that hires or buys, whose limits it counts against. */
    botId: text(),
    status: text({ enum: checkoutStatuses }).notNull().default("open"),
    /** Stripe's names: the session, its page, and the payment once there is one. */
    stripeId: text().unique(),
    url: text(),
    paymentIntent: text().unique(),
    receiptUrl: text(),
    expiresAt: moment().notNull(),
    createdAt: createdAt(),
    settledAt: moment(),
  },
  (t) => [
    index("checkouts_user").on(t.userId, t.createdAt, t.id),
    index("checkouts_open").on(t.createdAt).where(sql`${t.status} = 'open'`),
    index("checkouts_task").on(t.taskId).where(sql`${t.taskId} is not null`),
    uniqueIndex("checkouts_one_open").on(t.taskId).where(sql`${t.status} = 'open' and ${t.kind} = 'task'`),
    check("checkouts_amount", sql`${t.amount} > 0 or ${t.kind} = 'card' and ${t.amount} = 0`),
    index("checkouts_dataset").on(t.datasetId).where(sql`${t.datasetId} is not null`),
    uniqueIndex("checkouts_one_open_license")
      .on(t.userId, t.datasetId)
      .where(sql`${t.status} = 'open' and ${t.kind} = 'license'`),
    check(
      "checkouts_license",
      sql`(${t.kind} = 'license') = (${t.datasetId} is not null and ${t.licenseId} is not null and ${t.termsHash} is not null)`,
    ),
    check("checkouts_task", sql`(${t.kind} = 'task') = (${t.taskId} is not null and ${t.proposalId} is not null)`),
  ],
);

/** inquiry: the bank asks, no money moved. closed: an inquiry that came to nothing. */
export const chargebackStatuses = ["inquiry", "open", "won", "lost", "closed"] as const;

/** A payment that its cardholder contests with the bank (Stripe's "dispute"), under Stripe's id. */
export const chargebacks = pgTable(
  "chargebacks",
  {
    id: text().primaryKey(),
    userId: text()
      .notNull()
      .references(() => users.id),
    paymentIntent: text().notNull(),
    taskId: text(),
    amount: cents().notNull(),
    /** Credits of the payer's that were set aside for it. */
    reserved: cents(),
    /** What is not covered yet, and is taken first of whatever comes to the payer's credits. */
    owed: cents().notNull().default(0),
    /** What was taken so since the bank gave the money back. */
    recovered: cents().notNull().default(0),
    /** What the platform paid when it was lost, and a refund that cannot be sent any more makes good. */
    uncovered: cents().notNull().default(0),
    reason: text().notNull(),
    status: text({ enum: chargebackStatuses }).notNull(),
    evidenceDueAt: moment(),
    createdAt: createdAt(),
    endedAt: moment(),
  },
  (t) => [
    index("chargebacks_open").on(t.userId).where(sql`${t.status} = 'open'`),
    index("chargebacks_owed").on(t.userId).where(sql`${t.owed} > 0`),
    index("chargebacks_payment").on(t.paymentIntent),
    check("chargebacks_owed_of", sql`${t.owed} between 0 and ${t.amount} and ${t.recovered} >= 0`),
    index("chargebacks_status").on(t.status, t.createdAt, t.id),
  ],
);

/** What the bank is told against a chargeback, as moderators wrote it: drafts, and of one chargeback one that is final. */
export const chargebackAnswers = pgTable(
  "chargeback_answers",
  {
    id: id("cba"),
    chargebackId: text()
      .notNull()
      .references(() => chargebacks.id),
    /** Stripe's names of the parts, without those that are empty. */
    evidence: jsonb().$type<Record<string, string>>().notNull(),
    /** Stripe gives it to the bank; there is no second one. */
    isFinal: boolean().notNull(),
    /** The moderator. No foreign key: what was said outlives an account. */
    writtenBy: text().notNull(),
    createdAt: createdAt(),
    /** Stripe has it; or why it does not. */
    takenAt: moment(),
    refusal: text(),
  },
  (t) => [
    index("chargeback_answers_of").on(t.chargebackId, t.createdAt, t.id),
    uniqueIndex("chargeback_answers_one_final").on(t.chargebackId).where(sql`${t.isFinal} and ${t.refusal} is null`),
  ],
);

/** A payment of which the card's bank says that it was fraud, before anybody contests it (Stripe's "early fraud warning"). */
export const fraudWarnings = pgTable(
  "fraud_warnings",
  {
    id: text().primaryKey(),
    userId: text()
      .notNull()
      .references(() => users.id),
    taskId: text(),
    paymentIntent: text().notNull(),
    amount: cents().notNull(),
    /** Credits of the payment that were not spent yet, and went back to the card at once. */
    refunded: cents().notNull(),
    reason: text().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    index("fraud_warnings_time").on(t.createdAt, t.id),
    check("fraud_warnings_refunded", sql`${t.refunded} between 0 and ${t.amount}`),
  ],
);

export const refundStatuses = ["pending", "succeeded", "failed"] as const;

/** Money on its way back to the card that paid. What the bank sends back becomes credits of whoever paid. */
export const refunds = pgTable(
  "refunds",
  {
    id: id("rfd"),
    userId: text()
      .notNull()
      .references(() => users.id),
    taskId: text(),
    paymentIntent: text().notNull(),
    amount: cents().notNull(),
    status: text({ enum: refundStatuses }).notNull().default("pending"),
    stripeId: text().unique(),
    createdAt: createdAt(),
    settledAt: moment(),
  },
  (t) => [
    index("refunds_user").on(t.userId, t.createdAt, t.id),
    index("refunds_pending").on(t.createdAt).where(sql`${t.status} = 'pending'`),
    index("refunds_task").on(t.taskId).where(sql`${t.taskId} is not null`),
    index("refunds_payment").on(t.paymentIntent),
    check("refunds_amount", sql`${t.amount} > 0`),
  ],
);

/** What Stripe is to be asked for: written with the change that wants it, sent after the commit, recorded with its answer. */
export const stripeOps = pgTable(
  "stripe_ops",
  {
    id: id("sop"),
    kind: text().notNull(),
    refId: text().notNull(),
    /** Sent under the same key until there is an answer; a definite refusal ends it, and the next attempt has another. */
    idemKey: text().notNull().unique(),
    request: jsonb().$type<Record<string, unknown>>().notNull(),
    status: text({ enum: ["pending", "done", "failed"] })
      .notNull()
      .default("pending"),
    attempts: integer().notNull().default(0),
    nextAttemptAt: moment().notNull(),
    firstSentAt: moment(),
    stripeId: text(),
    error: jsonb().$type<Record<string, unknown>>(),
    createdAt: createdAt(),
  },
  (t) => [
    index("stripe_ops_due").on(t.nextAttemptAt, t.id).where(sql`${t.status} = 'pending'`),
    uniqueIndex("stripe_ops_ref").on(t.kind, t.refId),
  ],
);

/**
 * Stripe's own books about us, copied line by line by the reconciliation, so that both can be held against each other in
 * SQL. `keys` are the journals that would account for a line; one that none does is set aside in the suspense account.
 */
export const stripeTransactions = pgTable(
  "stripe_transactions",
  {
    id: text().primaryKey(),
    type: text().notNull(),
    sourceId: text(),
    /** Cents, as Stripe signs them: what came in is positive; `net` is less Stripe's fee. */
    amount: cents().notNull(),
    fee: cents().notNull(),
    net: cents().notNull(),
    keys: text().array().notNull(),
    happenedAt: moment().notNull(),
    /** Set aside since; until `explainedAt`, when the journal that was missing came. */
    suspendedAt: moment(),
    explainedAt: moment(),
  },
  (t) => [
    index("stripe_transactions_time").on(t.happenedAt),
    index("stripe_transactions_keys").using("gin", t.keys),
    index("stripe_transactions_suspended")
      .on(t.suspendedAt)
      .where(sql`${t.suspendedAt} is not null and ${t.explainedAt} is null`),
  ],
);

/** Each time that we looked for what was missed, and what was found. */
export const reconciliations = pgTable(
  "reconciliations",
  {
    id: id("rec"),
    kind: text({ enum: ["quick", "nightly", "manual"] }).notNull(),
    /** The quarter of an hour, or the night, that it is for: one process does it. */
    slot: text().notNull().unique(),
    report: jsonb().$type<Record<string, unknown>>(),
    createdAt: createdAt(),
    finishedAt: moment(),
  },
  (t) => [index("reconciliations_time").on(t.createdAt)],
);

/** What Stripe told us, each event once; applied by the drain, in any order. */
export const stripeEvents = pgTable(
  "stripe_events",
  {
    id: text().primaryKey(),
    type: text().notNull(),
    objectId: text(),
    /** Whose object it is, when it is a connected account's. */
    account: text(),
    happenedAt: moment().notNull(),
    livemode: boolean().notNull(),
    apiVersion: text(),
    status: text({ enum: ["new", "done", "ignored", "failed"] })
      .notNull()
      .default("new"),
    attempts: integer().notNull().default(0),
    nextAttemptAt: moment().notNull(),
    error: text(),
    createdAt: createdAt(),
  },
  (t) => [index("stripe_events_due").on(t.nextAttemptAt, t.id).where(sql`${t.status} = 'new'`)],
);
