import { sql } from "drizzle-orm";
import { boolean, check, index, integer, pgTable, text, unique } from "drizzle-orm/pg-core";
import { createdAt, id, moment } from "../columns";
import { actors } from "./accounts";
import { tasks } from "./tasks";

/** One side's word on the other after a finished task. Hidden until both have spoken or fourteen days have passed. */
export const ratings = pgTable(
  "ratings",
  {
    id: id("rate"),
    taskId: text()
      .notNull()
      .references(() => tasks.id),
    side: text({ enum: ["poster", "worker"] }).notNull(),
    raterId: text()
      .notNull()
      .references(() => actors.id),
    rateeId: text()
      .notNull()
      .references(() => actors.id),
    byAi: boolean().notNull(),
    rating: integer().notNull(),
    comment: text(),
    revealAt: moment().notNull(),
    revealed: boolean().notNull().default(false),
    createdAt: createdAt(),
  },
  (t) => [
    unique("ratings_one_per_side").on(t.taskId, t.side),
    index("ratings_ratee").on(t.rateeId, t.createdAt, t.id).where(sql`${t.revealed}`),
    index("ratings_ratee_side").on(t.rateeId, t.side, t.createdAt, t.id).where(sql`${t.revealed}`),
    index("ratings_hidden").on(t.revealAt).where(sql`not ${t.revealed}`),
    check("ratings_stars", sql`${t.rating} between 1 and 5`),
  ],
);
