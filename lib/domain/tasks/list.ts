import { z } from "zod";
import type { Db } from "@/db";
import { taskStatuses } from "@/db/schema";
import { Refusal } from "@/lib/core/errors";
import { dollarsOrNothing, optionalText, slugOf, words } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import { type Filter, listPage } from "@/lib/core/list";
import { list } from "@/lib/core/operation";
import { CATEGORIES, category } from "./categories";
import { hasCategory, taskFilters, taskPlan } from "./queries";
import { fundingOf, PAYMENT_METHODS, Task } from "./task";

/** What a list of tasks may be narrowed by, beside state and place. */
export const searchFields = {
  category: category.optional(),
  search: optionalText(200),
  skills: words(20, 60).optional(),
  paymentMethod: z.enum(PAYMENT_METHODS).optional(),
  budgetMin: dollarsOrNothing.optional(),
  budgetMax: dollarsOrNothing.optional(),
};

const MAX_NOTS = 20;
/** Postgres fails at some thirty `-` in a row ("tsquery stack too small"): so many are a ruler somebody drew. */
export const fewNots = (search: string) => (search.split("-").length > MAX_NOTS ? search.replaceAll("-", " ") : search);

/** Those of `searchFields` that were asked for, as conditions and the values they stand on. */
export function searched(asked: z.output<z.ZodObject<typeof searchFields>>): [Filter, unknown][] {
  const found: [Filter, unknown][] = [];
  if (asked.category) found.push([taskFilters.category, asked.category]);
  if (asked.search) found.push([taskFilters.search, fewNots(asked.search)]);
  if (asked.skills?.length) found.push([taskFilters.skills, asked.skills.map(slugOf)]);
  if (asked.paymentMethod) found.push([taskFilters.funding, fundingOf(asked.paymentMethod)]);
  if (asked.budgetMin !== undefined) found.push([taskFilters.budgetMin, asked.budgetMin]);
  if (asked.budgetMax !== undefined) found.push([taskFilters.budgetMax, asked.budgetMax]);
  return found;
}

/** A category that no task has is a slip of the pen, and an empty list would hide it. */
async function refuseUnknownCategory(db: Db, slug: string) {
  if (slug in CATEGORIES || (await hasCategory(db, slug))) return;
  throw invalid("category", `is none that a task has; the usual ones are ${Object.keys(CATEGORIES).join(", ")}`);
}

export const listTasks = list({
  name: "tasks.list",
  summary: "List tasks.",
  description:
    'Open tasks unless `status` says otherwise, newest first. `mine` lists the caller\'s own, of every status unless one is named. `search` takes words, "phrases", or and -not; ' +
    "`sort: relevance` needs it and ranks the 1,000 newest matches. Totals are exact up to 10,000; above that the planner's estimate, marked as one.",
  access: "anyone",
  plural: "tasks",
  of: Task,
  input: {
    status: z.enum(taskStatuses).optional().meta({ description: "Default: open; with `mine`, any." }),
    ...searchFields,
    local: z.boolean().optional().meta({ description: "Only tasks bound to a place; false: only remote ones." }),
    mine: z.boolean().optional(),
    sort: z.enum(["newest", "budget", "deadline", "relevance"]).default("newest"),
  },
  async run({ actor, db, casing }, { limit, offset, cursor, sort, mine, ...asked }) {
    const filters: Filter[] = [];
    const values: Record<string, unknown> = {};
    const want = (filter: Filter, value: unknown) => {
      filters.push(filter);
      values[filter.name] = value;
    };
    if (mine) {
      if (!("userId" in actor))
        throw new Refusal("UNAUTHENTICATED", "Sign in or send an API key to list your own tasks.");
      want(taskFilters.owner, actor.userId);
    }
    const status = asked.status ?? (mine ? undefined : "open");
    if (status) want(taskFilters.status, status);
    if (asked.category) await refuseUnknownCategory(db, asked.category);
    for (const [filter, value] of searched(asked)) want(filter, value);
    if (asked.local !== undefined) want(asked.local ? taskFilters.local : taskFilters.remote, true);
    if (sort === "relevance" && !asked.search) throw invalid("search", "is required to sort by relevance");
    return listPage(db, casing, taskPlan(sort, filters), values, { limit, offset, cursor });
  },
});
