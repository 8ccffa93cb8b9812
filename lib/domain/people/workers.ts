import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db";
import { idPattern } from "@/db/id";
import { actors, workerProfiles } from "@/db/schema";
import type { Values } from "@/db/statement";
import type { Casing } from "@/lib/core/casing";
import { notFound } from "@/lib/core/errors";
import { id, line } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import type { Json } from "@/lib/core/json";
import { byTime, type Filter, findOne, type ListPlan, listPage, type Sort } from "@/lib/core/list";
import { command, list, query } from "@/lib/core/operation";
import { type Applied, partial } from "@/lib/core/partial";
import {
  MAX_RATE,
  OwnWorkerProfile,
  ownWorkerProfileView,
  Worker,
  WorkerProfile,
  workerFields,
  workerJoins,
  workerProfileView,
  workerView,
} from "./worker";

const MAX_FILTER = 100;
/** As the index has it: whoever names no rate comes last. */
const RATE = sql`coalesce(t.low_rate, 1e9)`;
const parts = {
  skill: partial("skill", sql`t.keywords`),
  name: partial("name", sql`t.friendly_name`),
  country: partial("country", sql`t.country`),
};
const rates = {
  minRate: {
    name: "minRate",
    where: sql`${RATE} >= ${sql.placeholder("minRate")}::float8 and ${RATE} < 1e9`,
    planned: true,
  },
  maxRate: { name: "maxRate", where: sql`${RATE} <= ${sql.placeholder("maxRate")}::float8`, planned: true },
} satisfies Record<string, Filter>;

/** In tenths of a cent, so that a cursor carries it. */
const byRate: Sort = {
  name: "rate",
  column: RATE,
  direction: "asc",
  key: sql`(${RATE} * 1000)::bigint`,
  value: (key) => sql`(${key}::bigint / 1000.0)::float8`,
};
const sorts = { newest: byTime("newest", sql`t.created_at`), rate: byRate };
const hourly = z.number().min(0).max(MAX_RATE).optional();

type Wanted = Record<keyof typeof parts, string | undefined> & Record<keyof typeof rates, number | undefined>;

/** A list of workers: its order, the conditions that apply, and their values. */
export function workerPlan(wanted: Partial<Wanted>, sort: keyof typeof sorts): { plan: ListPlan; values: Values } {
  const applied: Applied[] = [];
  for (const [key, of] of entriesOf(parts)) if (wanted[key] !== undefined) applied.push(of(wanted[key]));
  for (const [key, filter] of entriesOf(rates))
    if (wanted[key] !== undefined) applied.push({ filter, values: { [key]: wanted[key] } });
  const plan: ListPlan = {
    name: "workers",
    from: sql`worker_profiles t`,
    joins: workerJoins,
    view: workerView,
    filters: applied.map(({ filter }) => filter),
    sort: sorts[sort],
  };
  return { plan, values: Object.assign({}, ...applied.map(({ values }) => values)) };
}

const entriesOf = <K extends string, V>(record: Record<K, V>) => Object.entries(record) as [K, V][];

export const listWorkers = list({
  name: "workers.list",
  summary: "Search human workers.",
  description:
    "Everybody who has written a worker profile, newest first, or the lowest rate first with `sort=rate`. A worker who names no rate is in no search by rate.",
  access: "anyone",
  plural: "workers",
  of: Worker,
  input: {
    skill: line(MAX_FILTER).optional().meta({ description: "Part of a keyword." }),
    name: line(MAX_FILTER).optional().meta({ description: "Part of the name." }),
    country: line(MAX_FILTER).optional().meta({ description: "Part of the country's name." }),
    minRate: hourly.meta({ description: "At least so many dollars an hour." }),
    maxRate: hourly.meta({ description: "At most so many dollars an hour." }),
    sort: z.enum(["newest", "rate"]).default("newest"),
  },
  rule: {
    path: "maxRate",
    message: "must not be less than minRate",
    holds: ({ minRate, maxRate }) => minRate === undefined || maxRate === undefined || minRate <= maxRate,
  },
  run({ db, casing }, { skill, name, country, minRate, maxRate, sort, ...page }) {
    const { plan, values } = workerPlan({ skill, name, country, minRate, maxRate }, sort);
    return listPage(db, casing, plan, values, page);
  },
});

const isUserId = idPattern("user");
const one = { from: sql`worker_profiles t`, joins: workerJoins, where: sql`t.id = ${sql.placeholder("id")}` };

async function load(db: Db, casing: Casing, userId: string, own: boolean): Promise<Json<any>> {
  const plan = own
    ? { ...one, name: "own_worker", view: ownWorkerProfileView }
    : { ...one, name: "worker", view: workerProfileView };
  const found = isUserId.test(userId) ? await findOne(db, casing, plan, { id: userId }) : undefined;
  if (!found) throw notFound("worker");
  return found as Json<any>;
}

export const loadWorker = query({
  name: "workers.get",
  summary: "Get a worker's profile.",
  description: "With their introduction, public contacts and projects, and what they have done here.",
  access: "anyone",
  input: { workerId: id("user") },
  output: { worker: WorkerProfile },
  run: async ({ db, casing }, { workerId }) => ({ worker: await load(db, casing, workerId, false) }),
});

export const loadOwnWorker = query({
  name: "workers.me",
  summary: "Get your own worker profile.",
  description: "With the contacts that nobody else sees. 404 while there is none.",
  access: "account",
  input: {},
  output: { worker: OwnWorkerProfile },
  run: async ({ db, casing, actor }) => ({ worker: await load(db, casing, actor.userId, true) }),
});

export const editWorker = command({
  name: "workers.edit",
  summary: "Write or change your worker profile.",
  description:
    "The account's own, so not for a key that is bound to a bot. The first time it is made, and you can be found; what is left out stays as it is, null takes a field away.",
  access: "owner",
  input: workerFields,
  output: { worker: OwnWorkerProfile },
  async run({ db, casing, actor, now }, { agencyStatus, gender, keywords, ...same }) {
    const columns = {
      ...same,
      ...(keywords && { keywords: keywords.join(", ") }),
      ...(agencyStatus && { agencyStatus: agencyStatus.toLowerCase() as "independent" }),
      ...(gender !== undefined && { gender: (gender?.toLowerCase() ?? null) as "other" | null }),
    };
    const [account] = await db.select({ name: actors.name }).from(actors).where(eq(actors.id, actor.userId));
    const [profile] = await db
      .insert(workerProfiles)
      .values({ friendlyName: account!.name, ...columns, id: actor.userId, createdAt: now, updatedAt: now })
      .onConflictDoUpdate({ target: workerProfiles.id, set: { ...columns, updatedAt: now } })
      .returning();
    const { lowRate, rushRate } = profile!;
    if (lowRate !== null && rushRate !== null && rushRate < lowRate)
      throw invalid("rushRate", "must not be less than lowRate");
    return { worker: await load(db, casing, actor.userId, true) };
  },
});

export const deleteWorker = command({
  name: "workers.delete",
  summary: "Take your worker profile down.",
  description: "It is gone, and you are no longer found as a worker. Your record and ratings stay.",
  access: "owner",
  input: {},
  output: { deleted: z.literal(true) },
  async run({ db, actor }) {
    const rows = await db.delete(workerProfiles).where(eq(workerProfiles.id, actor.userId)).returning();
    if (rows.length === 0) throw notFound("worker");
    return { deleted: true as const };
  },
});
