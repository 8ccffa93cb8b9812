import { sql } from "drizzle-orm";
import { boolean, index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, id, moment } from "../columns";
import { actors, users } from "./accounts";
import { proposals } from "./proposals";
import { tasks } from "./tasks";

export const deliverableStatuses = ["submitted", "accepted", "rejected", "revision_requested"] as const;
export const rejectionReasons = [
  "incomplete",
  "off_topic",
  "low_quality",
  "wrong_format",
  "late",
  "not_original",
  "other",
] as const;

export const deliverables = pgTable(
  "deliverables",
  {
    id: id("dlv"),
    taskId: text()
      .notNull()
      .references(() => tasks.id, { onDelete: "cascade" }),
    proposalId: text()
      .notNull()
      .references(() => proposals.id),
    workerId: text()
      .notNull()
      .references(() => actors.id),
    ownerId: text()
      .notNull()
      .references(() => users.id),
    byAi: boolean().notNull(),
    content: text().notNull(),
    format: text({ enum: ["text", "markdown", "json", "file_url"] })
      .notNull()
      .default("text"),
    fileUrls: text().array().notNull().default(sql`'{}'`),
    notes: text(),
    status: text({ enum: deliverableStatuses }).notNull().default("submitted"),
    reason: text(),
    reasonCode: text({ enum: rejectionReasons }),
    criteria: integer().array().notNull().default(sql`'{}'`),
    /** Who answered: the poster, or the clock after 48 hours of silence. */
    reviewedBy: text(),
    reviewedAt: moment(),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex("deliverables_one_waiting").on(t.taskId).where(sql`${t.status} = 'submitted'`),
    index("deliverables_task").on(t.taskId, t.createdAt, t.id),
    index("deliverables_proposal").on(t.proposalId, t.createdAt, t.id),
    index("deliverables_owner").on(t.ownerId, t.createdAt, t.id),
  ],
);
