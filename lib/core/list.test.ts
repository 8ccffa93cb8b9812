import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { db } from "@/db";
import { type Filter, type ListPlan, listPage, type Sort } from "./list";
import { EXACT_TOTAL } from "./page";
import { view } from "./view";

const ROWS = 3 * EXACT_TOTAL;
const Row = z.object({ id: z.string(), n: z.int() });
const byNumber: Sort = {
  name: "number",
  column: sql`t.n`,
  direction: "desc",
  key: sql`t.n`,
  value: (key) => sql`${key}::int`,
};
/** Every so many-th row; `planned` because nobody knows beforehand how many that are. */
const every: Filter = { name: "every", where: sql`t.n % ${sql.placeholder("every")}::int = 0`, planned: true };

const numbers = (filters: Filter[]): ListPlan => ({
  name: "numbers",
  from: sql`(select 'num_' || lpad(n::text, 26, '0') as id, n from generate_series(1, ${sql.raw(String(ROWS))}) n) t`,
  view: view(Row, { id: sql`t.id`, n: sql`t.n` }),
  filters,
  sort: byNumber,
});

/** Pages from the start until there are no more, or there are so many. */
async function walk(step: number, pages = 3) {
  const seen: number[] = [];
  let cursor: string | undefined;
  for (let i = 0; i < pages; i++) {
    const page = await listPage(db, "camel", numbers([every]), { every: step }, { limit: 4, offset: 0, cursor });
    seen.push(...(page.items.parse() as { n: number }[]).map(({ n }) => n));
    if (!page.nextCursor) return { seen, total: page.total, isEstimate: page.totalIsEstimate };
    cursor = page.nextCursor;
    if (i === pages - 1) return { seen, total: page.total, isEstimate: page.totalIsEstimate };
  }
  throw new Error("no page at all");
}
const expected = (step: number, count: number) =>
  Array.from({ length: Math.floor(ROWS / step) }, (_, i) => (i + 1) * step)
    .reverse()
    .slice(0, count);

describe("a list under a condition that may fit few rows or most", () => {
  test("where it fits a few: all of them, in order, page by page, and counted", async () => {
    expect(await walk(3000)).toEqual({ seen: expected(3000, 10), total: 10, isEstimate: false });
  });

  test("where it fits none: an empty page", async () => {
    expect(await walk(ROWS + 1)).toEqual({ seen: [], total: 0, isEstimate: false });
  });

  test("where it fits exactly as many as are counted: still counted", async () => {
    expect(await walk(3)).toEqual({ seen: expected(3, 12), total: EXACT_TOTAL, isEstimate: false });
  });

  test("where it fits more than are counted: the newest by a walk, and an estimate", async () => {
    const { seen, isEstimate, total } = await walk(2);
    expect(seen).toEqual(expected(2, 12));
    expect(isEstimate).toBe(true);
    expect(total).toBeGreaterThan(EXACT_TOTAL);
  });

  test("where it fits many, all at the far end of the order: those, in order, page by page and by offset", async () => {
    const below: Filter = { name: "below", where: sql`t.n <= ${sql.placeholder("below")}::int`, planned: true };
    const page = async (request: { offset?: number; cursor?: string | null }) => {
      const place = { limit: 4, offset: request.offset ?? 0, ...(request.cursor && { cursor: request.cursor }) };
      const found = await listPage(db, "camel", numbers([below]), { below: EXACT_TOTAL + 1 }, place);
      return { ...found, seen: (found.items.parse() as { n: number }[]).map(({ n }) => n) };
    };
    const first = await page({});
    expect(first).toMatchObject({ seen: [10_001, 10_000, 9_999, 9_998], totalIsEstimate: true });
    expect((await page({ cursor: first.nextCursor })).seen).toEqual([9_997, 9_996, 9_995, 9_994]);
    expect((await page({ offset: 9_999 })).seen).toEqual([2, 1]);
  });

  test("skips by offset", async () => {
    const page = await listPage(db, "camel", numbers([every]), { every: 3000 }, { limit: 2, offset: 3 });
    expect((page.items.parse() as { n: number }[]).map(({ n }) => n)).toEqual(expected(3000, 10).slice(3, 5));
  });
});
