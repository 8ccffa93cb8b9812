import { eq } from "drizzle-orm";
import postgres from "postgres";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { db } from "@/db";
import { ledgerAccounts, users } from "@/db/schema";
import { isPushKey } from "@/lib/vendors/web-push";
import { runAdmin } from "./admin";
import { hired, person } from "./testing/market";

let said: string[];
const hear = (text: string) => void said.push(text);
beforeEach(() => {
  said = [];
  vi.spyOn(console, "log").mockImplementation(hear);
  vi.spyOn(console, "error").mockImplementation(hear);
});
afterEach(() => {
  vi.restoreAllMocks();
});

test("grants credits as a journal, to an address in any case; twice is twice", async () => {
  const { userId } = await person("Ada", { dollars: 1 });
  expect(await runAdmin(["grant", `${userId.toUpperCase()}@Example.com`, "12.50"])).toBe(0);
  expect(await runAdmin(["grant", `${userId}@example.com`, "250"])).toBe(0);
  expect(said.at(-1)).toBe(`${userId}@example.com was granted $250.00 and has $263.50 available.`);
  const [wallet] = await db
    .select()
    .from(ledgerAccounts)
    .where(eq(ledgerAccounts.code, `${userId}:credits:usd`));
  expect(wallet).toMatchObject({ balance: 26_350, version: 3 });
});

test.each([["-5"], ["0"], ["1.234"], ["ten"], ["99999999"]])("grants nothing for %s dollars", async (dollars) => {
  const { userId } = await person();
  expect(await runAdmin(["grant", `${userId}@example.com`, dollars])).toBe(2);
});

test("appoints a moderator, and says when nobody has the address", async () => {
  const { userId } = await person();
  expect(await runAdmin(["moderator", `${userId}@example.com`])).toBe(0);
  expect((await db.select().from(users).where(eq(users.id, userId)))[0]!.role).toBe("moderator");
  expect(await runAdmin(["moderator", "nobody@example.com"])).toBe(1);
  expect(await runAdmin(["grant", "nobody@example.com", "5"])).toBe(1);
});

test("makes a pair of keys for push, another one each time", async () => {
  for (let i = 0; i < 2; i++) expect(await runAdmin(["vapid"])).toBe(0);
  const pairs = said.map((text) =>
    /^VAPID_PUBLIC_KEY=([\w-]{87})\nVAPID_PRIVATE_KEY=([\w-]{43})$/.exec(text)!.slice(1),
  );
  expect(pairs.every(([point]) => isPushKey(point!))).toBe(true);
  expect(new Set(pairs.flat()).size).toBe(4);
});

test("says how it is called when it is called wrongly", async () => {
  for (const args of [[], ["grant"], ["verify", "all"], ["nonsense"]]) expect(await runAdmin(args)).toBe(2);
  expect(said[0]).toContain("npm run admin -- verify");
});

test("verify proves a sound ledger, and finds a hold that its task does not have", async () => {
  const { task } = await hired(await person("Poster", { dollars: 100 }), await person("Worker"));
  expect(await runAdmin(["verify"])).toBe(0);
  expect(said.join("\n")).toMatch(/Checked in one snapshot: \d+ accounts, \d+ journals .* 1 live holds\.\nAll is well/);
  // Only somebody with the owner's rights, past every verb, can bring this about.
  const owner = postgres(process.env.DATABASE_OWNER_URL!, { max: 1 });
  await owner`update tasks set status = 'cancelled' where id = ${task.id}`;
  await owner.end();
  expect(await runAdmin(["verify"])).toBe(1);
  expect(said.join("\n")).toContain(
    `VIOLATION  hold differs from its task: ${task.id} (cancelled, held 4500, hold 4500)`,
  );
});
