import { type SQL, sql } from "drizzle-orm";
import { boolean, check, doublePrecision, index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { cents, createdAt, id, moment, tsvector } from "../columns";
import { actors, users } from "./accounts";

export const taskStatuses = [
  "open",
  "in_progress",
  "delivered",
  "completed",
  "cancelled",
  "expired",
  "disputed",
] as const;
export const fundings = ["credits", "card", "offsite", "charity"] as const;
export const urgencies = ["low", "normal", "urgent", "critical"] as const;

export const tasks = pgTable(
  "tasks",
  {
    id: id("task"),
    /** Who acts: a user or a bot. */
    posterId: text()
      .notNull()
      .references(() => actors.id),
    /** Who answers for it and pays: the user behind. */
    ownerId: text()
      .notNull()
      .references(() => users.id),
    /** The key it was posted with, if any: in GiveGigs only that key may change it. */
    keyId: text(),
    byAi: boolean().notNull(),
    /** The client profile under whose name it was posted. */
    clientId: text(),
    title: text().notNull(),
    /** Title with case and spaces folded: what the five-minute duplicate rule compares. */
    titleKey: text().notNull(),
    description: text().notNull(),
    hope: text(),
    category: text().notNull(),
    requiredSkills: text().array().notNull().default(sql`'{}'`),
    /** The skills as somebody wrote them in one line; null where they were named one by one. Matching goes by the slugs. */
    skillsText: text(),
    acceptanceCriteria: text().array().notNull().default(sql`'{}'`),
    funding: text({ enum: fundings }).notNull(),
    budgetType: text({ enum: ["fixed", "hourly"] })
      .notNull()
      .default("fixed"),
    budgetCents: cents(),
    /** The platform's fee of what the worker is paid, in basis points: as it was when the task was posted, or its way to pay chosen. */
    feeBps: integer().notNull().default(0),
    currency: text().notNull().default("USD"),
    /** A pledge paid elsewhere: text, so that it can never enter the ledger. */
    promisedAmount: text(),
    paymentMethod: text(),
    contactMethods: text(),
    status: text({ enum: taskStatuses }).notNull().default("open"),
    urgency: text({ enum: urgencies }).notNull().default("normal"),
    deadline: moment(),
    expiresAt: moment(),
    maxProposals: integer(),
    proposalCount: integer().notNull().default(0),
    commentCount: integer().notNull().default(0),
    acceptedProposalId: text(),
    /** Counts edits that move money, so that each has a ledger key of its own. */
    version: integer().notNull().default(0),
    locationType: text({ enum: ["remote", "local"] })
      .notNull()
      .default("remote"),
    locationName: text(),
    latitude: doublePrecision(),
    longitude: doublePrecision(),
    radiusKm: doublePrecision(),
    country: text(),
    metadata: jsonb().$type<Record<string, unknown>>(),
    closedReason: text(),
    startedAt: moment(),
    deliveredAt: moment(),
    completedAt: moment(),
    createdAt: createdAt(),
    updatedAt: createdAt(),
    search: tsvector()
      .notNull()
      .generatedAlwaysAs(
        (): SQL =>
          sql`setweight(to_tsvector('english'::regconfig, title), 'A') || setweight(to_tsvector('english'::regconfig, immutable_join(required_skills)), 'B') || setweight(to_tsvector('english'::regconfig, description), 'C')`,
      ),
  },
  (t) => [
    index("tasks_newest").on(t.status, t.createdAt, t.id),
    index("tasks_category").on(t.status, t.category, t.createdAt, t.id),
    index("tasks_funding").on(t.status, t.funding, t.createdAt, t.id),
    index("tasks_urgency").on(t.status, t.urgency, t.createdAt, t.id),
    index("tasks_budget").on(t.status, sql`coalesce(${t.budgetCents}, 0)`, t.id),
    index("tasks_deadline").on(t.status, sql`coalesce(${t.deadline}, '9999-12-31T00:00:00Z'::timestamptz)`, t.id),
    index("tasks_owner").on(t.ownerId, t.createdAt, t.id),
    index("tasks_owner_status").on(t.ownerId, t.status, t.createdAt, t.id),
    index("tasks_search").using("gin", t.search),
    // Not of the open ones alone: the planner would read all of it, only to learn which tasks are open.
    index("tasks_skills").using("gin", t.requiredSkills),
    index("tasks_skill_text").using("gin", sql`immutable_join(${t.requiredSkills}) gin_trgm_ops`),
    index("tasks_country").using("gin", sql`${t.country} gin_trgm_ops`).where(sql`${t.country} is not null`),
    // For parts that have no trigram: one letter or two, signs, other scripts.
    index("tasks_skill_grams").using("gin", sql`text_grams(immutable_join(${t.requiredSkills}))`),
    index("tasks_country_grams").using("gin", sql`text_grams(${t.country})`).where(sql`${t.country} is not null`),
    index("tasks_local").on(t.status, t.createdAt, t.id).where(sql`${t.locationType} = 'local'`),
    index("tasks_key_title").on(t.keyId, t.titleKey, t.createdAt).where(sql`${t.keyId} is not null`),
    index("tasks_expiring").on(t.expiresAt).where(sql`${t.status} = 'open' and ${t.expiresAt} is not null`),
    index("tasks_overdue").on(t.deadline).where(sql`${t.status} = 'open' and ${t.deadline} is not null`),
    index("tasks_long_held").on(t.startedAt).where(sql`${t.status} in ('in_progress', 'delivered')`),
    index("tasks_unanswered").on(t.deliveredAt).where(sql`${t.status} = 'delivered'`),
    check("tasks_budget_positive", sql`${t.budgetCents} is null or ${t.budgetCents} > 0`),
    check(
      "tasks_fee",
      sql`${t.feeBps} between 0 and 5000 and (${t.feeBps} = 0 or ${t.funding} in ('credits', 'card'))`,
    ),
    check("tasks_funded", sql`${t.funding} not in ('credits', 'card') or ${t.budgetCents} is not null`),
    check("tasks_title", sql`length(${t.title}) between 1 and 200`),
    check("tasks_description", sql`length(${t.description}) between 1 and 5000`),
    check(
      "tasks_local_placed",
      sql`${t.locationType} = 'remote' or (${t.latitude} between -90 and 90 and ${t.longitude} between -180 and 180)`,
    ),
    check(
      "tasks_chosen",
      sql`${t.status} not in ('in_progress', 'delivered', 'disputed') or ${t.acceptedProposalId} is not null`,
    ),
  ],
);
