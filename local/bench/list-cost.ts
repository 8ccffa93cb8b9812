/**
 * Times the app's own list code on one connection, and prints the medians in milliseconds. The database is DATABASE_URL's.
 * Argument: how often each is timed. Started by sizes.ts.
 */
import { sql } from "drizzle-orm";
import { closeDatabase, db } from "@/db";
import { loadWords } from "@/db/seed/load";
import { listPage } from "@/lib/core/list";
import { encodeCursor } from "@/lib/core/page";
import { taskFilters, taskPlan } from "@/lib/domain/tasks/queries";

/** What a list may cost at a size: the same names over one connection and over HTTP. */
export type ListCosts = Record<string, number>;

const times = Number(process.argv[2] ?? 100);
const { status, search } = taskFilters;
const open = { status: "open" };

const [middle] = await db.execute<{ key: string; id: string }>(
  sql`select (extract(epoch from created_at) * 1000)::bigint::text as key, id from tasks where status = 'open'
       order by created_at desc, id desc offset (select count(*) / 2 from tasks where status = 'open') limit 1`,
);
const cursor = encodeCursor({ sort: "newest", key: middle!.key, id: middle!.id });

const newest = (values: object, page: object = {}) =>
  listPage(db, "snake", taskPlan("newest", [status]), { ...open, ...values }, { limit: 50, offset: 0, ...page });
const searching = (word: string) =>
  listPage(db, "snake", taskPlan("newest", [status, search]), { ...open, search: word }, { limit: 50, offset: 0 });

let asked = 0;
const measures: Record<string, () => Promise<unknown>> = {
  "first page": () => newest({}),
  "deep page by cursor": () => newest({}, { cursor }),
  [`search "${loadWords.rare}" (20 tasks)`]: () => searching(loadWords.rare),
  [`search "${loadWords.mid}" (1 in 100)`]: () => searching(loadWords.mid),
  [`search "${loadWords.common}" (1 in 2)`]: () => searching(loadWords.common),
  // A value that no statement uses: what is remembered of totals does not fit, and it is counted anew.
  "first page, its total counted anew": () => newest({ asked: ++asked }),
};

const costs: ListCosts = {};
for (const [name, measure] of Object.entries(measures)) {
  const taken: number[] = [];
  for (let i = -10; i < times; i++) {
    const began = performance.now();
    await measure();
    if (i >= 0) taken.push(performance.now() - began);
  }
  costs[name] = taken.sort((a, b) => a - b)[Math.floor(taken.length / 2)]!;
}
console.log(JSON.stringify({ costs, cursor }));
await closeDatabase();
process.exit(0);
