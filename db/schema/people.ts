import { type SQL, sql } from "drizzle-orm";
import { bigint, boolean, check, doublePrecision, index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { createdAt, id } from "../columns";
import { users } from "./accounts";

export const agencyStatuses = ["independent", "agency"] as const;
export const genders = ["female", "male", "non_binary", "other"] as const;

export type Contact = { label: string; value: string; isPublic: boolean };
export type Project = { title: string; description: string | null; link: string | null };

/** What a person says of the work they do. Its id is the account's; what they have done is their record in `actors`. */
export const workerProfiles = pgTable(
  "worker_profiles",
  {
    id: text()
      .primaryKey()
      .references(() => users.id, { onDelete: "cascade" }),
    friendlyName: text().notNull(),
    jobTitle: text(),
    tagline: text(),
    introduction: text(),
    /** Dollars an hour, as they wish to be paid; a promise of nothing. */
    lowRate: doublePrecision(),
    rushRate: doublePrecision(),
    country: text(),
    keywords: text().notNull().default(""),
    agencyStatus: text({ enum: agencyStatuses }).notNull().default("independent"),
    gender: text({ enum: genders }),
    contacts: jsonb().$type<Contact[]>().notNull().default([]),
    projects: jsonb().$type<Project[]>().notNull().default([]),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  (t) => [
    index("worker_profiles_newest").on(t.createdAt, t.id),
    index("worker_profiles_rate").on(sql`coalesce(${t.lowRate}, 1e9)`, t.id),
    index("worker_profiles_keywords").using("gin", sql`${t.keywords} gin_trgm_ops`),
    index("worker_profiles_name").using("gin", sql`${t.friendlyName} gin_trgm_ops`),
    index("worker_profiles_country").using("gin", sql`${t.country} gin_trgm_ops`).where(sql`${t.country} is not null`),
    // For parts that have no trigram: one letter or two, signs, other scripts.
    index("worker_profiles_keyword_grams").using("gin", sql`text_grams(${t.keywords})`),
    index("worker_profiles_name_grams").using("gin", sql`text_grams(${t.friendlyName})`),
    index("worker_profiles_country_grams").using("gin", sql`text_grams(${t.country})`),
    check("worker_profiles_rates", sql`${t.lowRate} between 0 and 100000 and ${t.rushRate} between 0 and 100000`),
  ],
);

/** Under which name an account posts, and how it has dealt so far. One an account. */
export const clientProfiles = pgTable(
  "client_profiles",
  {
    id: id("client"),
    userId: text()
      .notNull()
      .unique()
      .references(() => users.id, { onDelete: "cascade" }),
    slug: text().notNull().unique(),
    companyName: text().notNull(),
    description: text(),
    skillsNeeded: text(),
    paymentMethods: text(),
    /** Made through an API key. */
    byAi: boolean().notNull(),
    /** Counted by triggers, so that lists can be sorted by them. */
    openTaskCount: integer().notNull().default(0),
    completedTaskCount: integer().notNull().default(0),
    taskCount: integer().notNull().default(0),
    ratingSum: integer().notNull().default(0),
    ratingCount: integer().notNull().default(0),
    createdAt: createdAt(),
    updatedAt: createdAt(),
    /** The average rating in thousandths; 0 before the first. */
    ratingRank: bigint({ mode: "number" })
      .notNull()
      .generatedAlwaysAs((): SQL => sql`case when rating_count > 0 then rating_sum * 1000 / rating_count else 0 end`),
    /** How the name begins, as a number that sorts like it. */
    nameRank: bigint({ mode: "number" })
      .notNull()
      .generatedAlwaysAs((): SQL => sql`name_rank(company_name)`),
    /** In lower case: folding a description costs ten times what looking into it does. */
    searchText: text()
      .notNull()
      .generatedAlwaysAs(
        (): SQL => sql`lower(company_name || ' ' || coalesce(skills_needed, '') || ' ' || coalesce(description, ''))`,
      ),
  },
  (t) => [
    index("client_profiles_newest").on(t.createdAt, t.id),
    index("client_profiles_rating").on(t.ratingRank, t.id),
    index("client_profiles_tasks").on(t.taskCount, t.id),
    index("client_profiles_by_name").on(t.nameRank, t.id),
    index("client_profiles_hiring").on(t.createdAt, t.id).where(sql`${t.openTaskCount} > 0`),
    index("client_profiles_idle").on(t.createdAt, t.id).where(sql`${t.openTaskCount} = 0`),
    index("client_profiles_ai").on(t.byAi, t.createdAt, t.id),
    index("client_profiles_search").using("gin", sql`${t.searchText} gin_trgm_ops`),
    index("client_profiles_search_grams").using("gin", sql`text_grams(${t.searchText})`),
    check("client_profiles_counts", sql`least(${t.openTaskCount}, ${t.completedTaskCount}, ${t.taskCount}) >= 0`),
  ],
);
