import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db";
import { newId } from "@/db/id";
import { clientProfiles, taskStatuses } from "@/db/schema";
import { compile, execute, type Values } from "@/db/statement";
import type { Casing } from "@/lib/core/casing";
import { type Account, type Context, isAi } from "@/lib/core/context";
import { notFound } from "@/lib/core/errors";
import { line, reference, slugOf } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import { Json } from "@/lib/core/json";
import { byTime, type Filter, findOne, type ListPlan, listPage, type Sort } from "@/lib/core/list";
import { command, list, query } from "@/lib/core/operation";
import { type Applied, partial } from "@/lib/core/partial";
import { GiveGigsTask, giveGigsTaskView } from "@/lib/domain/tasks/givegigs/task";
import { taskPoster } from "@/lib/domain/tasks/task";
import { Client, clientFields, clientView } from "./client";

const MAX_FILTER = 100;
const byRank = (name: string, column: string, direction: "asc" | "desc" = "desc"): Sort => ({
  name,
  column: sql.raw(`t.${column}`),
  direction,
  key: sql.raw(`t.${column}`),
  value: (key) => sql`${key}::bigint`,
});
const sorts = {
  newest: byTime("newest", sql`t.created_at`),
  rating: byRank("rating", "rating_rank"),
  tasks: byRank("tasks", "task_count"),
  name: byRank("name", "name_rank", "asc"),
};
const search = partial("search", sql`t.search_text`, { isLower: true });
/** Planned each time: whether a few of them are hiring or nearly all decides how they are found in another order. */
const filters = {
  hiring: { name: "hiring", where: sql`t.open_task_count > 0`, planned: true },
  idle: { name: "idle", where: sql`t.open_task_count = 0`, planned: true },
  aiOperated: { name: "ai", where: sql`t.by_ai = ${sql.placeholder("ai")}::boolean`, planned: true },
} satisfies Record<string, Filter>;

type Wanted = { search?: string | undefined; hiring?: boolean | undefined; aiOperated?: boolean | undefined };

/** A list of clients: its order, the conditions that apply, and their values. */
export function clientPlan(wanted: Wanted, sort: keyof typeof sorts): { plan: ListPlan; values: Values } {
  const { hiring, aiOperated } = wanted;
  const applied: Applied[] = [];
  if (wanted.search !== undefined) applied.push(search(wanted.search));
  if (hiring !== undefined) applied.push({ filter: hiring ? filters.hiring : filters.idle, values: {} });
  if (aiOperated !== undefined) applied.push({ filter: filters.aiOperated, values: { ai: aiOperated } });
  const plan: ListPlan = {
    name: "clients",
    from: sql`client_profiles t`,
    view: clientView,
    filters: applied.map(({ filter }) => filter),
    sort: sorts[sort],
  };
  return { plan, values: Object.assign({}, ...applied.map(({ values }) => values)) };
}

export const listClients = list({
  name: "clients.list",
  summary: "List client profiles.",
  description:
    "Newest first; `rating` by the average of their revealed ratings, `tasks` by how many they ever posted, `name` by how the name begins.",
  access: "anyone",
  plural: "clients",
  of: Client,
  input: {
    search: line(MAX_FILTER)
      .optional()
      .meta({ description: "Part of the name, the skills needed or the description." }),
    hiring: z.boolean().optional().meta({ description: "Whether a task of theirs is open." }),
    aiOperated: z
      .boolean()
      .optional()
      .meta({ description: "Whether the profile was made through an API key. Also read as `ai_operated`." }),
    sort: z.enum(["newest", "rating", "tasks", "name"]).default("newest"),
  },
  run({ db, casing }, { search, hiring, aiOperated, sort, ...page }) {
    const { plan, values } = clientPlan({ search, hiring, aiOperated }, sort);
    return listPage(db, casing, plan, values, page);
  },
});

/** Of a client's tasks so many are shown with the profile. */
const SHOWN_TASKS = 20;
const plan = { from: sql`client_profiles t`, view: clientView };
const bySlug = {
  ...plan,
  name: "client_by_slug",
  where: sql`(t.slug = ${sql.placeholder("key")} or t.id = ${sql.placeholder("key")} or t.user_id = ${sql.placeholder("key")})`,
};
const byUser = { ...plan, name: "client_by_user", where: sql`t.user_id = ${sql.placeholder("key")}` };

async function load(db: Db, casing: Casing, one: typeof bySlug | typeof byUser, key: string): Promise<Json<any>> {
  const found = await findOne(db, casing, one, { key });
  if (!found) throw notFound("client");
  return found as Json<any>;
}

const newest = sql.raw(`order by k.created_at desc, k.id desc limit ${SHOWN_TASKS}`);
const shown = sql.raw(
  taskStatuses
    .filter((status) => status !== "cancelled")
    .map((status) => `'${status}'`)
    .join(),
);

/** The newest of each state first: however many were cancelled meanwhile, none of them is read. */
const tasksOf =
  compile(sql`select coalesce(json_agg(row_to_json(v) order by t.created_at desc, t.id desc)::text, '[]') as items
  from (select k.* from unnest(array[${shown}]) as s (status) cross join lateral (
    select * from tasks k where k.owner_id = ${sql.placeholder("user")} and k.status = s.status ${newest}) k ${newest}) t
  ${taskPoster} cross join lateral (select ${giveGigsTaskView.columns("camel")}) v`);

export const loadClient = query({
  name: "clients.get",
  summary: "Get a client's profile.",
  description: `By its slug, its id, or the id of the account behind it, with the newest ${SHOWN_TASKS} tasks of the account that were not cancelled. A browser is answered a page; \`?format=json\`, or an Accept header that asks for JSON, answers the data.`,
  access: "anyone",
  input: {
    slug: reference,
    format: z.enum(["html", "json"]).optional(),
  },
  output: { client: Client, tasks: z.array(GiveGigsTask) },
  async run({ db, casing, actor }, { slug }) {
    const client = await load(db, casing, bySlug, slug);
    const { userId } = client.parse();
    const [row] = await execute<{ items: string }>(db, tasksOf, { user: userId, signedIn: actor.kind !== "anyone" });
    return { client, tasks: new Json<any>(row!.items, "camel") };
  },
});

export const loadOwnClient = query({
  name: "clients.me",
  summary: "Get your own client profile.",
  description: "404 while there is none.",
  access: "account",
  input: {},
  output: { client: Client },
  run: async ({ db, casing, actor }) => ({ client: await load(db, casing, byUser, actor.userId) }),
});

/** Counts what there is while nobody changes it: the triggers that go on counting wait for this lock. */
const insert = compile(sql`
  insert into client_profiles (id, user_id, slug, company_name, description, skills_needed, payment_methods, by_ai,
    open_task_count, completed_task_count, task_count, rating_sum, rating_count, created_at, updated_at)
  select ${sql.placeholder("id")}, ${sql.placeholder("user")}, ${sql.placeholder("slug")}, ${sql.placeholder("companyName")},
    ${sql.placeholder("description")}, ${sql.placeholder("skillsNeeded")}, ${sql.placeholder("paymentMethods")}, ${sql.placeholder("byAi")}::boolean,
    k.open, k.completed, k.whole, r.stars, r.count, ${sql.placeholder("now")}::timestamptz, ${sql.placeholder("now")}::timestamptz
  from (select count(*) filter (where status = 'open') as open, count(*) filter (where status = 'completed') as completed, count(*) as whole
      from tasks where owner_id = ${sql.placeholder("user")}) k,
    (select coalesce(sum(rating_sum), 0) as stars, coalesce(sum(rating_count), 0) as count
      from actors where user_id = ${sql.placeholder("user")}) r`);

export const saveClient = command({
  name: "clients.save",
  summary: "Create your client profile, or change it.",
  description:
    "One an account: posting again changes it, with 200 and `updatedExisting: true`; fields left out stay as they are, null takes one away. The address of the profile comes from the name it was made with, and stays. Name `clientId` when you post a task to show it under this profile.",
  access: "account",
  input: clientFields,
  output: { client: Client, clientId: z.string(), updatedExisting: z.boolean() },
  async run(ctx, input) {
    const { db, actor, now, casing } = ctx;
    await db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${actor.userId}, 13))`);
    const [changed] = await db
      .update(clientProfiles)
      .set({ ...input, updatedAt: now })
      .where(eq(clientProfiles.userId, actor.userId))
      .returning({ id: clientProfiles.id });
    const clientId = changed?.id ?? (await create(ctx, input));
    const client = await load(db, casing, byUser, actor.userId);
    return { client, clientId, updatedExisting: changed !== undefined };
  },
});

type Input = { [K in keyof typeof clientFields]?: z.output<(typeof clientFields)[K]> };

async function create({ db, actor, now }: Context<Account>, { companyName, ...input }: Input): Promise<string> {
  if (companyName === undefined) throw invalid("companyName", "is required");
  const clientId = newId("client", now.getTime());
  await execute(db, insert, {
    id: clientId,
    user: actor.userId,
    slug: await freeSlug(db, companyName, clientId),
    companyName,
    description: input.description ?? null,
    skillsNeeded: input.skillsNeeded ?? null,
    paymentMethods: input.paymentMethods ?? null,
    byAi: isAi(actor),
    now: now.toISOString(),
  });
  return clientId;
}

/** Words that stand for something else in an address of ours. */
const RESERVED = new Set(["me", "new", "edit"]);
const SUFFIX_CHARS = 6;

/** A name's slug, of letters that every address holds; where it is taken or says nothing, with the end of the id. */
async function freeSlug(db: Db, companyName: string, clientId: string): Promise<string> {
  const wanted = slugOf(companyName)
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  const suffix = clientId.slice(-SUFFIX_CHARS);
  if (wanted === "" || RESERVED.has(wanted)) return [wanted, suffix].filter(Boolean).join("-");
  // Two who want it at once: the second waits here until the first has it, or has not.
  await db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${wanted}, 14))`);
  const [taken] = await db
    .select({ id: clientProfiles.id })
    .from(clientProfiles)
    .where(eq(clientProfiles.slug, wanted));
  return taken ? `${wanted}-${suffix}` : wanted;
}
