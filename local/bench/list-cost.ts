/**
 * Times the app's own list code on one connection to the database of DATABASE_URL: a round whenever index.ts asks for one,
 * answered as milliseconds by measure. Its first message is the place in the middle of the list. Started by sizes.ts.
 */
import { sql } from "drizzle-orm";
import { closeDatabase, db } from "@/db";
import { loadWords } from "@/db/seed/load";
import { listPage } from "@/lib/core/list";
import { encodeCursor } from "@/lib/core/page";
import { taskFilters, taskPlan } from "@/lib/domain/tasks/queries";

/** Milliseconds by the name of what was measured, one number each time. */
export type Times = Record<string, number[]>;
/** What is measured at each size: over one connection by these names, and over HTTP by the same. */
export const measures = {
  first: "first page and its total",
  deep: "deep page by cursor",
  rare: `search "${loadWords.rare}" (20 tasks)`,
  mid: `search "${loadWords.mid}" (1 in 100)`,
  common: `search "${loadWords.common}" (1 in 2)`,
  total: "the same when the total is counted anew",
} as const;

async function answerRounds() {
  const [middle] = await db.execute<{ key: string; id: string }>(
    sql`select (extract(epoch from created_at) * 1000)::bigint::text as key, id from tasks where status = 'open'
         order by created_at desc, id desc offset (select count(*) / 2 from tasks where status = 'open') limit 1`,
  );
  const cursor = encodeCursor({ sort: "newest", key: middle!.key, id: middle!.id });
  const { status, search } = taskFilters;
  const newest = (values: object, page: object = {}) =>
    listPage(
      db,
      "snake",
      taskPlan("newest", [status]),
      { status: "open", ...values },
      { limit: 50, offset: 0, ...page },
    );
  const searching = (word: string) =>
    listPage(
      db,
      "snake",
      taskPlan("newest", [status, search]),
      { status: "open", search: word },
      { limit: 50, offset: 0 },
    );
  let asked = 0;
  const work: Record<keyof typeof measures, () => Promise<unknown>> = {
    first: () => newest({}),
    deep: () => newest({}, { cursor }),
    rare: () => searching(loadWords.rare),
    mid: () => searching(loadWords.mid),
    common: () => searching(loadWords.common),
    // A value that no statement uses: what is remembered of totals does not fit, and it is counted anew.
    total: () => newest({ asked: ++asked }),
  };
  process.on("message", async (times: number) => {
    if (times === 0) {
      await closeDatabase();
      process.exit(0);
    }
    const round: Times = {};
    for (const name of Object.keys(measures) as (keyof typeof measures)[]) {
      const taken: number[] = [];
      round[measures[name]] = taken;
      for (let i = 0; i < times; i++) {
        const began = performance.now();
        await work[name]();
        taken.push(performance.now() - began);
      }
    }
    process.send!(round);
  });
  // The next round may be minutes away, while larger databases are made: nothing else keeps this process.
  process.channel?.ref();
  process.send!(cursor);
}

if (process.send && process.argv[1]?.endsWith("list-cost.ts")) await answerRounds();
