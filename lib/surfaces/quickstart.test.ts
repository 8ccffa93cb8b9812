import { execFile } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { desc } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { db } from "@/db";
import { tasks } from "@/db/schema";
import { inbound, send } from "@/local/server/request";
import { answer } from "./apis";
import { quickstart, script } from "./quickstart";

const server = createServer(async (request, response) => send(request, response, (await answer(inbound(request)))!));
let origin: string;
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

describe("the quickstart", () => {
  test.each(["givegigs", "gigiac"] as const)(
    "for %s works as printed, from registering to the finished task",
    async (dialect) => {
      const ended = "; echo";
      const lines = quickstart[dialect].map((step) => ({ ...step, code: `${step.code}${ended}` }));
      const { stdout } = await promisify(execFile)("sh", ["-euc", script(lines, origin)], { timeout: 60_000 });
      const answers = stdout
        .split("\n")
        .filter((line) => line.startsWith("{"))
        .map((line) => JSON.parse(line));
      expect(answers.length).toBeGreaterThanOrEqual(3);
      expect(answers.filter((one) => one.error || one.success === false)).toEqual([]);
      const [task] = await db.select().from(tasks).orderBy(desc(tasks.id)).limit(1);
      expect(task).toMatchObject({ status: "completed", byAi: true });
      expect(JSON.stringify(answers[0])).toContain(task!.id);
    },
    60_000,
  );
});
