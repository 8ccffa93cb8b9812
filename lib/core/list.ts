import { type SQL, sql } from "drizzle-orm";
import type { Db } from "@/db";
import { compile, execute, planAnew, type Statement, type Values } from "@/db/statement";
import type { Casing } from "./casing";
import { invalid } from "./invalid";
import { Json } from "./json";
import { decodeCursor, EXACT_TOTAL, encodeCursor, NO_CURSOR, type Page } from "./page";
import type { View } from "./view";

/** An order of a list. `key` writes the sort key as an integer for the cursor, `value` reads it back; ids break ties. */
export type Sort = { name: string; column: SQL; direction: "asc" | "desc"; key: SQL; value(key: SQL): SQL };

/** One condition of a list; it stands in the statement only when it applies. Holes are `sql.placeholder(name)`. */
export type Filter = {
  name: string;
  where: SQL;
  /** How much it matches depends on its value, from nothing to everything: planned each time. */
  planned?: boolean;
  /**
   * What holds of every match and an index of its own knows, but is dear to check on a row: asked only of that index, and
   * only where it expects few.
   */
  rare?: SQL;
};

export type ListPlan = {
  /** Names the statement; with the filters' names it must determine the SQL. */
  name: string;
  /** Table and its alias `t`: what is filtered, sorted and cut. */
  from: SQL;
  /** Joins made for the rows of the page alone. */
  joins?: SQL;
  view: View<any>;
  filters: Filter[];
  sort: Sort;
  /** Rank only so many of the newest matches (sorts that no index serves). */
  within?: number;
};

type PageRequest = { limit: number; offset: number; cursor?: string | undefined };

/** An order by a moment, newest first unless told otherwise; the cursor holds it in milliseconds. */
export const byTime = (name: string, column: SQL, direction: "asc" | "desc" = "desc"): Sort => ({
  name,
  column,
  direction,
  key: sql`(extract(epoch from ${column}) * 1000)::bigint`,
  value: (key) => sql`(timestamptz 'epoch' + ${key}::bigint * interval '1 millisecond')`,
});

const statements = new Map<string, Statement>();
const MAX_STATEMENTS = 2000;
/** Rare combinations are not worth a prepared statement on every connection. */
const MAX_PREPARED_FILTERS = 3;

/** One query a page: rows as JSON in the caller's names, the next cursor's place, and the total. */
export async function listPage(
  db: Db,
  casing: Casing,
  plan: ListPlan,
  values: Values,
  request: PageRequest,
): Promise<Page> {
  if (plan.within && request.cursor !== undefined) throw invalid("cursor", NO_CURSOR);
  const cursor = request.cursor === undefined ? undefined : decodeCursor(request.cursor, plan.sort.name);
  const names = plan.filters.map((filter) => filter.name).join();
  const key = totalKey(`${plan.name}:${names}`, values);
  const known = knownTotal(key);
  const rare = await fewOf(db, plan, values);
  const shape = [
    plan.name,
    plan.sort.name,
    names,
    casing,
    cursor ? "after" : "",
    known === undefined ? "count" : "",
    rare.map((filter) => filter.name).join(),
  ].join(":");
  const statement = remembered(shape, () => compose(plan, casing, cursor !== undefined, known === undefined, rare));
  const bound = {
    ...values,
    limit: request.limit,
    offset: cursor ? 0 : request.offset,
    afterKey: cursor?.key,
    afterId: cursor?.id,
  };
  const [row] = await execute<{ items: string; last: string | null; found: number; total?: number }>(
    db,
    statement,
    bound,
  );
  const { items, last, found } = row!;
  let total: Total = known ?? { total: row!.total ?? 0, isEstimate: false };
  if (total.total > EXACT_TOTAL && !total.isEstimate)
    total = await estimateTotal(db, key, sql`select 1 from ${plan.from} where ${conditions(plan.filters)}`, values);
  const at = last?.indexOf("|") ?? -1;
  return {
    items: new Json(items, casing, found),
    total: total.total,
    totalIsEstimate: total.isEstimate,
    limit: request.limit,
    offset: request.offset,
    nextCursor:
      found === request.limit && last && !plan.within
        ? encodeCursor({ sort: plan.sort.name, key: last.slice(0, at), id: last.slice(at + 1) })
        : null,
  };
}

/** The statement of a list's page, for those who measure it: the same text and parameters as `listPage` runs. */
export const pageStatement = (plan: ListPlan, casing: Casing, after = false): Statement =>
  compose(plan, casing, after, false);

function remembered(shape: string, make: () => Statement): Statement {
  let statement = statements.get(shape);
  if (!statement) {
    statement = make();
    if (statements.size < MAX_STATEMENTS) statements.set(shape, statement);
  }
  return statement;
}

const byIndex = ({ name, rare }: Filter): Filter => ({ name, where: rare! });

function conditions(filters: Filter[]): SQL {
  return filters.length === 0
    ? sql`true`
    : sql.join(
        filters.map((filter) => filter.where),
        sql` and `,
      );
}

/** Past so many rows an index that is dear to check costs more than reading rows until enough fit. */
const FEW = 50_000;

/** Those of a plan's filters whose own index expects few rows. */
async function fewOf(db: Db, { from, filters }: ListPlan, values: Values): Promise<Filter[]> {
  const few: Filter[] = [];
  for (const filter of filters)
    if (filter.rare && (await plannedRows(db, sql`select 1 from ${from} where ${filter.rare}`, values)) <= FEW)
      few.push(filter);
  return few;
}

function compose(plan: ListPlan, casing: Casing, after: boolean, count: boolean, rare: Filter[] = []): Statement {
  const { column, direction, key } = plan.sort;
  const ordered = sql`order by ${column} ${sql.raw(direction)}, t.id ${sql.raw(direction)}`;
  const limit = sql`limit ${sql.placeholder("limit")}::int offset ${sql.placeholder("offset")}::int`;
  const isPlannedAnew = plan.filters.length > MAX_PREPARED_FILTERS || plan.filters.some((filter) => filter.planned);
  const reach = sql`(${sql.placeholder("limit")}::int + ${sql.placeholder("offset")}::int)`;
  const within = plan.within && sql.raw(String(plan.within));
  const cut: Cut = within
    ? { ...NEWEST, limit: sql`limit ${within}`, reach: within }
    : {
        column,
        direction,
        limit,
        reach,
        ...(after && { after: plan.sort.value(sql`${sql.placeholder("afterKey")}`) }),
      };
  const isNarrowed = plan.filters.some((filter) => filter.planned);
  const found = isNarrowed ? narrowed(plan, cut, count, rare) : { with: sql``, rows: walked(plan, cut) };
  const { rows } = found;
  const page = plan.within ? sql`select t.* from (${rows}) t ${ordered} ${limit}` : rows;
  const counted = sql`select 1 from ${plan.from} where ${conditions(plan.filters)} limit ${sql.raw(String(EXACT_TOTAL + 1))}`;
  const total = !count
    ? sql``
    : isNarrowed
      ? sql`, (select total from counted) as total`
      : sql`, (select count(*) from (${counted}) c)::int as total`;
  const query = sql`${found.with}select coalesce(json_agg(q.item)::text, '[]') as items, (array_agg(q.place))[count(*)::int] as last, count(*)::int as found${total}
    from (select row_to_json(v) as item, ${key} || '|' || t.id as place from (${page}) t ${plan.joins ?? sql``}
      cross join lateral (select ${plan.view.columns(casing)}) v ${ordered}) q`;
  return isPlannedAnew ? planAnew(compile(query)) : compile(query);
}

/** In which order how many rows are taken, and after which place; `reach` is how many there have to be for that. */
type Cut = { column: SQL; direction: "asc" | "desc"; limit: SQL; reach: SQL; after?: SQL };
const NEWEST = { column: sql`t.created_at`, direction: "desc" } as const;

const order = (column: SQL, id: SQL, { direction }: Cut) =>
  sql`order by ${column} ${sql.raw(direction)}, ${id} ${sql.raw(direction)}`;
const place = (column: SQL, id: SQL, { direction, after }: Cut) =>
  after
    ? sql` and (${column}, ${id}) ${sql.raw(direction === "desc" ? "<" : ">")} (${after}, ${sql.placeholder("afterId")}::text)`
    : sql``;
const ID = sql`t.id`;

/** Walks the index of the order until there are enough rows: right where most rows match. */
const walked = ({ from, filters }: ListPlan, cut: Cut): SQL =>
  sql`select t.* from ${from} where ${conditions(filters)}${place(cut.column, ID, cut)} ${order(cut.column, ID, cut)} ${cut.limit}`;

/** So many rows are walked in the hope of meeting enough matches. */
const WALKED_AT_MOST = 20_000;

/**
 * Of conditions that may fit a few rows or most of them, and the planner can only guess how many and where: a walk in the
 * hope of meeting fifty would read the whole table for a word that stands nowhere, or only at the far end of the order. The
 * matches have to be counted anyway, up to a limit; where they stay below it the page is taken from them. Else the walk ends
 * after so many rows, and if they did not hold enough, all matches are sorted. Postgres runs what is wanted of the three.
 */
function narrowed(plan: ListPlan, cut: Cut, count: boolean, rare: Filter[]): { with: SQL; rows: SQL } {
  const { from, filters } = plan;
  const { column, limit, reach } = cut;
  const matching = sql`select t.id, ${column} as key from ${from} where ${conditions([...filters, ...rare.map(byIndex)])}`;
  const counted = sql`matched as materialized (${matching} limit ${sql.raw(String(EXACT_TOTAL + 1))}),
    counted as materialized (select count(*)::int as total from matched), `;
  const isFew = count ? sql`(select total from counted) <= ${sql.raw(String(EXACT_TOTAL))}` : sql`false`;
  // What is not planned anew is what an index of the order begins with.
  const plain = filters.filter((filter) => !filter.planned);
  const start = sql`select t.* from ${from} where ${conditions(plain)} and not ${isFew}${place(column, ID, cut)} ${order(column, ID, cut)} limit ${sql.raw(String(WALKED_AT_MOST))}`;
  const met = sql`met as materialized (select t.id, ${column} as key from (${start}) t
    where ${conditions(filters.filter((filter) => filter.planned))} ${order(column, ID, cut)} limit ${reach})`;
  const isEnough = sql`(select count(*) from met) >= ${reach}`;
  const byKey = sql`${order(sql`m.key`, sql`m.id`, cut)} ${limit}`;
  const after = place(sql`m.key`, sql`m.id`, cut);
  const ids = [
    ...(count ? [sql`(select m.id from matched m where ${isFew}${after} ${byKey})`] : []),
    sql`(select m.id from met m where ${isEnough} ${byKey})`,
    sql`(select m.id from (${matching}${place(column, ID, cut)} offset 0) m where not ${isFew} and not ${isEnough} ${byKey})`,
  ];
  return {
    with: sql`with ${count ? counted : sql``}${met} `,
    rows: sql`select t.* from (${sql.join(ids, sql` union all `)}) m join ${from} on t.id = m.id where ${conditions(filters)}`,
  };
}

/** Totals past the exact range are estimates anyway: they are kept for a minute, so that a large list is not counted for every page. */
const ESTIMATE_KEPT_MS = 60_000;
const MAX_ESTIMATES = 1000;
const estimates = new Map<string, { total: number; until: number }>();
const MAX_ESTIMATE = Number.MAX_SAFE_INTEGER;
export type Total = { total: number; isEstimate: boolean };

/** What names a list's total: the list with its filters, and their values. */
export const totalKey = (list: string, values: Values): string => `${list}:${JSON.stringify(values)}`;

/** The estimate made for a list within the last minute. */
export function knownTotal(key: string): Total | undefined {
  if (estimates.size === 0) return undefined;
  const kept = estimates.get(key);
  if (!kept) return undefined;
  if (kept.until < Date.now()) {
    estimates.delete(key);
    return undefined;
  }
  return { total: kept.total, isEstimate: true };
}

async function plannedRows(db: Db, rows: SQL, values: Values): Promise<number> {
  const statement = planAnew(compile(sql`explain (format json) ${rows}`));
  const [row] = await execute<{ "QUERY PLAN": [{ Plan: { "Plan Rows": number } }] | string }>(db, statement, values);
  const told = row!["QUERY PLAN"];
  return (typeof told === "string" ? JSON.parse(told) : told)[0].Plan["Plan Rows"];
}

/** How many rows the planner expects of `rows`, given that there are more than are counted and, if known, how many at most. */
export async function estimateTotal(
  db: Db,
  key: string,
  rows: SQL,
  values: Values,
  most = MAX_ESTIMATE,
): Promise<Total> {
  const planned = await plannedRows(db, rows, values);
  const total = Math.max(EXACT_TOTAL + 1, Math.min(planned, most));
  if (estimates.size >= MAX_ESTIMATES) estimates.delete(estimates.keys().next().value!);
  estimates.set(key, { total, until: Date.now() + ESTIMATE_KEPT_MS });
  return { total, isEstimate: true };
}

/** One row of a view by id, as JSON in the caller's names; undefined when there is none. */
export async function findOne(
  db: Db,
  casing: Casing,
  plan: { name: string; from: SQL; joins?: SQL; view: View<any>; where: SQL },
  values: Values,
): Promise<Json | undefined> {
  const statement = remembered(`${plan.name}:${casing}`, () => compile(oneStatement(plan, casing)));
  const [row] = await execute<{ item: string }>(db, statement, values);
  return row && new Json(row.item, casing);
}

const oneStatement = (plan: { from: SQL; joins?: SQL; view: View<any>; where: SQL }, casing: Casing): SQL =>
  sql`select row_to_json(v)::text as item from ${plan.from} ${plan.joins ?? sql``} cross join lateral (select ${plan.view.columns(casing)}) v where ${plan.where}`;
