import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { line, Moment, optionalText, text, words } from "@/lib/core/fields";
import { utc, view } from "@/lib/core/view";
import { ratingOf } from "@/lib/domain/actors/actor";

export const AGENCY_STATUSES = ["INDEPENDENT", "AGENCY"] as const;
export const GENDERS = ["FEMALE", "MALE", "NON_BINARY", "OTHER"] as const;
export const MAX_NAME = 100;
export const MAX_JOB_TITLE = 100;
export const MAX_TAGLINE = 200;
export const MAX_INTRODUCTION = 5000;
export const MAX_RATE = 100_000;
export const MAX_COUNTRY = 100;
export const MAX_KEYWORDS = 30;
const MAX_KEYWORD = 60;
export const MAX_CONTACTS = 10;
export const MAX_PROJECTS = 20;
export const MAX_LABEL = 60;
export const MAX_VALUE = 300;
export const MAX_PROJECT_TITLE = 120;
export const MAX_PROJECT_DESCRIPTION = 1000;
export const MAX_LINK = 500;

/** A worker in a list. */
const card = {
  workerId: z.string().meta({ description: "The account's id: who to invite to a thread, and whose ratings to read." }),
  friendlyName: z.string(),
  jobTitle: z.string().nullable(),
  tagline: z.string().nullable(),
  lowRate: z.number().nullable().meta({ description: "Dollars an hour, at least." }),
  rushRate: z.number().nullable().meta({ description: "Dollars an hour when it is urgent." }),
  country: z.string().nullable(),
  keywords: z.string().meta({ description: "Comma-separated; empty when none are named." }),
  agencyStatus: z.enum(AGENCY_STATUSES),
  gender: z.enum(GENDERS).nullable(),
  rating: z
    .number()
    .nullable()
    .meta({ description: "Average of the revealed ratings, 1 to 5; null before the first." }),
  completedTasks: z.int(),
};
export const Worker = z.object(card).meta({ id: "Worker" });

const Contact = z.object({ label: z.string(), value: z.string() });
const Project = z.object({ title: z.string(), description: z.string().nullable(), link: z.string().nullable() });
const whole = {
  ...card,
  introduction: z.string().nullable(),
  projects: z.array(Project),
  ratingCount: z.int(),
  memberSince: Moment,
};

/** A worker's whole profile, as everybody sees it. */
export const WorkerProfile = z
  .object({ ...whole, contacts: z.array(Contact).meta({ description: "The public ones." }) })
  .meta({ id: "WorkerProfile" });

/** The same as its owner sees it. */
export const OwnWorkerProfile = z
  .object({ ...whole, contacts: z.array(Contact.extend({ isPublic: z.boolean() })), updatedAt: Moment })
  .meta({ id: "OwnWorkerProfile" });

const cardFields = {
  workerId: sql`t.id`,
  friendlyName: sql`t.friendly_name`,
  jobTitle: sql`t.job_title`,
  tagline: sql`t.tagline`,
  lowRate: sql`t.low_rate`,
  rushRate: sql`t.rush_rate`,
  country: sql`t.country`,
  keywords: sql`t.keywords`,
  agencyStatus: sql`upper(t.agency_status)`,
  gender: sql`upper(t.gender)`,
  rating: ratingOf("a"),
  completedTasks: sql`a.completed_tasks`,
};
const wholeFields = {
  ...cardFields,
  introduction: sql`t.introduction`,
  projects: sql`t.projects` as never,
  ratingCount: sql`a.rating_count`,
  memberSince: utc(sql`a.created_at`),
};

/** Rows `t` of worker_profiles with their actor `a`. */
export const workerView = view(Worker, cardFields);
export const workerProfileView = view(WorkerProfile, {
  ...wholeFields,
  contacts: sql`(select coalesce(json_agg(json_build_object('label', c->>'label', 'value', c->>'value')), '[]')
    from jsonb_array_elements(t.contacts) c where (c->>'isPublic')::boolean)`,
});
export const ownWorkerProfileView = view(OwnWorkerProfile, {
  ...wholeFields,
  contacts: sql`t.contacts` as never,
  updatedAt: utc(sql`t.updated_at`),
});
export const workerJoins: SQL = sql`join actors a on a.id = t.id`;

const rate = z
  .number()
  .min(0)
  .max(MAX_RATE)
  .nullable()
  .optional()
  .meta({ description: `Dollars an hour, 0 to ${MAX_RATE.toLocaleString("en-US")}.` });
const isHttp = (value: string) => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
};

/** What one may say of oneself. What is left out stays as it is; null takes it away. */
export const workerFields = {
  friendlyName: line(MAX_NAME).optional().meta({ description: "Left out the first time: the account's name." }),
  jobTitle: optionalLine(MAX_JOB_TITLE),
  tagline: optionalLine(MAX_TAGLINE),
  introduction: text(MAX_INTRODUCTION).nullable().optional(),
  lowRate: rate,
  rushRate: rate,
  country: optionalLine(MAX_COUNTRY),
  keywords: words(MAX_KEYWORDS, MAX_KEYWORD).optional(),
  agencyStatus: z.enum(AGENCY_STATUSES).optional(),
  gender: z.enum(GENDERS).nullable().optional(),
  contacts: z
    .array(z.object({ label: line(MAX_LABEL), value: line(MAX_VALUE), isPublic: z.boolean().default(true) }))
    .max(MAX_CONTACTS)
    .optional()
    .meta({ description: `At most ${MAX_CONTACTS}; those that are not public only you see.` }),
  projects: z
    .array(
      z.object({
        title: line(MAX_PROJECT_TITLE),
        description: optionalText(MAX_PROJECT_DESCRIPTION).transform((value) => value ?? null),
        link: z
          .string()
          .trim()
          .max(MAX_LINK)
          .refine((value) => value === "" || isHttp(value), "must be an http or https URL")
          .nullish()
          .transform((value) => value || null),
      }),
    )
    .max(MAX_PROJECTS)
    .optional()
    .meta({ description: `Work to show, at most ${MAX_PROJECTS}.` }),
};

function optionalLine(max: number) {
  return line(max).nullable().optional();
}
