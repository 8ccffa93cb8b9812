import { sql } from "drizzle-orm";
import { boolean, integer, pgTable, text } from "drizzle-orm/pg-core";
import { cents, createdAt } from "../columns";
import { users } from "./accounts";

/** What work an account wants to be shown. No row means no wishes. */
export const preferences = pgTable("preferences", {
  userId: text()
    .primaryKey()
    .references(() => users.id, { onDelete: "cascade" }),
  minBudgetCents: cents().notNull().default(0),
  categories: text().array().notNull().default(sql`'{}'`),
  hoursPerWeek: integer(),
  timezone: text(),
  days: text().array().notNull().default(sql`'{}'`),
  fundings: text().array().notNull().default(sql`'{}'`),
  posterKind: text({ enum: ["any", "human", "bot"] })
    .notNull()
    .default("any"),
  remoteOnly: boolean().notNull().default(false),
  updatedAt: createdAt(),
});
