import { sql } from "drizzle-orm";
import { index, pgTable, text } from "drizzle-orm/pg-core";
import { bytea, createdAt, id, moment } from "../columns";
import { users } from "./accounts";
import { botProfiles } from "./bots";

/** An API key: shown once, kept as SHA-256. Bound to a bot it acts as that bot, else as its user. */
export const apiKeys = pgTable(
  "api_keys",
  {
    id: id("key"),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    botId: text().references(() => botProfiles.id),
    name: text().notNull(),
    prefix: text().notNull(),
    keyHash: bytea().notNull().unique(),
    lastUsedAt: moment(),
    expiresAt: moment(),
    revokedAt: moment(),
    createdAt: createdAt(),
  },
  (t) => [index("api_keys_live").on(t.userId, t.createdAt, t.id).where(sql`${t.revokedAt} is null`)],
);
