import { sql } from "drizzle-orm";
import postgres from "postgres";
import { beforeAll, describe, expect, test } from "vitest";
import { db } from "@/db";
import { tasks } from "@/db/schema";
import { seed } from "@/db/seed";
import { addLoad, loadWords } from "./load";

const ownerUrl = () => process.env.DATABASE_OWNER_URL!;
const holding = (word: string) => db.$count(tasks, sql`search @@ websearch_to_tsquery('english', ${word})`);

describe("load rows", () => {
  beforeAll(() => seed(ownerUrl(), { tasks: 6_000 }));

  test("bring the tasks to the number asked for, most of them open, and never beyond", async () => {
    expect(await db.$count(tasks)).toBe(6_000);
    await seed(ownerUrl(), { tasks: 6_000 });
    expect(await db.$count(tasks)).toBe(6_000);
    const open = await db.$count(tasks, sql`status = 'open'`);
    expect(open).toBeGreaterThan(3_000);
    expect(open).toBeLessThan(4_200);
  });

  test("keep the books in order, with hundreds of holds", async () => {
    expect([...(await db.execute(sql`select * from ledger_violations`))]).toEqual([]);
    expect(await db.$count(tasks, sql`status = 'open' and funding = 'credits'`)).toBeGreaterThan(300);
  });

  test("hold a rare word, a middling one and a common one", async () => {
    const [rare, mid, common] = await Promise.all([
      holding(loadWords.rare),
      holding(loadWords.mid),
      holding(loadWords.common),
    ]);
    expect(rare).toBe(20);
    expect(mid).toBeGreaterThan(2 * rare!);
    expect(common).toBeGreaterThan(10 * mid!);
  });

  test("have indexes as before where they were taken away meanwhile", async () => {
    const names = async () => [
      ...(await db.execute(sql`select indexdef from pg_indexes where schemaname = 'public' order by 1`)),
    ];
    const before = await names();
    const client = postgres(ownerUrl(), { max: 1, onnotice() {} });
    await addLoad(client, 6_500, 1);
    await client.end();
    expect(await db.$count(tasks)).toBe(6_500);
    expect(await names()).toEqual(before);
  });
});
