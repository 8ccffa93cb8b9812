import { type SQL, sql } from "drizzle-orm";
import {
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  json,
  jsonb,
  pgTable,
  primaryKey,
  real,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { bytea, cents, createdAt, id, moment, tsvector } from "../columns";
import { actors, users } from "./accounts";

export const blockStatuses = ["open", "completed", "paid", "cancelled", "expired"] as const;
export const blockModes = ["consensus", "survey"] as const;
export const responseTypes = ["boolean", "choice", "multi_choice", "number", "text", "ranking"] as const;
export const payoutPolicies = ["agreement", "all", "base_plus_bonus"] as const;
export const countingStates = ["none", "due", "done"] as const;
export const blockContestStatuses = ["open", "upheld", "dismissed"] as const;

/** What somebody says of an item; null is "cannot say". */
type Answer = boolean | string | number | readonly string[] | null;

/** How a block's answers are read and counted, beyond what its columns say. */
export type BlockRules = {
  method: string;
  minConfidence: number;
  scale: "nominal" | "ordinal" | "interval" | "ratio" | null;
  pairwise: boolean;
  number: { min?: number; max?: number; step?: number; tolerance?: number } | null;
  /** Of a text, in characters. */
  maxLength: number;
  earlyStop: { minResponses: number; confidence: number } | null;
  privacy: { k: number; quasiIdentifiers: string[] };
};

/** One task for many workers at once, whose answers are made into one result. */
export const blockTasks = pgTable(
  "block_tasks",
  {
    id: id("block"),
    /** Who acts: a user or a bot. */
    posterId: text()
      .notNull()
      .references(() => actors.id),
    /** Who answers for it and pays: the user behind. */
    ownerId: text()
      .notNull()
      .references(() => users.id),
    byAi: boolean().notNull(),
    title: text().notNull(),
    description: text().notNull(),
    category: text().notNull(),
    mode: text({ enum: blockModes }).notNull(),
    responseType: text({ enum: responseTypes }).notNull(),
    /** Those of all items that have none of their own. */
    options: text().array().notNull().default(sql`'{}'`),
    rules: jsonb().$type<BlockRules>().notNull(),
    itemCount: integer().notNull(),
    goldCount: integer().notNull(),
    workerCount: integer().notNull(),
    /** So many of the answers may come from bots. */
    maxBots: integer().notNull(),
    /** For each worker; the block holds so much for each of them. */
    payCents: cents().notNull(),
    feeBps: integer().notNull().default(0),
    agreementThreshold: doublePrecision().notNull(),
    payoutPolicy: text({ enum: payoutPolicies }).notNull(),
    deadline: moment(),
    /** What the result is offered under, once there is one; null: it is not offered. */
    licenseType: text(),
    licenseCents: cents(),
    status: text({ enum: blockStatuses }).notNull().default("open"),
    /** Places given away, and how many of them to bots. */
    taken: integer().notNull().default(0),
    takenByBots: integer().notNull().default(0),
    /** Whether what was answered is to be counted. */
    counting: text({ enum: countingStates }).notNull().default("none"),
    countingSince: moment(),
    /** How far a count that takes its time has come, 0 to 1. */
    countingProgress: real().notNull().default(0),
    /** The newest of its results. */
    resultVersion: integer().notNull().default(0),
    /** Makes workers' names in the results: the same here, and not to be linked with those elsewhere. */
    secret: bytea().notNull(),
    /** Whether a dataset, or a new version of it, is to be made of it. */
    datasetDue: boolean().notNull().default(false),
    closedReason: text(),
    completedAt: moment(),
    paidAt: moment(),
    createdAt: createdAt(),
    updatedAt: createdAt(),
    search: tsvector()
      .notNull()
      .generatedAlwaysAs(
        (): SQL =>
          sql`setweight(to_tsvector('english'::regconfig, title), 'A') || setweight(to_tsvector('english'::regconfig, description), 'C')`,
      ),
  },
  (t) => [
    index("block_tasks_newest").on(t.status, t.createdAt, t.id),
    index("block_tasks_category").on(t.status, t.category, t.createdAt, t.id),
    index("block_tasks_mode").on(t.status, t.mode, t.createdAt, t.id),
    index("block_tasks_owner").on(t.ownerId, t.createdAt, t.id),
    index("block_tasks_all").on(t.createdAt, t.id),
    index("block_tasks_search").using("gin", t.search),
    index("block_tasks_due").on(t.deadline).where(sql`${t.status} = 'open' and ${t.deadline} is not null`),
    index("block_tasks_uncounted").on(t.countingSince).where(sql`${t.counting} = 'due'`),
    index("block_tasks_unpublished").on(t.paidAt).where(sql`${t.datasetDue}`),
    index("block_tasks_unpaid").on(t.completedAt).where(sql`${t.status} = 'completed' and ${t.counting} = 'done'`),
    check("block_tasks_title", sql`length(${t.title}) between 1 and 200`),
    check("block_tasks_description", sql`length(${t.description}) between 1 and 5000`),
    check(
      "block_tasks_taken",
      sql`${t.taken} between 0 and ${t.workerCount} and ${t.takenByBots} between 0 and ${t.taken}`,
    ),
    check("block_tasks_pay", sql`${t.payCents} > 0 and ${t.feeBps} between 0 and 5000`),
    check(
      "block_tasks_license",
      sql`(${t.licenseType} is null) = (${t.licenseCents} is null) and ${t.licenseCents} >= 0`,
    ),
  ],
);

/** What is asked, in order. Its own id is the caller's word. */
export const blockItems = pgTable(
  "block_items",
  {
    blockId: text()
      .notNull()
      .references(() => blockTasks.id, { onDelete: "cascade" }),
    position: integer().notNull(),
    itemId: text().notNull(),
    prompt: text().notNull(),
    /** Its own options; those of the block where it has none. */
    options: text().array(),
    /** The answer that is known to be right. Never shown to a worker. */
    gold: jsonb().$type<{ answer: Answer }>(),
  },
  (t) => [primaryKey({ columns: [t.blockId, t.position] }), unique("block_items_id").on(t.blockId, t.itemId)],
);

export const blockResponses = pgTable(
  "block_responses",
  {
    id: id("resp"),
    blockId: text()
      .notNull()
      .references(() => blockTasks.id, { onDelete: "cascade" }),
    /** Which place it took, from 1. */
    slot: integer().notNull(),
    actorId: text()
      .notNull()
      .references(() => actors.id),
    ownerId: text()
      .notNull()
      .references(() => users.id),
    byAi: boolean().notNull(),
    /** To each item, in their order. */
    answers: jsonb().$type<Answer[]>().notNull(),
    /** Whether the answers themselves, under a pseudonym, may be part of a dataset. */
    mayShare: boolean().notNull().default(false),
    createdAt: createdAt(),
  },
  (t) => [
    // One owner, one answer: the cheapest defence against copies of one bot, and the database holds it.
    unique("block_responses_owner").on(t.blockId, t.ownerId),
    unique("block_responses_slot").on(t.blockId, t.slot),
    index("block_responses_mine").on(t.ownerId, t.createdAt, t.id),
    index("block_responses_actor").on(t.actorId),
  ],
);

/** What the answers came to, each time they were counted; never changed. */
export const blockResults = pgTable(
  "block_results",
  {
    blockId: text()
      .notNull()
      .references(() => blockTasks.id, { onDelete: "cascade" }),
    version: integer().notNull(),
    /** Names the answers that were counted. */
    digest: text().notNull(),
    responses: integer().notNull(),
    /** As it is answered, in our own names. */
    result: json().notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.blockId, t.version] })],
);

/** What each response is paid, worked out once. `cents` is before the fee, which comes out of it. */
export const blockPayouts = pgTable(
  "block_payouts",
  {
    responseId: text()
      .primaryKey()
      .references(() => blockResponses.id, { onDelete: "cascade" }),
    blockId: text()
      .notNull()
      .references(() => blockTasks.id, { onDelete: "cascade" }),
    ownerId: text().notNull(),
    cents: cents().notNull(),
    feeCents: cents().notNull(),
    reason: text().notNull(),
    /** How far the answers are the consensus, and how well the worker answers; null where neither can be said. */
    agreement: doublePrecision(),
    quality: doublePrecision(),
    /** The version of the result that decided. */
    version: integer().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    index("block_payouts_block").on(t.blockId),
    check("block_payouts_cents", sql`${t.cents} >= 0 and ${t.feeCents} between 0 and ${t.cents}`),
  ],
);

/** Somebody says that an unpaid response should have been paid; a moderator decides. */
export const blockContests = pgTable(
  "block_contests",
  {
    id: id("bcon"),
    responseId: text()
      .notNull()
      .references(() => blockResponses.id),
    blockId: text()
      .notNull()
      .references(() => blockTasks.id),
    ownerId: text().notNull(),
    reason: text().notNull(),
    status: text({ enum: blockContestStatuses }).notNull().default("open"),
    decision: text(),
    decidedBy: text(),
    /** What the worker is paid after all, and how much of it the platform gives because the poster's credits do not reach. */
    paidCents: cents(),
    byPlatformCents: cents(),
    createdAt: createdAt(),
    endedAt: moment(),
  },
  (t) => [
    uniqueIndex("block_contests_response").on(t.responseId),
    index("block_contests_queue").on(t.status, t.createdAt, t.id),
    index("block_contests_block").on(t.blockId),
  ],
);

/** How many of a worker's answers of a block were right, where that is known: what a vote in a small block weighs. */
export const blockGrades = pgTable(
  "block_grades",
  {
    responseId: text()
      .primaryKey()
      .references(() => blockResponses.id, { onDelete: "cascade" }),
    actorId: text().notNull(),
    category: text().notNull(),
    right: integer().notNull(),
    graded: integer().notNull(),
    createdAt: createdAt(),
  },
  (t) => [index("block_grades_newest").on(t.actorId, t.category, t.createdAt)],
);
