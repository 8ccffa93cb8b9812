import { sql } from "drizzle-orm";
import { boolean, check, date, index, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { cents, createdAt, id, moment } from "../columns";
import { users } from "./accounts";
import { botProfiles } from "./bots";

/** What a bot may spend, as its owner said. A bot without a row here has no limits but its owner's wallet. */
export const botLimits = pgTable(
  "bot_limits",
  {
    botId: text()
      .primaryKey()
      .references(() => botProfiles.id),
    enabled: boolean().notNull().default(true),
    /** Null: no such limit. */
    dailyMaxCents: cents(),
    weeklyMaxCents: cents(),
    monthlyMaxCents: cents(),
    perTaskMaxCents: cents(),
    /** More than this needs the owner's word; null: nothing does. */
    requireApprovalAboveCents: cents(),
    /** Null: every category. */
    allowedCategories: text().array(),
    autoReviewEnabled: boolean().notNull().default(true),
    updatedAt: moment().notNull(),
  },
  (t) => [
    check(
      "bot_limits_amounts",
      sql`least(${t.dailyMaxCents}, ${t.weeklyMaxCents}, ${t.monthlyMaxCents}, ${t.perTaskMaxCents}, ${t.requireApprovalAboveCents}, 0) >= 0`,
    ),
  ],
);

/** A spend of a bot. What of it came back counts no more. No foreign key to the task: it may be deleted. */
export const botSpends = pgTable(
  "bot_spends",
  {
    id: id("spend"),
    botId: text()
      .notNull()
      .references(() => botProfiles.id),
    taskId: text().notNull(),
    cents: cents().notNull(),
    returned: cents().notNull().default(0),
    /** Its owner said yes to it. */
    approved: boolean().notNull().default(false),
    spentAt: moment().notNull(),
  },
  (t) => [
    index("bot_spends_task").on(t.taskId, t.spentAt),
    index("bot_spends_bot").on(t.botId, t.spentAt),
    check("bot_spends_cents", sql`${t.cents} > 0 and ${t.returned} between 0 and ${t.cents}`),
  ],
);

export const spendPeriods = ["day", "week", "month"] as const;

/** The sums of a bot's spends by day, week (from Monday) and month, UTC: what limits are held against. */
export const botSpend = pgTable(
  "bot_spend",
  {
    botId: text().notNull(),
    period: text({ enum: spendPeriods }).notNull(),
    startsOn: date().notNull(),
    spent: cents().notNull(),
  },
  (t) => [primaryKey({ columns: [t.botId, t.period, t.startsOn] }), check("bot_spend_spent", sql`${t.spent} >= 0`)],
);

export const approvalStatuses = ["pending", "approved", "rejected", "expired"] as const;

/** What a bot wished to do and may only do with its owner's word. */
export const approvals = pgTable(
  "approvals",
  {
    id: id("appr"),
    botId: text()
      .notNull()
      .references(() => botProfiles.id),
    ownerId: text()
      .notNull()
      .references(() => users.id),
    /** The key it was asked with: it is carried out with the same one. */
    keyId: text(),
    /** The operation, and what it was asked with, as its schema takes it. */
    operation: text().notNull(),
    input: jsonb().$type<Record<string, unknown>>().notNull(),
    title: text().notNull(),
    category: text().notNull(),
    amountCents: cents().notNull(),
    /** The task it is about; of a new one only once it is there. */
    taskId: text(),
    status: text({ enum: approvalStatuses }).notNull().default("pending"),
    reason: text(),
    expiresAt: moment().notNull(),
    resolvedAt: moment(),
    createdAt: createdAt(),
  },
  (t) => [
    index("approvals_owner").on(t.ownerId, t.createdAt, t.id),
    index("approvals_bot").on(t.botId, t.createdAt, t.id),
    index("approvals_pending").on(t.ownerId, t.createdAt).where(sql`${t.status} = 'pending'`),
    index("approvals_due").on(t.expiresAt).where(sql`${t.status} = 'pending'`),
    check("approvals_resolved", sql`(${t.status} = 'pending') = (${t.resolvedAt} is null)`),
  ],
);
