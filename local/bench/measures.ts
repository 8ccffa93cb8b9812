import { type SQL, sql } from "drizzle-orm";
import { db } from "@/db";
import { loadWords } from "@/db/seed/load";
import { compile, execute, type Values } from "@/db/statement";
import type { Casing } from "@/lib/core/casing";
import type { Actor } from "@/lib/core/context";
import { type ListPlan, listPage } from "@/lib/core/list";
import { encodeCursor } from "@/lib/core/page";
import { run } from "@/lib/core/run";
import { listFinished, loadActorRecord } from "@/lib/domain/actors/record";
import { clientPlan, loadClient } from "@/lib/domain/people/clients";
import { workerPlan } from "@/lib/domain/people/workers";
import { listRatingsAbout } from "@/lib/domain/ratings/list";
import { taskFilters, taskPlan } from "@/lib/domain/tasks/queries";
import { crowdWords, HEAVY } from "./crowd";
import type { ListName } from "./lists";

/** One thing that is timed: through the app's own code on one connection, over HTTP, or both. */
export type Measure = {
  name: string;
  direct?: (() => Promise<unknown>) | undefined;
  http?: string | undefined;
  /** Where the cost grows up to a limit, what limits it. */
  bound?: string | undefined;
};

const LIMIT = 50;
const FIRST = { limit: LIMIT, offset: 0 };
/** A search that fits many is counted up to a limit, and one that fits fewer is answered from its matches. */
const COUNTED = "10,001 matches";
/** Several conditions are looked up side by side, and what the indexes answer is laid upon each other. */
const LOOKED_UP = "what each filter's index answers";

/** The cursor of the page in the middle of a list. */
async function middleOf({ from, filters, sort }: ListPlan, values: Values): Promise<string> {
  const where =
    filters.length > 0
      ? sql.join(
          filters.map((filter) => filter.where),
          sql` and `,
        )
      : sql`true`;
  const direction = sql.raw(sort.direction);
  const statement = compile(sql`select ${sort.key}::text as key, t.id from ${from} where ${where}
    order by ${sort.column} ${direction}, t.id ${direction} offset (select count(*) / 2 from ${from} where ${where}) limit 1`);
  // Walking half of a large list takes longer than any page may.
  const [middle] = await db.transaction(async (tx) => {
    await tx.execute(sql`set local statement_timeout = 0`);
    return execute<{ key: string; id: string }>(tx, statement, values);
  });
  return encodeCursor({ sort: sort.name, key: middle!.key, id: middle!.id });
}

type Planned = { plan: ListPlan; values: Values };
let asked = 0;

/** A page whose total is counted anew: a value that no statement uses, so that what is remembered of totals does not fit. */
const anew = ({ plan, values }: Planned, casing: Casing, page: object = {}) =>
  listPage(db, casing, plan, { ...values, asked: ++asked }, { ...FIRST, ...page });

async function tasks(): Promise<Measure[]> {
  const { status, search } = taskFilters;
  const newest = { plan: taskPlan("newest", [status]), values: { status: "open" } };
  const cursor = await middleOf(newest.plan, newest.values);
  const page = ({ plan, values }: Planned, place: object = {}) =>
    listPage(db, "snake", plan, values, { ...FIRST, ...place });
  const searching = (word: string) =>
    page({ plan: taskPlan("newest", [status, search]), values: { status: "open", search: word } });
  const path = `/api/tasks?limit=${LIMIT}`;
  const found = (name: string, word: string): Measure => ({
    name: `search "${word}" (${name})`,
    direct: () => searching(word),
    http: `${path}&search=${word}`,
  });
  return [
    { name: "first page and its total", direct: () => page(newest), http: path },
    { name: "deep page by cursor", direct: () => page(newest, { cursor }), http: `${path}&cursor=${cursor}` },
    found("20 tasks", loadWords.rare),
    found("1 in 100", loadWords.mid),
    found("1 in 2", loadWords.common),
    { name: "the same when the total is counted anew", direct: () => anew(newest, "snake") },
  ];
}

type Query = Record<string, string | number | boolean>;

/** The measures of a list of people: what is asked for by name, each as its first page or, with `deep`, the page in the middle. */
function measuring(path: string, planOf: (query: any, sort: any) => Planned, camel: (query: Query) => Query) {
  return async (
    name: string,
    query: Query,
    { bound, deep }: { bound?: string; deep?: boolean } = {},
  ): Promise<Measure> => {
    const { sort = "newest", ...wanted } = query;
    const planned = planOf(camel(wanted), sort);
    const cursor = deep ? await middleOf(planned.plan, planned.values) : undefined;
    const params = new URLSearchParams({ limit: String(LIMIT), ...(cursor && { cursor }) });
    for (const [key, value] of Object.entries(query)) params.set(key, String(value));
    return { name, direct: () => anew(planned, "camel", { cursor }), http: `${path}?${params}`, bound };
  };
}

function workers(): Promise<Measure[]> {
  const of = measuring("/api/ai/workers", workerPlan, (query) => query);
  const { rare, mid, common, dear, none, shortMid, shortNone, signs } = crowdWords;
  const bound = COUNTED;
  return Promise.all([
    of("newest: first page", {}),
    of("newest: deep page", {}, { deep: true }),
    of("lowest rate: first page", { sort: "rate" }),
    of("lowest rate: deep page", { sort: "rate" }, { deep: true }),
    of("skill of nobody", { skill: none }),
    of("skill of 20", { skill: rare }),
    of("skill of 1 in 100", { skill: mid }, { bound }),
    of("skill of 1 in 2", { skill: common }, { bound }),
    of("skill of 1 in 2, deep page", { skill: common }, { bound, deep: true }),
    of("skill of 1 in 100, lowest rate", { skill: mid, sort: "rate" }, { bound }),
    of("skill of 1 in 50 dear ones, lowest rate", { skill: dear, sort: "rate" }, { bound }),
    of("skill of two letters, 1 in 100", { skill: shortMid }, { bound }),
    of("skill of two letters, nobody", { skill: shortNone }),
    of("skill of signs, 1 in 1,000", { skill: signs }, { bound }),
    of("name of 20", { name: rare }),
    of("name of 1 in 16", { name: "alice" }, { bound }),
    of("name of two letters, nobody", { name: shortNone }),
    of("country of 20", { country: "iceland" }),
    of("country of most", { country: "united" }, { bound }),
    of("country of two letters, nobody", { country: shortNone }),
    of("rate at least 150", { minRate: 150 }, { bound }),
    of("rate of nobody", { minRate: 900 }),
    of("rate up to 20", { maxRate: 20 }, { bound }),
    of("rate 40 to 45, deep page", { minRate: 40, maxRate: 45, sort: "rate" }, { bound, deep: true }),
    of("skill, country and rate", { skill: "python", country: "germany", maxRate: 60 }, { bound: LOOKED_UP }),
    of("all five", { skill: "python", name: "ali", country: "united", minRate: 20, maxRate: 90 }, { bound: LOOKED_UP }),
    of("skill and country that nobody has both", { skill: rare, country: "kenya" }),
  ]);
}

function clients(): Promise<Measure[]> {
  const of = measuring("/api/ai/clients", clientPlan, ({ ai_operated, ...query }) => ({
    ...query,
    ...(ai_operated !== undefined && { aiOperated: ai_operated }),
  }));
  const { rare, mid, common, none, shortMid, shortNone, signs } = crowdWords;
  const bound = COUNTED;
  return Promise.all([
    of("newest: first page", {}),
    of("newest: deep page", {}, { deep: true }),
    of("best rated: first page", { sort: "rating" }),
    of("best rated: deep page", { sort: "rating" }, { deep: true }),
    of("most tasks: first page", { sort: "tasks" }),
    of("most tasks: deep page", { sort: "tasks" }, { deep: true }),
    of("by name: first page", { sort: "name" }),
    of("by name: deep page", { sort: "name" }, { deep: true }),
    of("search of nothing", { search: none }),
    of("search of 20", { search: rare }),
    of("search of 1 in 100", { search: mid }, { bound }),
    of("search of 1 in 2", { search: common }, { bound }),
    of("search of 1 in 2, best rated, deep page", { search: common, sort: "rating" }, { bound, deep: true }),
    of("search of two letters, 1 in 100", { search: shortMid }, { bound }),
    of("search of two letters, nothing", { search: shortNone }),
    of("search of signs, 1 in 1,000", { search: signs }, { bound }),
    of("hiring (most)", { hiring: true }, { bound }),
    of("hiring (most), deep page", { hiring: true }, { bound, deep: true }),
    of("not hiring (1 in 100, 20 of a million)", { hiring: false }),
    of("not hiring, best rated", { hiring: false, sort: "rating" }),
    of("run by AI (1 in 1,000)", { ai_operated: true }, { bound }),
    of("run by AI, by name", { ai_operated: true, sort: "name" }, { bound }),
    of("run by people, best rated", { ai_operated: false, sort: "rating" }, { bound }),
    of(
      "search, hiring, run by people, most tasks",
      { search: "python", hiring: true, ai_operated: false, sort: "tasks" },
      { bound: LOOKED_UP },
    ),
    of("search of 20, not hiring, run by AI", { search: rare, hiring: false, ai_operated: true }),
  ]);
}

async function histories(): Promise<Measure[]> {
  const nobody: Actor = { kind: "anyone" };
  const idOf = async (what: SQL) => (await db.execute<{ id: string }>(what))[0]!.id;
  const client = await idOf(sql`select user_id as id from client_profiles where slug = ${HEAVY.slug}`);
  const worker = await idOf(sql`select id from users order by id offset 1 limit 1`);
  const ordinary = await idOf(sql`select slug as id from client_profiles order by id offset 30 limit 1`);
  const slug = (name: string) => `/api/ai/clients/${name}?format=json`;
  const reviews = (userId: string, side?: string) => () =>
    run(listRatingsAbout, nobody, { userId, ...(side && { side }), limit: LIMIT });
  return [
    {
      name: "a client and their tasks",
      direct: () => run(loadClient, nobody, { slug: ordinary }),
      http: slug(ordinary),
    },
    {
      name: "the client of every tenth task",
      direct: () => run(loadClient, nobody, { slug: HEAVY.slug }),
      http: slug(HEAVY.slug),
    },
    {
      name: "their record",
      direct: () => run(loadActorRecord, nobody, { actorId: client }),
      bound: "their open tasks",
    },
    { name: "reviews of a worker", direct: reviews(client) },
    { name: "reviews of the worker of every 20th", direct: reviews(worker), bound: COUNTED },
    { name: "what clients said of them", direct: reviews(worker, "poster"), bound: COUNTED },
    { name: "what workers said of them", direct: reviews(worker, "worker"), bound: COUNTED },
    {
      name: "their finished work",
      direct: () => run(listFinished, nobody, { actorId: worker, limit: LIMIT }),
      bound: COUNTED,
    },
    { name: "a worker's profile", http: `/api/ai/workers/${worker}` },
  ];
}

/** What is measured of each list. */
export const measuresOf: Record<ListName, () => Promise<Measure[]>> = { tasks, workers, clients, histories };
