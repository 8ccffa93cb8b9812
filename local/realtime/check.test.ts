import postgres from "postgres";
import { afterAll, afterEach, expect, test } from "vitest";
import { closeDatabase, db } from "@/db";
import { users } from "@/db/schema";
import { env } from "@/lib/env";
import { checkRealtime } from "./check";
import type { Relay } from "./relay";
import { setUpRealtime } from "./setup";
import { openRelay } from "./testing";

const owner = postgres(process.env.DATABASE_OWNER_URL!, { max: 1, onnotice() {} });
let relay: Relay;
afterEach(() => relay.stop());
afterAll(async () => {
  await owner.end();
  await closeDatabase();
});

async function check(options: Parameters<typeof openRelay>[0] = {}) {
  relay = await openRelay(options);
  env.REALTIME_URL = relay.url;
  const lines: string[] = [];
  const code = await checkRealtime((line) => lines.push(line), { silenceMs: 100, tokenSeconds: 4 });
  return { code, failed: lines.filter((line) => line.startsWith("FAIL")), lines };
}

test("a relay passes every check, and nothing of them stays", async () => {
  const { code, failed, lines } = await check();
  expect(failed).toEqual([]);
  expect(code).toBe(0);
  expect(lines.at(-1)).toMatch(/^All \d+ passed\.$/);
  expect(await db.$count(users)).toBe(0);
});

test("what is set up wrongly is named: policies that are missing or allow too much, another secret, public channels", async () => {
  await owner`drop policy live_say on realtime.messages`;
  await owner`create policy loose on realtime.messages for all to authenticated using (true) with check (true)`;
  const { code, failed } = await check({ privateOnly: false });
  await owner`drop policy loose on realtime.messages`;
  expect(code).toBe(1);
  const names = failed.join("\n");
  for (const what of [
    "2 of 3 policies",
    "another's inbox",
    "no channels but private ones",
    "what a client forges",
    "whoever is removed",
  ])
    expect(names).toContain(what);
  expect(await setUpRealtime(false)).toBe(0);
  await relay.stop();
  const other = await check({ keys: { secret: "another" } });
  expect(other.failed.join("\n")).toContain("a token signed with our secret");
});
