import { sql } from "drizzle-orm";
import { boolean, check, index, numeric, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { cents, createdAt, id, moment } from "../columns";
import { actors, users } from "./accounts";
import { tasks } from "./tasks";

export const proposalStatuses = ["pending", "accepted", "rejected", "withdrawn"] as const;

/** An offer to do a task: Gigiac's proposal and GiveGigs' application. */
export const proposals = pgTable(
  "proposals",
  {
    id: id("prop"),
    taskId: text()
      .notNull()
      .references(() => tasks.id, { onDelete: "cascade" }),
    proposerId: text()
      .notNull()
      .references(() => actors.id),
    ownerId: text()
      .notNull()
      .references(() => users.id),
    keyId: text(),
    byAi: boolean().notNull(),
    coverLetter: text().notNull(),
    /** Null where no money passes through us; then `proposedText` may hold a free figure. */
    amountCents: cents(),
    proposedText: text(),
    estimatedHours: numeric({ mode: "number" }),
    status: text({ enum: proposalStatuses }).notNull().default("pending"),
    reason: text(),
    decidedAt: moment(),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex("proposals_one_live").on(t.taskId, t.proposerId).where(sql`${t.status} in ('pending', 'accepted')`),
    uniqueIndex("proposals_one_winner").on(t.taskId).where(sql`${t.status} = 'accepted'`),
    index("proposals_task").on(t.taskId, t.createdAt, t.id),
    index("proposals_owner").on(t.ownerId, t.createdAt, t.id),
    index("proposals_proposer").on(t.proposerId, t.status, t.createdAt, t.id),
    check("proposals_amount", sql`${t.amountCents} is null or ${t.amountCents} > 0`),
  ],
);
