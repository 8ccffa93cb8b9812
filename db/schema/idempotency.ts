import { index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { bytea, createdAt } from "../columns";

/** Answers kept for a day, so that a retry gets the first one again. Written in the transaction of the effect itself. */
export const idempotentAnswers = pgTable(
  "idempotent_answers",
  {
    caller: text().notNull(),
    key: text().notNull(),
    /** SHA-256 of method, path and canonical body. */
    fingerprint: bytea().notNull(),
    status: integer().notNull(),
    body: text().notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.caller, t.key] }), index("idempotent_answers_age").on(t.createdAt)],
);
