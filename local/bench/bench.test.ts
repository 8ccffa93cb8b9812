import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { db } from "@/db";
import { tasks } from "@/db/schema";
import { seed } from "@/db/seed";
import { runNode } from "../children";
import { answers, freePort, waitUntil } from "../processes";
import { makeFixtures } from "./fixtures";
import { readOptions } from "./options";
import { sizesTable, table } from "./report";
import { readFixtures, requestOf, type Scenario } from "./scenarios";

describe("the bare server", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "bench-"));
  const [fixtures, capture] = [path.join(folder, "fixtures.json"), path.join(folder, "capture.json")];
  let port: number;
  let server: ReturnType<typeof spawn>;

  beforeAll(async () => {
    await seed(process.env.DATABASE_OWNER_URL!);
    await makeFixtures(process.env.DATABASE_OWNER_URL!, fixtures, 5, 20);
    const env = { ...process.env, LOG_LEVEL: "silent" };
    const { code, output } = await runNode(["local/bench/capture.ts", fixtures], { env, stdio: "pipe" });
    if (code !== 0) throw new Error(output);
    writeFileSync(capture, output.trimEnd().split("\n").at(-1)!);
    port = await freePort();
    const script = ["--import", "./local/hooks.mjs", "local/bench/bare.ts", String(port), capture, fixtures];
    server = spawn(process.execPath, script, { env, stdio: ["ignore", "ignore", "inherit"] });
    if (!(await waitUntil(() => answers(port), 60_000))) throw new Error("the bare server did not start in a minute");
  }, 150_000);

  afterAll(() => {
    server.kill();
    rmSync(folder, { recursive: true });
  });

  const ask = async (scenario: Scenario, i: number) => {
    const { method, path, headers, body } = requestOf(scenario, readFixtures(fixtures), i);
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers, ...(body && { body }) });
    expect(response.status).toBe(200);
    return ((await response.json()) as { data: any }).data;
  };

  test("answers what the app answers, from the statements of the app", async () => {
    expect(await ask("listAnonymous", 0)).toHaveLength(50);
    expect(await ask("listWithKey", 0)).toHaveLength(50);
    expect((await ask("get", 7)).id).toBe(readFixtures(fixtures).taskIds[7]);
    expect(await ask("search", 0)).toEqual([]);
  });

  test("posts and accepts as the app does, down to the last cent", async () => {
    const before = await db.$count(tasks);
    for (let i = 0; i < 7; i++) expect((await ask("post", i)).status).toBe("open");
    expect(await db.$count(tasks)).toBe(before + 7);
    for (const i of [10, 11, 12]) {
      const task = await ask("accept", i);
      expect([task.id, task.status]).toEqual([readFixtures(fixtures).offers[i]!.taskId, "in_progress"]);
    }
    expect([...(await db.execute(sql`select * from ledger_violations`))]).toEqual([]);
  });
});

describe("the tables", () => {
  test("stand in columns, and say by how much a list grew", () => {
    expect(
      table([
        ["a", "b"],
        ["long", "2"],
      ]),
    ).toBe("a     b\nlong  2");
    const costs = (ms: number) => ({ "first page": ms, "a search": ms });
    const text = sizesTable(
      [10_000, 1_000_000].map((size, i) => ({
        size,
        direct: costs(1 + i),
        http: {},
        bounds: { "a search": "10,001 matches" },
      })),
      "direct",
    );
    expect(text).toMatch(/2\.00 +MISSED \(≤ 1\.5\)/);
    expect(text).toContain("2.00  reached (≤ 100 ms, by 10,001 matches)");
  });
});

test.each([
  [["--only", "compare,nothing"], "--only: nothing is none of start, compare, ledger, realtime, consensus, sizes."],
  [["--scenarios", "get,put"], "--scenarios: put is none of listAnonymous, listWithKey, get, search, post, accept."],
  [["--lists", "tasks,bots"], "--lists: bots is none of tasks, workers, clients, histories."],
  [["--sizes", "10,many"], "--sizes: many is not a whole number above 0."],
  [["--help"], "Unknown option '--help'"],
])("the bench says what it does not know of %j", (args, sentence) => {
  expect(() => readOptions(args)).toThrow(sentence);
});
