import { sql } from "drizzle-orm";
import { boolean, check, index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { cents, createdAt, id, moment } from "../columns";
import { users } from "./accounts";

/**
 * When and how an account's credits are topped up from its saved card. `lowSince` is kept by `ledger_transfer`, in the
 * transaction of whatever takes the credits below the threshold or brings them back.
 */
export const autoRefills = pgTable(
  "auto_refills",
  {
    userId: text()
      .primaryKey()
      .references(() => users.id),
    enabled: boolean().notNull(),
    threshold: cents().notNull(),
    amount: cents().notNull(),
    monthlyLimit: cents().notNull(),
    /** Stripe's name of the saved card, and what people know it by. */
    paymentMethod: text(),
    cardBrand: text(),
    cardLast4: text(),
    /** The words under which the card was saved, and when: what its owner agreed to. */
    mandate: text(),
    mandateAt: moment(),
    lowSince: moment(),
    /** The crossing that was told last. */
    toldAt: moment(),
    /** Not before this: a declined card rests, and a limit lasts until its day or month is over. */
    notBefore: moment(),
    /** Declined charges in a row. */
    failures: integer().notNull().default(0),
    /** Why it is switched off, or waits, in words for its owner. */
    trouble: text(),
    createdAt: createdAt(),
    updatedAt: moment().notNull(),
  },
  (t) => [
    index("auto_refills_low").on(t.lowSince).where(sql`${t.lowSince} is not null`),
    check("auto_refills_threshold", sql`${t.threshold} > 0`),
    check("auto_refills_amount", sql`${t.amount} > 0 and ${t.monthlyLimit} >= ${t.amount}`),
  ],
);

export const refillStatuses = ["pending", "succeeded", "failed", "needs_action"] as const;

/** A charge of the saved card while its owner is away; one at a time. */
export const refills = pgTable(
  "refills",
  {
    id: id("rfl"),
    userId: text()
      .notNull()
      .references(() => users.id),
    amount: cents().notNull(),
    paymentMethod: text().notNull(),
    status: text({ enum: refillStatuses }).notNull().default("pending"),
    paymentIntent: text().unique(),
    receiptUrl: text(),
    /** The bank's word for a refusal. */
    declineCode: text(),
    createdAt: createdAt(),
    settledAt: moment(),
  },
  (t) => [
    uniqueIndex("refills_one_pending").on(t.userId).where(sql`${t.status} = 'pending'`),
    index("refills_user").on(t.userId, t.createdAt, t.id),
    index("refills_pending").on(t.createdAt).where(sql`${t.status} = 'pending'`),
  ],
);
