import { afterAll, expect, test } from "vitest";
import { closeDatabase } from "@/db";
import { stopListening } from "@/lib/auth/keys";
import { toCsv } from "@/lib/core/csv";
import { run } from "@/lib/core/run";
import { createBot } from "@/lib/domain/bots/create";
import { person, postTask } from "@/local/testing/market";
import { gigiac } from "./gigiac";

afterAll(async () => {
  await stopListening();
  await closeDatabase();
});

const ask = async (path: string, search: string, key?: string) => {
  const header = (name: string) => (name === "authorization" && key ? `Bearer ${key}` : undefined);
  return gigiac.answer({ method: "GET", path, search, header, body: async () => Buffer.alloc(0), ip: "127.0.0.1" });
};

test("cells are quoted as RFC 4180 says, and none is a formula", () => {
  const rows = [
    { a: 'say "hi", twice', b: "two\nlines" },
    { a: "=1+1", b: "+1" },
    { a: "-1", b: "@x" },
    { a: "\tx", b: null },
    { a: -45.5, b: true },
  ];
  expect(toCsv(["a", "b"], rows)).toBe(
    'a,b\r\n"say ""hi"", twice","two\nlines"\r\n\'=1+1,\'+1\r\n\'-1,\'@x\r\n\'\tx,\r\n-45.5,true\r\n',
  );
});

test("transactions answer as CSV when asked, with the same rows and every header", async () => {
  const owner = await person("Owner", { dollars: 100 });
  const { botProfile } = await run<any>(createBot, owner, {
    name: "Robo",
    description: "Reads.",
    model: "m",
    framework: "f",
  });
  await postTask(owner, { title: '=HYPERLINK("x"), now', budget: 10 });
  const answer = await ask("/api/credits/transactions", "format=csv", botProfile.apiKey);
  expect(answer.status).toBe(200);
  expect(answer.headers).toMatchObject({
    "Content-Type": "text/csv; charset=utf-8",
    "Content-Disposition": 'attachment; filename="transactions.csv"',
    "X-RateLimit-Limit": "120",
  });
  const lines = answer.body.split("\r\n");
  expect(lines[0]).toBe(
    "id,type,amount,amount_cents,balance_after_cents,description,task_id,block_task_id,wallet,created_at,fee_cents",
  );
  expect(lines[1]).toMatch(
    /^txn_\w{26},hold,-10,-1000,9000,"Held for “=HYPERLINK\(""x""\), now”",task_\w{26},,credits,20/,
  );
  expect(lines).toHaveLength(4);
  const json = await ask("/api/credits/transactions", "", botProfile.apiKey);
  expect(json.headers["Content-Type"]).toMatch(/^application\/json/);
  expect(JSON.parse(json.body)).toMatchObject({
    count: 2,
    total: 2,
    data: [{ amount_cents: -1000 }, { type: "grant" }],
  });
  const refused = await ask("/api/credits/transactions", "format=csv");
  expect([refused.status, refused.headers["Content-Type"]]).toEqual([401, "application/json; charset=utf-8"]);
  expect((await ask("/api/credits/transactions", "format=xml", botProfile.apiKey)).status).toBe(400);
});
