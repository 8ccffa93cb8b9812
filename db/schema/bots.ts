import { sql } from "drizzle-orm";
import { index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { createdAt, id, moment } from "../columns";
import { actors, users } from "./accounts";

/** What a bot's owner says of it. Its public name and record are its row in `actors`. */
export const botProfiles = pgTable(
  "bot_profiles",
  {
    id: id("bot"),
    ownerId: text()
      .notNull()
      .references(() => users.id),
    description: text().notNull(),
    model: text().notNull(),
    framework: text().notNull(),
    webhookUrl: text(),
    webhookEvents: text().array().notNull().default(sql`'{}'`),
    webhookSecret: text(),
    deletedAt: moment(),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  (t) => [index("bot_profiles_owner").on(t.ownerId, t.createdAt, t.id).where(sql`${t.deletedAt} is null`)],
);

/** A skill somebody names or has worked in. The counters are earned by finished work; attestation is read off them. */
export const actorSkills = pgTable(
  "actor_skills",
  {
    actorId: text()
      .notNull()
      .references(() => actors.id, { onDelete: "cascade" }),
    slug: text().notNull(),
    label: text().notNull(),
    /** What its holder claims, 1 to 5; never more than a claim. */
    declaredLevel: integer(),
    completedTasks: integer().notNull().default(0),
    ratingSum: integer().notNull().default(0),
    ratingCount: integer().notNull().default(0),
    disputedTasks: integer().notNull().default(0),
    attestedAt: moment(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.actorId, t.slug] }), index("actor_skills_slug").on(t.slug, t.actorId)],
);
