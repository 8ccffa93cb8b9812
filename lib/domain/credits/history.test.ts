import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeDatabase, db } from "@/db";
import { execute } from "@/db/statement";
import { run } from "@/lib/core/run";
import { credits, earnings } from "@/lib/domain/money/ledger";
import { person } from "@/local/testing/market";
import { listTransactions, transactionsStatement } from "./transactions";

/** One a minute, back from now; every tenth thousand is a deposit, of the others two of three are holds. */
const ENTRIES = 30_000;
const RARE = 10_000;
/** What a page of twenty may read: each row's entry, journal and task, and the way to the first. */
const BLOCKS = 500;

let owner: Awaited<ReturnType<typeof person>>;
const page = (input: object = {}) => run<any>(listTransactions, owner, input);
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

beforeAll(async () => {
  owner = await person("Old hand", { dollars: 1 });
  const sql = postgres(process.env.DATABASE_OWNER_URL!, { max: 1, onnotice() {} });
  // Written past the triggers, which would take a minute for as many; nothing here reads a balance.
  await sql.unsafe(`
    alter table ledger_entries disable trigger user; alter table ledger_journals disable trigger user;
    alter table ledger_accounts disable trigger user;
    insert into ledger_journals (idem_key, kind, request_hash, event_at)
      select 'bulk:' || n, case when n % ${RARE} = 0 then 'deposit' else 'task.fund' end, '', now() - (${ENTRIES} - n) * interval '1 minute'
      from generate_series(1, ${ENTRIES}) n;
    insert into ledger_entries (journal_id, account_id, amount, balance_after, account_version, event_at, type)
      select j.id, a.id, 1, 1, n + 1, j.event_at, case when j.kind = 'deposit' then 'deposit' when n % 3 = 0 then 'return' else 'hold' end
      from ledger_accounts a, ledger_journals j, lateral (select split_part(j.idem_key, ':', 2)::int as n) k
      where a.code = '${credits(owner.userId).code}' and j.idem_key like 'bulk:%';
    update ledger_accounts set version = ${ENTRIES} + 1 where code = '${credits(owner.userId).code}';
    alter table ledger_entries enable trigger user; alter table ledger_journals enable trigger user;
    alter table ledger_accounts enable trigger user;`);
  await sql.unsafe("vacuum (analyze) ledger_entries");
  await sql.end();
});
afterAll(closeDatabase);

test.each([
  ["nothing", {}],
  ["a common type", { type: "hold" }],
  ["a rare type", { type: "deposit" }],
  ["a type that never was", { type: "earning" }],
  ["a time long ago", { to: ago(ENTRIES - 100) }],
  ["a type in a time long ago", { type: "hold", from: ago(ENTRIES - 50), to: ago(ENTRIES - 100) }],
])("a page filtered by %s reads no more than a page", async (_, asked) => {
  const names = Object.keys(asked) as ("type" | "from" | "to")[];
  const { sql, params } = transactionsStatement({ names, isAfter: false, isCounted: false }, "camel");
  const statement = { sql: `explain (analyze, buffers, format json) ${sql}`, params };
  const values = { ...asked, credits: credits(owner.userId).code, earnings: earnings(owner.userId).code };
  const [row] = await execute<any>(db, statement, { ...values, limit: 20, offset: 0 });
  const [{ Plan: plan }] = row["QUERY PLAN"];
  expect(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]).toBeLessThan(BLOCKS);
});

test("totals are counted up to ten thousand, and estimated beyond, never at more than there are", async () => {
  expect(await page()).toMatchObject({ total: ENTRIES + 1, totalIsEstimate: false });
  expect(await page({ wallet: "credits" })).toMatchObject({ total: ENTRIES + 1, totalIsEstimate: false });
  expect(await page({ type: "deposit" })).toMatchObject({ total: ENTRIES / RARE, totalIsEstimate: false });
  expect(await page({ from: ago(100.5) })).toMatchObject({ total: 102, totalIsEstimate: false });
  const { total, totalIsEstimate } = await page({ type: "hold" });
  expect(totalIsEstimate).toBe(true);
  expect(Math.abs(total / ((ENTRIES * 2) / 3) - 1)).toBeLessThan(0.2);
  expect(await page({ type: "hold", limit: 1 })).toMatchObject({ total, totalIsEstimate: true });
});

test("cursors walk on through the filtered history, also deep in it", async () => {
  const to = ago(ENTRIES - 30);
  const whole = (await page({ type: "hold", to })).items.map(({ id }: any) => id);
  expect(whole.length).toBeGreaterThan(15);
  const seen: string[] = [];
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const { items, nextCursor } = await page({ type: "hold", to, limit: 4, cursor });
    seen.push(...items.map(({ id }: any) => id));
    cursor = nextCursor ?? undefined;
  }
  expect(seen).toEqual(whole);
});
