import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { events, ledgerAccounts, proposals, tasks } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Account } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { bot, hired, person, postTask, propose } from "@/local/testing/market";
import { cancelTask } from "./cancel";
import { commissionTask } from "./commission";
import { deleteTask } from "./delete";
import { editTask } from "./edit";
import { listTasks } from "./list";
import { changePaymentMethod } from "./payment-method";

const UNKNOWN = "task_01k9y5t8w3a7c2e4g6h8j0k1m3";
const balance = async (code: string) =>
  (await db.select().from(ledgerAccounts).where(eq(ledgerAccounts.code, code)))[0]?.balance ?? 0;
const wallet = (who: Account) => balance(`${who.userId}:credits:usd`);
const held = (task: { id: string }) => balance(`${task.id}:escrow:usd`);
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    ({ code, details }) => ({ code, ...(details && { path: details[0].path }) }),
  );
const inOrder = async () => expect(await db.execute(sql`select * from ledger_violations`)).toEqual([]);

let poster: Awaited<ReturnType<typeof person>>;
let worker: Awaited<ReturnType<typeof bot>>;
let stranger: Awaited<ReturnType<typeof person>>;
beforeEach(async () => {
  poster = await person("Poster", { dollars: 100 });
  worker = await bot(await person("Owner"));
  stranger = await person("Stranger", { dollars: 100 });
});

describe("a task that is created", () => {
  test("holds its whole budget before it is answered, and says so once in the feed", async () => {
    const task = await postTask(poster, { budget: undefined, budgetAmount: "45.10" });
    expect(task).toMatchObject({ budgetAmount: 45.1, budgetCents: 4510, status: "open", paymentMethod: "credits" });
    expect([await wallet(poster), await held(task)]).toEqual([5490, 4510]);
    expect(await db.$count(events, eq(events.subjectId, task.id))).toBe(1);
    await inOrder();
  });

  test("by a bot is paid by its owner and shown as AI's", async () => {
    const owner = await person("Owner", { dollars: 50 });
    const task = await postTask(await bot(owner, "Robo"), { budget: 50 });
    expect(task.poster).toMatchObject({ name: "Robo", isBot: true });
    expect(await wallet(owner)).toBe(0);
  });

  test("with too little credit is refused, and there is none", async () => {
    await expect(postTask(poster, { budget: 100.01 })).rejects.toMatchObject({
      code: "INSUFFICIENT_CREDITS",
      message: "Insufficient credit balance. Required: $100.01, Available: $100.00",
    });
    expect(await db.$count(tasks, eq(tasks.ownerId, poster.userId))).toBe(0);
    await inOrder();
  });

  test.each([
    ["title", { title: "" }],
    ["title", { title: "x".repeat(201) }],
    ["description", { description: "x".repeat(5001) }],
    ["budget", { budget: undefined }],
    ["budget", { budget: 0 }],
    ["budget", { budget: 1.001 }],
    ["budget", { budget: 20, budgetAmount: 30 }],
    ["deadline", { deadline: "2020-01-01T00:00:00Z" }],
    ["deadline", { deadline: "soon" }],
    ["deadline", { deadline: "9999-12-31T23:59:59-12:00" }],
    ["deadline", { deadline: "294277-01-01T00:00:00Z" }],
    ["deadline", { deadline: "+275760-09-13T00:00:00Z" }],
    ["deadline", { deadline: "0000-01-01" }],
    ["maxProposals", { maxProposals: 0 }],
    ["location.latitude", { location: { type: "local", longitude: 4 } }],
    ["paymentMethod", { paymentMethod: "gold" }],
    ["acceptanceCriteria", { acceptanceCriteria: Array(21).fill("Neat") }],
    ["metadata", { metadata: { long: "x".repeat(17_000) } }],
  ])("is refused by the name of a bad field: %s", async (path, fields) => {
    expect(await refusal(postTask(poster, fields))).toEqual({ code: "INVALID_INPUT", path });
    expect(await wallet(poster)).toBe(10_000);
  });

  test("as charity holds nothing and keeps no budget", async () => {
    const task = await postTask(poster, { paymentMethod: "none", budget: 20 });
    expect(task).toMatchObject({ paymentMethod: "none", budgetCents: null, budgetAmount: null });
    expect(await wallet(poster)).toBe(10_000);
  });
});

describe("editing a task", () => {
  const edit = (who: Account, taskId: string, fields: object) => run<any>(editTask, who, { taskId, ...fields });

  test("changes what is named, and the held money with the budget", async () => {
    const task = await postTask(poster, { budget: 45 });
    const up = await edit(poster, task.id, {
      budget: 60,
      title: "  Water   them ",
      requiredSkills: "Watering, Plants",
    });
    expect(up.task).toMatchObject({ title: "Water them", requiredSkills: ["watering", "plants"], budgetCents: 6000 });
    expect([await wallet(poster), await held(task)]).toEqual([4000, 6000]);
    await edit(poster, task.id, { budgetCents: 1000 });
    expect([await wallet(poster), await held(task)]).toEqual([9000, 1000]);
    expect(up.task.description).toBe(task.description);
    await inOrder();
  });

  test("cannot move money that is not there, or that somebody has proposed on", async () => {
    const task = await postTask(poster, { budget: 45 });
    expect(await refusal(edit(poster, task.id, { budget: 101 }))).toEqual({ code: "INSUFFICIENT_CREDITS" });
    await propose(worker, task.id);
    expect(await refusal(edit(poster, task.id, { budget: 50 }))).toEqual({ code: "INVALID_STATE" });
    expect(await held(task)).toBe(4500);
    await inOrder();
  });

  test("that names nothing changes nothing, not even when it was changed, also once the task is under way", async () => {
    const task = await postTask(poster);
    clock.advance(60_000);
    const { task: same } = await edit(poster, task.id, {});
    expect(same).toEqual(task);
    const { task: begun } = await hired(poster, worker);
    expect(await edit(poster, begun.id, {})).toMatchObject({ task: { status: "in_progress" } });
    expect(await refusal(edit(stranger, task.id, {}))).toEqual({ code: "FORBIDDEN" });
    clock.reset();
  });

  test("names the endpoint for a state or a payment method", async () => {
    const task = await postTask(poster);
    expect(await refusal(edit(poster, task.id, { status: "completed" }))).toEqual({
      code: "INVALID_INPUT",
      path: "status",
    });
    expect(await refusal(edit(poster, task.id, { paymentMethod: "card" }))).toEqual({
      code: "INVALID_INPUT",
      path: "paymentMethod",
    });
  });

  test("is the poster's alone, while the task is open", async () => {
    const { task } = await hired(poster, worker);
    expect(await refusal(edit(stranger, task.id, { title: "Mine" }))).toEqual({ code: "FORBIDDEN" });
    expect(await refusal(edit(poster, task.id, { title: "Later" }))).toEqual({ code: "INVALID_STATE" });
    expect(await refusal(edit(poster, UNKNOWN, { title: "Nothing" }))).toEqual({ code: "NOT_FOUND" });
  });
});

describe("changing the payment method", () => {
  const pay = (who: Account, taskId: string, paymentMethod: string, more = {}) =>
    run<any>(changePaymentMethod, who, { taskId, paymentMethod, ...more });

  test("gives back and takes what each method holds, in one step each", async () => {
    const task = await postTask(poster, { budget: 45 });
    expect((await pay(poster, task.id, "offsite")).task.paymentMethod).toBe("offsite");
    expect([await wallet(poster), await held(task)]).toEqual([10_000, 0]);
    await pay(poster, task.id, "credits");
    expect([await wallet(poster), await held(task)]).toEqual([5500, 4500]);
    await inOrder();
  });

  test("to charity forgets the budget, and from there needs one", async () => {
    const task = await postTask(poster, { budget: 45 });
    expect((await pay(poster, task.id, "none")).task.budgetCents).toBeNull();
    expect(await refusal(pay(poster, task.id, "credits"))).toEqual({ code: "INVALID_INPUT", path: "budget" });
    expect((await pay(poster, task.id, "credits", { budget: 30 })).task.budgetCents).toBe(3000);
    expect([await wallet(poster), await held(task)]).toEqual([7000, 3000]);
    await inOrder();
  });

  test("is refused without the money, to a stranger, and once somebody is chosen", async () => {
    const dear = await postTask(poster, { paymentMethod: "offsite", budget: 500 });
    expect(await refusal(pay(poster, dear.id, "credits"))).toEqual({ code: "INSUFFICIENT_CREDITS" });
    expect(await refusal(pay(stranger, dear.id, "none"))).toEqual({ code: "FORBIDDEN" });
    const { task } = await hired(poster, worker);
    expect(await refusal(pay(poster, task.id, "none"))).toEqual({ code: "INVALID_STATE" });
    await inOrder();
  });
});

describe("ending a task", () => {
  const cancel = (who: Account, taskId: string) => run<any>(cancelTask, who, { taskId, reason: "Changed my mind" });
  const remove = (who: Account, taskId: string) => run<any>(deleteTask, who, { taskId });

  test("cancelling gives back what is held, also while work is going on", async () => {
    const { task } = await hired(poster, worker, { budget: 60 }, 40);
    expect((await cancel(poster, task.id)).task.status).toBe("cancelled");
    expect([await wallet(poster), await held(task)]).toEqual([10_000, 0]);
    expect(await refusal(cancel(poster, task.id))).toEqual({ code: "INVALID_STATE" });
    await inOrder();
  });

  test("deleting takes the task, its pending offers and its word in the feed away", async () => {
    const task = await postTask(poster);
    await propose(worker, task.id);
    expect(await remove(poster, task.id)).toEqual({ id: task.id, deleted: true });
    expect(await wallet(poster)).toBe(10_000);
    expect(await db.$count(proposals, eq(proposals.taskId, task.id))).toBe(0);
    expect(await db.$count(events, sql`${events.subjectId} = ${task.id} and ${events.isPublic}`)).toBe(0);
    await inOrder();
  });

  test("deleting a task tells once that it ended, also one that had been cancelled before", async () => {
    const ended = async (cancels: boolean) => {
      const task = await postTask(poster);
      if (cancels) await cancel(poster, task.id);
      await remove(poster, task.id);
      return db.$count(events, sql`${events.subjectId} = ${task.id} and ${events.name} <> 'task.created'`);
    };
    expect([await ended(false), await ended(true)]).toEqual([1, 1]);
  });

  test("a task on which somebody was chosen stays on record", async () => {
    const { task } = await hired(poster, worker);
    await cancel(poster, task.id);
    expect(await refusal(remove(poster, task.id))).toEqual({ code: "INVALID_STATE" });
  });

  test("is the poster's alone", async () => {
    const task = await postTask(poster);
    for (const end of [cancel, remove]) {
      expect(await refusal(end(stranger, task.id))).toEqual({ code: "FORBIDDEN" });
      expect(await refusal(end(poster, UNKNOWN))).toEqual({ code: "NOT_FOUND" });
    }
    expect(await held(task)).toBe(4500);
  });

  test("twenty cancels and deletes at once return the money once", async () => {
    const task = await postTask(poster);
    const ends = Array.from({ length: 20 }, (_, i) => refusal((i % 2 ? cancel : remove)(poster, task.id)));
    expect((await Promise.all(ends)).filter((end) => end === "done").length).toBeLessThanOrEqual(2);
    expect(await wallet(poster)).toBe(10_000);
    await inOrder();
  });
});

describe("listing tasks", () => {
  const list = (input: object, who: any = { kind: "anyone" }) => run<any>(listTasks, who, input);

  test("shows the open ones newest first, a page at a time, each once while new ones come", async () => {
    for (let i = 0; i < 5; i++) await postTask(poster, { title: `Rake ${i}`, budget: 1, category: "raking" });
    const first = await list({ category: "raking", limit: 2 });
    expect(first).toMatchObject({ total: 5, totalIsEstimate: false });
    await postTask(poster, { title: "Rake 5", budget: 1, category: "raking" });
    const seen = first.items.map(({ title }: any) => title);
    for (let cursor = first.nextCursor; cursor; ) {
      const page = await list({ category: "raking", limit: 2, cursor });
      seen.push(...page.items.map(({ title }: any) => title));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(["Rake 4", "Rake 3", "Rake 2", "Rake 1", "Rake 0"]);
  });

  test("searches words, filters, sorts, and lists one's own of every state", async () => {
    await postTask(poster, { title: "Polish the periscope", budget: 20, requiredSkills: ["Polishing"] });
    await postTask(poster, {
      title: "Fold maps",
      description: "Beside the periscope.",
      budget: 30,
      paymentMethod: "offsite",
    });
    const gone = await postTask(poster, { title: "Sink", budget: 1 });
    await run(cancelTask, poster, { taskId: gone.id });
    const titles = async (input: object, who?: any) => (await list(input, who)).items.map(({ title }: any) => title);
    expect(await titles({ search: "periscopes", sort: "relevance" })).toEqual(["Polish the periscope", "Fold maps"]);
    expect(await titles({ search: "periscope", paymentMethod: "offsite" })).toEqual(["Fold maps"]);
    expect(await titles({ skills: "polishing" })).toEqual(["Polish the periscope"]);
    expect(await titles({ search: "periscope", budgetMin: 25 })).toEqual(["Fold maps"]);
    expect(await titles({ search: "periscope", sort: "budget" })).toEqual(["Fold maps", "Polish the periscope"]);
    expect(await titles({ mine: true }, poster)).toEqual(["Sink", "Fold maps", "Polish the periscope"]);
    expect(await titles({ mine: true, status: "cancelled" }, poster)).toEqual(["Sink"]);
  });

  test.each([
    "-",
    "---",
    "-".repeat(20),
    "-".repeat(21),
    "-".repeat(200),
    "- - -",
    '"',
    "or",
    "or -or",
    "&|!()<->",
    "\u2014",
  ])("a search for %j finds nothing, or something, and breaks nothing", async (search) => {
    expect(await list({ search })).toMatchObject({ total: expect.any(Number) });
    expect(await list({ search, sort: "relevance", budgetMin: 1 })).toMatchObject({ items: expect.any(Array) });
    expect((await list({ skills: search.slice(0, 60) })).items).toEqual([]);
  });

  test("refuses a cursor of another order, a sort without its words, and one's own without a caller", async () => {
    await postTask(poster, { budget: 1, category: "refusing" });
    const { nextCursor } = await list({ category: "refusing", limit: 1 });
    const asked = (input: object) => refusal(list(input));
    expect(await asked({ cursor: nextCursor, sort: "budget" })).toEqual({ code: "INVALID_INPUT", path: "cursor" });
    expect(await asked({ sort: "relevance" })).toEqual({ code: "INVALID_INPUT", path: "search" });
    expect(await asked({ limit: 101 })).toEqual({ code: "INVALID_INPUT", path: "limit" });
    expect(await asked({ mine: true })).toEqual({ code: "UNAUTHENTICATED" });
  });
});

test("two posts that spend the last credits at once: one is made", async () => {
  const posts = [1, 2].map(() =>
    refusal(
      run(commissionTask, poster, { title: "All in", description: "Everything.", category: "other", budget: 100 }),
    ),
  );
  expect((await Promise.all(posts)).filter((outcome) => outcome === "done")).toHaveLength(1);
  expect(await wallet(poster)).toBe(0);
  await inOrder();
});
