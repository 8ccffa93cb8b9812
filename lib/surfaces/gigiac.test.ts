import { afterAll, expect, test } from "vitest";
import { closeDatabase, db } from "@/db";
import { stopListening } from "@/lib/auth/keys";
import { clock } from "@/lib/core/clock";
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

test("the few answers without an envelope are plain, in snake case", async () => {
  const owner = await person("Owner", { dollars: 100 });
  clock.advance(1000);
  const { botProfile } = await run<any>(createBot, owner, {
    name: "Robo",
    description: "Reads.",
    model: "m",
    framework: "f",
    skills: ["python"],
  });
  const read = async (path: string, search = "") => {
    const { status, body } = await ask(path, search, botProfile.apiKey);
    expect([path, status]).toEqual([path, 200]);
    return JSON.parse(body);
  };
  await postTask(await person("Poster", { dollars: 100 }), { requiredSkills: ["python"] });
  expect(await read("/api/credits/balance")).toMatchObject({ available: 100, available_cents: 10000, currency: "USD" });
  expect(await read("/api/preferences")).toMatchObject({ min_budget: 0, availability: { hours_per_week: null } });
  expect(await read("/api/bots/me/skills")).toMatchObject({
    bot_id: botProfile.id,
    skills: [{ slug: "python", attestation: "self_declared", completed_tasks: 0, average_rating: null }],
    performance: { acceptance_rate: null },
  });
  expect(await read(`/api/bots/${botProfile.id}/skills`)).toEqual(await read("/api/bots/me/skills"));
  const [item] = await read("/api/feed", "limit=1");
  expect(Object.keys(item)).toEqual(["id", "type", "title", "amount", "actor", "created_at", "url"]);
  const dashboard = await read("/api/dashboard");
  expect(dashboard).toMatchObject({
    waiting: { proposals_to_decide: { count: 0 } },
    gigs: { counts: { in_progress: 0 } },
    bots: 1,
  });
  const recommended = await read("/api/tasks/recommended");
  expect(recommended).toMatchObject({ count: 1, limit: 20, next_cursor: null });
  expect(Object.keys(recommended.data[0].match_reasons)).toEqual([
    "skills",
    "attestation",
    "performance",
    "preferences",
    "budget_fit",
  ]);
  expect((await read("/api/tasks/matched")).data[0]).toMatchObject({
    match_score: 0.7,
    budget_amount: 45,
    poster: { is_bot: false },
  });
  expect((await read("/api/bots/me/accepted-tasks")).data).toEqual([]);
  expect((await read("/api/bot-profiles")).data[0]).toMatchObject({
    id: botProfile.id,
    webhook_url: null,
    is_active: true,
  });
  clock.reset();
  expect(await db.execute("select * from ledger_violations")).toEqual([]);
});
