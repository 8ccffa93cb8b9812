import { eq, sql } from "drizzle-orm";
import type { Db } from "@/db";
import { idPattern } from "@/db/id";
import { taskStatuses, tasks } from "@/db/schema";
import type { Casing } from "@/lib/core/casing";
import { notFound } from "@/lib/core/errors";
import type { Json } from "@/lib/core/json";
import { byTime, type Filter, findOne, type ListPlan, type Sort } from "@/lib/core/list";
import { partial } from "@/lib/core/partial";
import { taskPoster, taskView } from "./task";

const isTaskId = idPattern("task");
export type TaskRow = typeof tasks.$inferSelect;

/** The task's row, locked until the transaction ends. Refuses NOT_FOUND, also for an id of the wrong form. */
export async function lockTask(db: Db, id: string): Promise<TaskRow> {
  const [row] = isTaskId.test(id) ? await db.select().from(tasks).where(eq(tasks.id, id)).for("update") : [];
  if (!row) throw notFound("task");
  return row;
}

const oneTask = {
  name: "task",
  from: sql`tasks t`,
  joins: taskPoster,
  view: taskView,
  where: sql`t.id = ${sql.placeholder("id")}`,
};

/** The task in Gigiac's words, as JSON. Refuses NOT_FOUND. */
export async function loadTaskJson(db: Db, casing: Casing, id: string): Promise<Json<any>> {
  const task = isTaskId.test(id) ? await findOne(db, casing, oneTask, { id }) : undefined;
  if (!task) throw notFound("task");
  return task as Json<any>;
}

const FAR = sql`'9999-12-31T00:00:00Z'::timestamptz`;

/** The orders a list of tasks may have. Each walks an index; ids break ties. */
export const taskSorts = {
  newest: byTime("newest", sql`t.created_at`),
  deadline: byTime("deadline", sql`coalesce(t.deadline, ${FAR})`, "asc"),
  budget: {
    name: "budget",
    column: sql`coalesce(t.budget_cents, 0)`,
    direction: "desc",
    key: sql`coalesce(t.budget_cents, 0)`,
    value: (key) => sql`${key}::bigint`,
  } satisfies Sort,
  relevance: {
    name: "relevance",
    column: sql`ts_rank(t.search, websearch_to_tsquery('english', ${sql.placeholder("search")}))`,
    direction: "desc",
    key: sql`0`,
    value: (key) => key,
  } satisfies Sort,
} as const;

const at = (name: string) => sql`${sql.placeholder(name)}`;

/** Conditions a list of tasks may have, each behind an index. */
export const taskFilters = {
  status: { name: "status", where: sql`t.status = ${at("status")}` },
  category: { name: "category", where: sql`t.category = ${at("category")}` },
  search: { name: "search", where: sql`t.search @@ websearch_to_tsquery('english', ${at("search")})`, planned: true },
  skills: { name: "skills", where: sql`t.required_skills && ${at("skills")}::text[]`, planned: true },
  funding: { name: "funding", where: sql`t.funding = ${at("funding")}` },
  urgency: { name: "urgency", where: sql`t.urgency = ${at("urgency")}` },
  budgetMin: {
    name: "budgetMin",
    where: sql`coalesce(t.budget_cents, 0) >= ${at("budgetMin")}::bigint`,
    planned: true,
  },
  budgetMax: {
    name: "budgetMax",
    where: sql`coalesce(t.budget_cents, 0) <= ${at("budgetMax")}::bigint`,
    planned: true,
  },
  owner: { name: "owner", where: sql`t.owner_id = ${at("owner")}` },
  local: { name: "local", where: sql`t.location_type = 'local'` },
  remote: { name: "remote", where: sql`t.location_type = 'remote'`, planned: true },
} satisfies Record<string, Filter>;

/** Conditions by a part of what is written, with their values. */
export const taskParts = {
  skill: partial("skillText", sql`immutable_join(t.required_skills)`),
  country: partial("country", sql`t.country`),
};

/** Matches of `relevance` are ranked among so many of the newest: ranking them all would grow with the table. */
const RANKED_WITHIN = 1000;

/** A list of tasks in Gigiac's words: its order and the conditions that apply. */
export const taskPlan = (sort: keyof typeof taskSorts, filters: Filter[]): ListPlan => ({
  name: "tasks",
  from: oneTask.from,
  joins: taskPoster,
  view: taskView,
  filters,
  sort: taskSorts[sort],
  ...(sort === "relevance" && { within: RANKED_WITHIN }),
});

/** Whether any task, in whatever state, has this category: one step into an index for each state. */
export async function hasCategory(db: Db, slug: string): Promise<boolean> {
  const [row] = await db.execute<{ found: boolean }>(
    sql`select exists (select from tasks where status in (${sql.raw(taskStatuses.map((one) => `'${one}'`).join())}) and category = ${slug}) as found`,
  );
  return row!.found;
}

/** The user who posted a task; undefined where there is none. */
export async function findTaskOwner(db: Db, id: string): Promise<string | undefined> {
  const [row] = isTaskId.test(id)
    ? await db.select({ ownerId: tasks.ownerId }).from(tasks).where(eq(tasks.id, id))
    : [];
  return row?.ownerId;
}
