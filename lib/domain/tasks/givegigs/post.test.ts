import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { newId } from "@/db/id";
import { events, tasks } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Account } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { editTask } from "@/lib/domain/tasks/edit";
import { listTasks } from "@/lib/domain/tasks/list";
import { loadTask } from "@/lib/domain/tasks/load";
import { person } from "@/local/testing/market";
import { listGiveGigsTasks } from "./list";
import { loadGiveGigsTaskWithApplications } from "./load";
import { postGiveGigsTask } from "./post";

type Refused = { code: string; message: string; extra: Record<string, unknown> };
const refused = (work: Promise<unknown>): Promise<Refused> =>
  work.then(
    () => ({ code: "done" }) as Refused,
    (error) => error,
  );
const countOf = async (key: { keyId: string }) =>
  (await db.select().from(tasks).where(eq(tasks.keyId, key.keyId))).length;
const violations = () => db.execute(sql`select * from ledger_violations`);

/** The seed's own example. */
const trees = {
  title: "Plant 50 trees in Central Park",
  description: "Need a volunteer to plant 50 oak saplings...",
  hope: "These trees will absorb CO2 and provide shade for future generations.",
  skillsNeeded: "gardening, physical labor",
  urgency: "NORMAL",
  latitude: 40.7829,
  longitude: -73.9654,
  locationName: "Central Park, New York",
  country: "United States",
};

describe("posting a task the GiveGigs way", () => {
  let owner: Awaited<ReturnType<typeof person>>;
  let key: Extract<Account, { kind: "key" }>;
  const otherKey = () => ({ ...key, keyId: newId("key") });
  const post = (fields: object, actor: Account = key) => run<any>(postGiveGigsTask, actor, { ...trees, ...fields });

  beforeEach(async () => {
    owner = await person("Poster", { dollars: 100 });
    key = { kind: "key", userId: owner.userId, actorId: owner.actorId, keyId: newId("key"), role: "member" };
  });

  test("the seed's example becomes an open charity task with every field as given", async () => {
    const { task, taskUrl, updatedExisting } = await post({ metadata: { run_id: 7 } });
    expect(updatedExisting).toBe(false);
    expect(taskUrl).toBe(`http://localhost:3000/ai/gigs/tasks/${task.taskId}`);
    expect(task).toMatchObject({
      ...trees,
      id: task.taskId,
      status: "OPEN",
      fundingType: "CHARITY",
      locationType: "REMOTE",
      promisedAmount: null,
      budget: null,
      currency: "USD",
      locationRadius: null,
      clientId: null,
      client: null,
      postedBy: { name: "Poster", isAi: true },
      expiresAt: null,
      metadata: { run_id: 7 },
      applicationCount: 0,
      commentCount: 0,
      taskUrl,
    });
  });

  test("it shows in the other dialect, and word of it goes out", async () => {
    const { task } = await post({});
    const { items } = await run<any>(listTasks, { kind: "anyone" }, { search: "saplings" });
    expect(items.map((item: any) => item.id)).toContain(task.taskId);
    expect(items.find((item: any) => item.id === task.taskId)).toMatchObject({
      paymentMethod: "none",
      category: "community",
      requiredSkills: ["gardening", "physical-labor"],
      location: null,
    });
    const told = await db.select().from(events).where(eq(events.subjectId, task.taskId));
    expect(told.map(({ name }) => name)).toEqual(["task.created"]);
  });

  test("skills are answered as they were written, and found by what they mean", async () => {
    const written = "C++ / Rust,  Physical Labor (outdoors), Übersetzung";
    const { task } = await post({ skillsNeeded: ` ${written} ` });
    expect(task.skillsNeeded).toBe("C++ / Rust, Physical Labor (outdoors), Übersetzung");
    const find = async (skill: string) => (await run<any>(listGiveGigsTasks, key, { skill })).items;
    expect((await find("physical labor")).map(({ id }: any) => id)).toContain(task.id);
    expect(await run<any>(loadTask, key, { taskId: task.id })).toMatchObject({
      task: { requiredSkills: ["c++-rust", "physical-labor-outdoors", "ubersetzung"] },
    });
    await run(editTask, key, { taskId: task.id, requiredSkills: ["Data Entry", "Go"] });
    expect((await run<any>(loadGiveGigsTaskWithApplications, key, { taskId: task.id })).task.skillsNeeded).toBe(
      "data entry, go",
    );
    expect((await post({ title: "None", skillsNeeded: " " })).task.skillsNeeded).toBe("");
  });

  test("a promise in dollars is the budget in the other dialect, from either side, and is found by it", async () => {
    const offsite = { fundingType: "OFFSITE_PAY", contactMethods: "me@example.com" };
    const { task } = await post({ ...offsite, promisedAmount: "45.00" });
    const seen = async (taskId: string) => (await run<any>(loadTask, key, { taskId })).task;
    const told = async (taskId: string) => (await run<any>(loadGiveGigsTaskWithApplications, key, { taskId })).task;
    expect(await seen(task.id)).toMatchObject({ budgetAmount: 45, budgetCents: 4500 });
    const found = await run<any>(listTasks, key, { mine: true, paymentMethod: "offsite", budgetMin: 10 });
    expect(found.items.map(({ id }: any) => id)).toEqual([task.id]);
    await run(editTask, key, { taskId: task.id, budget: 50 });
    expect(await told(task.id)).toMatchObject({ promisedAmount: "50.00", currency: "USD" });
    await post({ taskId: task.id, promisedAmount: "60" });
    expect(await seen(task.id)).toMatchObject({ budgetAmount: 60 });
    await post({ taskId: task.id, promisedAmount: "0.02", currency: "ETH" });
    expect(await seen(task.id)).toMatchObject({ budgetAmount: null });
    await post({ taskId: task.id, fundingType: "CHARITY" });
    expect(await seen(task.id)).toMatchObject({ budgetAmount: null, paymentMethod: "none" });
  });

  test("a title that draws nothing is none", async () => {
    for (const title of ["\u3164\u3164", "\u2800", "\u200d\ufe0f", "\u0301"])
      expect(await refused(post({ title }))).toMatchObject({
        code: "INVALID_INPUT",
        message: "title must not be empty",
      });
    expect((await post({ title: "👩‍🌾 🌱" })).task.title).toBe("👩‍🌾 🌱");
  });

  test("a person in a browser posts as a person", async () => {
    const { task } = await post({}, owner);
    expect(task.postedBy).toEqual({ name: "Poster", isAi: false });
  });

  test.each([
    [{ title: undefined }, "title is required"],
    [{ description: undefined }, "description is required"],
    [{ title: undefined, description: undefined }, "title is required; description is required"],
    [{ title: "x".repeat(201) }, "title must be at most 200 characters"],
    [{ description: "x".repeat(5001) }, "description must be at most 5000 characters"],
    [{ hope: "x".repeat(2001) }, "hope must be at most 2000 characters"],
    [{ skillsNeeded: "x".repeat(1001) }, "skillsNeeded must be at most 1000 characters"],
    [{ fundingType: "BARTER" }, "fundingType must be one of CHARITY, OFFSITE_PAY, ESCROW"],
    [{ fundingType: "OFFSITE_PAY" }, "contactMethods is required for OFFSITE_PAY: say how the worker reaches you"],
    [{ promisedAmount: "5" }, "promisedAmount is only for OFFSITE_PAY: set fundingType too"],
    [{ budget: 5 }, "budget is only for ESCROW: set fundingType too, or promise an amount with promisedAmount"],
    [{ fundingType: "ESCROW" }, "budget is required for ESCROW: dollars, held from your credits"],
    [{ fundingType: "ESCROW", budget: 5, currency: "EUR" }, "currency must be USD for ESCROW: dollars are held"],
    [{ urgency: "SOON" }, "urgency must be one of LOW, NORMAL, URGENT, CRITICAL"],
    [{ locationType: "LOCAL", country: undefined }, "country is required when locationType is LOCAL"],
    [{ locationType: "LOCAL", latitude: undefined }, "latitude is required when locationType is LOCAL"],
    [{ locationType: "LOCAL", longitude: null }, "longitude is required when locationType is LOCAL"],
    [
      { locationType: "LOCAL", latitude: undefined, longitude: undefined, country: undefined },
      "latitude is required when locationType is LOCAL; longitude is required when locationType is LOCAL; country is required when locationType is LOCAL",
    ],
    [{ latitude: 91 }, "latitude must be at most 90"],
    [{ longitude: -181 }, "longitude must be at least -180"],
    [{ expiresInDays: 0 }, "expiresInDays must be at least 1"],
    [{ expiresInDays: 366 }, "expiresInDays must be at most 365"],
    [{ metadata: "none" }, "metadata must be an object"],
  ])("%j is refused by name, and nothing is written", async (fields, message) => {
    expect(await refused(post(fields))).toMatchObject({ code: "INVALID_INPUT", message });
    expect(await countOf(key)).toBe(0);
  });

  const offsite = { fundingType: "OFFSITE_PAY", contactMethods: "agent@example.com" };

  test.each([
    ["45.00", undefined],
    ["0", undefined],
    ["1000000", undefined],
    ["0.00000000000000000001", "ETH"],
    ["1000000.00000000000000000000", "ETH"],
  ])("a promise of %s %s is kept as written", async (promisedAmount, currency) => {
    const { task } = await post({ ...offsite, promisedAmount, currency });
    expect(task).toMatchObject({ fundingType: "OFFSITE_PAY", promisedAmount, currency: currency ?? "USD" });
    expect(
      await db.execute(sql`select 1 from ledger_accounts where owner_id = ${owner.userId} and kind = 'escrow'`),
    ).toEqual([]);
  });

  test.each([
    ["45.001", undefined, "promisedAmount must have at most 2 decimals in USD"],
    ["45.001", "usd", "promisedAmount must have at most 2 decimals in USD"],
    ["0.000000000000000000001", "ETH", "promisedAmount must have at most 20 decimals"],
    ["1000000.00000000000000000001", "ETH", "promisedAmount must be between 0 and 1,000,000"],
    ["1000001", "EUR", "promisedAmount must be between 0 and 1,000,000"],
    ["-1", "EUR", 'promisedAmount must be a decimal string like "45.00"'],
    ["1e3", "EUR", 'promisedAmount must be a decimal string like "45.00"'],
    ["a lot", "EUR", 'promisedAmount must be a decimal string like "45.00"'],
  ])("a promise of %s %s is refused", async (promisedAmount, currency, message) => {
    expect(await refused(post({ ...offsite, promisedAmount, currency }))).toMatchObject({ message });
    expect(await countOf(key)).toBe(0);
  });

  test("ways to get in touch are shown to signed-in callers and to nobody else", async () => {
    const { task } = await post({ ...offsite, locationType: "LOCAL" });
    expect(task.contactMethods).toBe("agent@example.com");
    const seen = async (actor: Account | { kind: "anyone" }) =>
      (await run<any>(listGiveGigsTasks, actor, {})).items.find((item: any) => item.id === task.id).contactMethods;
    expect(await seen(await person("Reader"))).toBe("agent@example.com");
    expect(await seen({ kind: "anyone" })).toBeNull();
  });

  test("ESCROW holds the budget before it answers, and too little is no task at all", async () => {
    const { task } = await post({ fundingType: "ESCROW", budget: "60.50" });
    expect(task).toMatchObject({ fundingType: "ESCROW", budget: 60.5, promisedAmount: null });
    expect(await refused(post({ fundingType: "ESCROW", budget: 60, title: "Another" }))).toMatchObject({
      code: "INSUFFICIENT_CREDITS",
      message: "Insufficient credit balance. Required: $60.00, Available: $39.50",
    });
    expect(await countOf(key)).toBe(1);
    expect(await violations()).toEqual([]);
  });

  test("the same title from the same key within five minutes is a duplicate, whatever its case and spaces", async () => {
    const { task } = await post({});
    const again = await refused(post({ title: "  plant 50   TREES in central park " }));
    expect(again).toMatchObject({ code: "DUPLICATE", extra: { existingTaskId: task.id } });
    expect(await refused(post({}, otherKey()))).toMatchObject({ code: "done" });
    clock.advance(5 * 60_000 + 1);
    expect(await refused(post({}))).toMatchObject({ code: "done" });
    clock.reset();
    expect(await countOf(key)).toBe(2);
  });

  test("of twenty posts of one title at once one is made, and the rest name it", async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => refused(post({}))));
    expect(outcomes.filter(({ code }) => code === "done")).toHaveLength(1);
    const [row] = await db.select().from(tasks).where(eq(tasks.keyId, key.keyId));
    expect(await countOf(key)).toBe(1);
    expect(outcomes.filter(({ extra }) => extra?.existingTaskId === row!.id)).toHaveLength(19);
  });

  test("with taskId the same key changes its task; what is left out stays", async () => {
    const { task } = await post({ expiresInDays: 3 });
    const changed = await run<any>(postGiveGigsTask, key, {
      taskId: task.id,
      title: "Plant 60 trees",
      urgency: "URGENT",
    });
    expect(changed).toMatchObject({ updatedExisting: true, taskUrl: task.taskUrl });
    expect(changed.task).toEqual({
      ...task,
      title: "Plant 60 trees",
      urgency: "URGENT",
      updatedAt: changed.task.updatedAt,
    });
    expect(await countOf(key)).toBe(1);
  });

  test("another key's task is 403, an unknown or malformed id 404", async () => {
    const { task } = await post({});
    expect(await refused(post({ taskId: task.id }, otherKey()))).toMatchObject({ code: "FORBIDDEN" });
    for (const taskId of [newId("task"), "task_abc123", "'; drop table tasks"])
      expect(await refused(post({ taskId }))).toMatchObject({ code: "NOT_FOUND", message: "No such task." });
  });
});
