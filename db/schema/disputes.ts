import { sql } from "drizzle-orm";
import { boolean, check, index, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { cents, createdAt, id, moment } from "../columns";
import { actors, users } from "./accounts";
import { proposals } from "./proposals";
import { tasks } from "./tasks";

/**
 * decided: by a moderator. accepted: the poster took the work after all. conceded: the worker withdrew. charged_back: the bank
 * gave the poster the payment back.
 */
export const disputeStatuses = ["open", "decided", "accepted", "conceded", "charged_back"] as const;
export const disputeOutcomes = ["worker", "poster", "split"] as const;
/** The clock opens one where money has been held for too long, the poster's bank where it contests the card payment. */
export const disputeOpeners = ["poster", "worker", "clock", "bank"] as const;

/** A quarrel between a task's poster and its chosen worker. What is held stays held while it is open. */
export const disputes = pgTable(
  "disputes",
  {
    id: id("disp"),
    taskId: text()
      .notNull()
      .references(() => tasks.id, { onDelete: "cascade" }),
    proposalId: text()
      .notNull()
      .references(() => proposals.id),
    /** The user who answers for the work: the other party is the task's owner. */
    workerOwnerId: text()
      .notNull()
      .references(() => users.id),
    openedBy: text({ enum: disputeOpeners }).notNull(),
    openerId: text().references(() => actors.id),
    reason: text().notNull(),
    evidence: text().array().notNull().default(sql`'{}'`),
    status: text({ enum: disputeStatuses }).notNull().default("open"),
    outcome: text({ enum: disputeOutcomes }),
    /** Of what was held: the worker's share with the fee in it, and what went back. Null where nothing was held. */
    workerCents: cents(),
    posterCents: cents(),
    decision: text(),
    decidedBy: text().references(() => users.id),
    /** When money had been held for too long, and both were told. */
    overdueAt: moment(),
    endedAt: moment(),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex("disputes_one_open").on(t.taskId).where(sql`${t.status} = 'open'`),
    index("disputes_task").on(t.taskId, t.createdAt, t.id),
    index("disputes_worker").on(t.workerOwnerId, t.createdAt, t.id),
    index("disputes_status").on(t.status, t.createdAt, t.id),
    check("disputes_ended", sql`(${t.status} = 'open') = (${t.endedAt} is null)`),
    check(
      "disputes_decided",
      sql`(${t.status} = 'decided') = (${t.outcome} is not null and ${t.decision} is not null and ${t.decidedBy} is not null)`,
    ),
    check("disputes_shares", sql`coalesce(${t.workerCents}, 0) >= 0 and coalesce(${t.posterCents}, 0) >= 0`),
  ],
);

/** What a party says for itself while a dispute is open. */
export const disputeStatements = pgTable(
  "dispute_statements",
  {
    id: id("stmt"),
    disputeId: text()
      .notNull()
      .references(() => disputes.id, { onDelete: "cascade" }),
    side: text({ enum: ["poster", "worker"] }).notNull(),
    authorId: text()
      .notNull()
      .references(() => actors.id),
    byAi: boolean().notNull(),
    text: text().notNull(),
    evidence: text().array().notNull().default(sql`'{}'`),
    createdAt: createdAt(),
  },
  (t) => [index("dispute_statements_dispute").on(t.disputeId, t.createdAt, t.id)],
);
