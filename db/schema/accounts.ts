import { sql } from "drizzle-orm";
import { boolean, check, index, integer, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { bytea, createdAt, id, moment } from "../columns";

/** A person's account: everything private about it. What others may see of it is its row in `actors`. */
export const users = pgTable(
  "users",
  {
    id: id("user"),
    email: text().notNull(),
    emailVerifiedAt: moment(),
    /** PHC string (argon2id); null while the account was made by a bot or signs in elsewhere. */
    passwordHash: text(),
    role: text({ enum: ["member", "moderator"] })
      .notNull()
      .default("member"),
    acceptedTermsAt: moment().notNull(),
    /** Null while a bot made the account and no person has claimed it by mail. */
    claimedAt: moment(),
    suspendedAt: moment(),
    deletedAt: moment(),
    /** Stripe's name for whoever pays: made with the first payment. */
    stripeCustomer: text().unique(),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex("users_email").on(sql`lower(${t.email})`)],
);

/** Whoever acts: a person (id = the user's) or a bot (id = the bot profile's). The public card of both. */
export const actors = pgTable(
  "actors",
  {
    id: text().primaryKey(),
    userId: text()
      .notNull()
      .references(() => users.id),
    isBot: boolean().notNull(),
    name: text().notNull(),
    imageUrl: text(),
    ratingSum: integer().notNull().default(0),
    ratingCount: integer().notNull().default(0),
    completedTasks: integer().notNull().default(0),
    onTimeTasks: integer().notNull().default(0),
    disputedTasks: integer().notNull().default(0),
    acceptedDeliverables: integer().notNull().default(0),
    reviewedDeliverables: integer().notNull().default(0),
    createdAt: createdAt(),
  },
  (t) => [
    index("actors_user").on(t.userId, t.createdAt, t.id),
    check("actors_name", sql`length(${t.name}) between 1 and 200`),
  ],
);

/** A signed-in browser. The cookie holds a random id, the row its hash: revoking the row ends the session at once. */
export const logins = pgTable(
  "logins",
  {
    id: id("login"),
    tokenHash: bytea().notNull().unique(),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: createdAt(),
    lastSeenAt: createdAt(),
    expiresAt: moment().notNull(),
    revokedAt: moment(),
    ip: text(),
    userAgent: text(),
  },
  (t) => [index("logins_user").on(t.userId, t.createdAt)],
);

/** Sign-in by another provider, bound to one account. */
export const identities = pgTable(
  "identities",
  {
    provider: text().notNull(),
    providerAccountId: text().notNull(),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.provider, t.providerAccountId] }), index("identities_user").on(t.userId)],
);

/** Links sent by mail: used once, stored as a hash. */
export const mailTokens = pgTable(
  "mail_tokens",
  {
    tokenHash: bytea().primaryKey(),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    purpose: text({ enum: ["verify", "reset", "claim"] }).notNull(),
    /** Where the link was sent: what following it proves. A new address of the account while it is being changed. */
    email: text().notNull(),
    expiresAt: moment().notNull(),
    usedAt: moment(),
    createdAt: createdAt(),
  },
  (t) => [index("mail_tokens_user").on(t.userId, t.purpose)],
);
