import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, expect, it } from "vitest";
import { migrate } from "./migrate";

const ownerUrl = process.env.DATABASE_OWNER_URL!;
const sql = postgres(ownerUrl, { max: 2, onnotice() {} });
const folder = mkdtempSync(path.join(tmpdir(), "bothand-migrations-"));
// Later than every real migration, which the database of this test already has.
const when = (n: number) => Date.UTC(2100, 0, n);

const write = (files: Record<string, string>) => {
  mkdirSync(path.join(folder, "meta"), { recursive: true });
  const entries = Object.keys(files).map((tag, index) => ({ idx: index, tag, when: when(index + 1) }));
  writeFileSync(path.join(folder, "meta", "_journal.json"), JSON.stringify({ entries }));
  for (const [tag, text] of Object.entries(files)) writeFileSync(path.join(folder, `${tag}.sql`), text);
};
const first = "create table trial (n int);\n--> statement-breakpoint\ninsert into trial values (1);";

beforeAll(() => write({ "0000_trial": first }));
afterAll(async () => {
  await sql.end();
  rmSync(folder, { recursive: true, force: true });
});

it("applies a migration once, however many migrate at the same moment and again", async () => {
  await Promise.all([1, 2, 3].map(() => migrate({ ownerUrl, folder })));
  await migrate({ ownerUrl, folder });
  expect(await sql`select n from trial`).toEqual([{ n: 1 }]);
});

it("leaves nothing of a run in which one migration fails, and says which and why", async () => {
  write({
    "0000_trial": first,
    "0001_more": "insert into trial values (2);",
    "0002_bad": "insert into nowhere values (1);",
  });
  await expect(migrate({ ownerUrl, folder })).rejects.toThrow(/0002_bad.*"nowhere" does not exist/);
  expect(await sql`select n from trial`).toEqual([{ n: 1 }]);
  write({ "0000_trial": first, "0001_more": "insert into trial values (2);" });
  await migrate({ ownerUrl, folder });
  expect(await sql`select n from trial order by n`).toEqual([{ n: 1 }, { n: 2 }]);
});

it("connects the app with a role that may not change the schema, and may read which migration it has", async () => {
  const app = postgres(process.env.DATABASE_URL!, { max: 1 });
  await expect(app`create table mine (n int)`).rejects.toThrow(/permission denied/);
  expect((await app`select count(*)::int as n from drizzle.__drizzle_migrations`)[0]?.n).toBeGreaterThan(0);
  await app.end();
});
