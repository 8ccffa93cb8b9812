import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { apiKeys, botSpend, botSpends, tasks } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Account } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { listApprovals } from "@/lib/domain/approvals/list";
import { resolveApproval } from "@/lib/domain/approvals/resolve";
import { hireByCard } from "@/lib/domain/payments/hire";
import { acceptProposal } from "@/lib/domain/proposals/accept";
import { decideProposal } from "@/lib/domain/proposals/decide";
import { cancelTask } from "@/lib/domain/tasks/cancel";
import { deleteTask } from "@/lib/domain/tasks/delete";
import { editTask } from "@/lib/domain/tasks/edit";
import { expireTask } from "@/lib/domain/tasks/expire";
import { updateGiveGigsTask } from "@/lib/domain/tasks/givegigs/update";
import { changePaymentMethod } from "@/lib/domain/tasks/payment-method";
import { balance, bot, hired, person, postTask, propose } from "@/local/testing/market";
import { loadCommissioning, setCommissioning } from "./commissioning";
import { loadSpending } from "./summary";
import { windowsAt } from "./windows";

const violations = () => db.execute(sql`select * from ledger_violations`);
const refusal = (work: Promise<unknown>): Promise<any> =>
  work.then(
    () => "done",
    (error) => error,
  );

let owner: Awaited<ReturnType<typeof person>>;
let buyer: Awaited<ReturnType<typeof bot>>;
let worker: Awaited<ReturnType<typeof person>>;
beforeEach(async () => {
  owner = await person("Owner", { dollars: 1000 });
  buyer = await bot(owner, "Buyer");
  worker = await person("Worker");
});
afterEach(async () => {
  clock.reset();
  expect(await violations()).toEqual([]);
});

const limit = (limits: Record<string, unknown>, as: Account = owner) =>
  run<any>(setCommissioning, as, { botId: buyer.actorId, ...limits });
const spending = () => run<any>(loadSpending, owner, { botId: buyer.actorId });
const spentToday = async () => (await spending()).daily.spentCents;

/** Moves the clock to a moment that is still to come. */
const moveTo = (moment: Date) => clock.advance(moment.getTime() - clock.now().getTime());

describe("the windows of a moment", () => {
  test.each([
    ["2026-03-01T00:00:00.000Z", "2026-03-01", "2026-02-23", "2026-03-01"],
    ["2026-02-28T23:59:59.999Z", "2026-02-28", "2026-02-23", "2026-02-01"],
    ["2027-01-01T12:00:00.000Z", "2027-01-01", "2026-12-28", "2027-01-01"],
    ["2026-11-23T00:00:00.000Z", "2026-11-23", "2026-11-23", "2026-11-01"],
    ["2026-11-22T23:59:59.999Z", "2026-11-22", "2026-11-16", "2026-11-01"],
  ])("of %s begin on %s, %s and %s", (at, day, week, month) => {
    const windows = windowsAt(new Date(at));
    expect([windows.day.startsOn, windows.week.startsOn, windows.month.startsOn]).toEqual([day, week, month]);
    expect(windows.day.resetsAt.getTime() - Date.parse(day)).toBe(86_400_000);
    expect(windows.week.resetsAt.getTime() - Date.parse(week)).toBe(7 * 86_400_000);
    expect(windows.month.resetsAt.getUTCDate()).toBe(1);
  });
});

describe("a bot's limits", () => {
  test("are none until somebody sets them, and what is left out stays", async () => {
    expect(await run(loadCommissioning, buyer, {})).toMatchObject({ enabled: true, dailyMaxCents: null });
    await limit({ dailyMaxCents: 5000, allowedCategories: ["Errands", "errands"] });
    await limit({ weeklyMaxCents: 9000 });
    expect(await run(loadCommissioning, buyer, {})).toMatchObject({
      botId: buyer.actorId,
      dailyMaxCents: 5000,
      weeklyMaxCents: 9000,
      allowedCategories: ["errands"],
    });
  });

  test("are read and set by nobody else", async () => {
    const stranger = await person("Stranger");
    const sibling = await bot(owner, "Sibling");
    for (const [who, code] of [
      [stranger, "FORBIDDEN"],
      [sibling, "FORBIDDEN"],
    ] as const)
      for (const op of [loadCommissioning, setCommissioning])
        expect((await refusal(run(op, who, { botId: buyer.actorId, dailyMaxCents: 1 }))).code).toBe(code);
    expect((await refusal(run(loadSpending, stranger, { botId: buyer.actorId }))).code).toBe("FORBIDDEN");
    expect((await refusal(run(loadCommissioning, owner, {}))).code).toBe("FORBIDDEN");
    expect((await refusal(run(loadCommissioning, owner, { botId: "bot_nothing" }))).code).toBe("NOT_FOUND");
  });

  test("a bot with a key of its own tightens them, and loosens none", async () => {
    await db.insert(apiKeys).values({
      id: buyer.keyId!,
      userId: owner.userId,
      botId: buyer.actorId,
      name: "its own",
      prefix: "givegigs-x",
      keyHash: Buffer.from(buyer.keyId!),
    });
    const own = (limits: object) => refusal(run(setCommissioning, buyer, limits));
    expect(await own({ dailyMaxCents: 5000, allowedCategories: ["errands", "design"], enabled: false })).toBe("done");
    for (const looser of [
      { dailyMaxCents: 5001 },
      { dailyMaxCents: null },
      { allowedCategories: null },
      { allowedCategories: ["errands", "other"] },
      { enabled: true },
    ])
      expect(await own(looser)).toMatchObject({
        code: "FORBIDDEN",
        message: expect.stringContaining("Only the owner"),
      });
    expect(await own({ dailyMaxCents: 100, allowedCategories: ["errands"] })).toBe("done");
    await limit({ dailyMaxCents: null, enabled: true });
    expect(await run(loadCommissioning, buyer, {})).toMatchObject({ dailyMaxCents: null, enabled: true });
  });
});

describe("spending within limits", () => {
  test("a cap of 50.00 lets 7 of 100 posts of 7.00 at once through, and 93 are refused with nothing written", async () => {
    await limit({ dailyMaxCents: 5000 });
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, n) => refusal(postTask(buyer, { budget: 7, title: `Gig ${n}` }))),
    );
    const refused = outcomes.filter((outcome) => outcome.code === "SPENDING_LIMIT_EXCEEDED");
    expect(refused).toHaveLength(93);
    expect(refused[0].extra).toMatchObject({ limit: "daily_max_cents", amountCents: 700, remainingCents: 100 });
    expect(refused[0].message).toMatch(/^\$7\.00 is over this bot's daily limit of \$50\.00: \$1\.00 remain until /);
    expect(await db.$count(tasks, eq(tasks.posterId, buyer.actorId))).toBe(7);
    expect(await db.$count(botSpends, eq(botSpends.botId, buyer.actorId))).toBe(7);
    expect(await balance(`${owner.userId}:credits:usd`)).toBe(100_000 - 4900);
    expect(await spending()).toMatchObject({
      daily: { limit: 50, spent: 49, remaining: 1 },
      weekly: { limit: null, spent: 49, remaining: null },
    });
  });

  test("posts and cancels of one bot at once neither lose a cent nor stand in each other's way", async () => {
    await limit({ dailyMaxCents: 50_000 });
    const posted = await Promise.all(Array.from({ length: 20 }, () => postTask(buyer, { budget: 7 })));
    const work = posted.flatMap((task) => [
      refusal(run(cancelTask, buyer, { taskId: task.id })),
      refusal(postTask(buyer, { budget: 3 })),
    ]);
    expect((await Promise.all(work)).every((outcome) => outcome !== undefined && !outcome.code)).toBe(true);
    expect(await spentToday()).toBe(20 * 300);
  });

  test("what one task may cost holds for all that is spent on it", async () => {
    await limit({ perTaskMaxCents: 5000 });
    expect(await refusal(postTask(buyer, { budget: 50.01 }))).toMatchObject({
      code: "SPENDING_LIMIT_EXCEEDED",
      extra: { limit: "per_task_max_cents", amountCents: 5001, remainingCents: 5000 },
    });
    const task = await postTask(buyer, { budget: 45 });
    const edit = (budget: number) => refusal(run(editTask, buyer, { taskId: task.id, budget }));
    expect(await edit(51)).toMatchObject({
      code: "SPENDING_LIMIT_EXCEEDED",
      message: expect.stringContaining("$5.00 remain"),
    });
    expect(await edit(50)).toBe("done");
    const dear = await propose(worker, task.id, { proposedAmount: 60 });
    expect((await refusal(run(acceptProposal, buyer, { proposalId: dear.id }))).code).toBe("SPENDING_LIMIT_EXCEEDED");
    expect(await spentToday()).toBe(5000);
  });

  test("other categories, and a bot that is switched off, are refused by name; charity costs nothing", async () => {
    await limit({ allowedCategories: ["design"] });
    expect(await refusal(postTask(buyer))).toMatchObject({
      code: "SPENDING_LIMIT_EXCEEDED",
      message: "This bot may not spend on errands, only on design.",
      extra: { limit: "allowed_categories" },
    });
    await limit({ allowedCategories: null, enabled: false });
    expect(await refusal(postTask(buyer))).toMatchObject({ extra: { limit: "enabled" } });
    await postTask(buyer, { paymentMethod: "none" });
    await postTask(owner);
    expect(await db.$count(botSpend, eq(botSpend.botId, buyer.actorId))).toBe(0);
  });

  test("moving a task to credits is a spend, and moving it away gives room back", async () => {
    await limit({ dailyMaxCents: 5000 });
    const task = await postTask(buyer, { paymentMethod: "offsite", budget: 60 });
    const move = (paymentMethod: string, budget?: number) =>
      refusal(run(changePaymentMethod, buyer, { taskId: task.id, paymentMethod, ...(budget && { budget }) }));
    expect((await move("credits")).code).toBe("SPENDING_LIMIT_EXCEEDED");
    expect(await move("credits", 50)).toBe("done");
    expect(await spentToday()).toBe(5000);
    expect(await move("none")).toBe("done");
    expect(await spentToday()).toBe(0);
  });

  test("each limit starts anew at midnight, on Monday and on the first, UTC, and not a moment before", async () => {
    for (const [period, limits, name] of [
      ["day", { dailyMaxCents: 4500 }, "daily_max_cents"],
      ["week", { dailyMaxCents: null, weeklyMaxCents: 4500 }, "weekly_max_cents"],
      ["month", { weeklyMaxCents: null, monthlyMaxCents: 4500 }, "monthly_max_cents"],
    ] as const) {
      const { resetsAt } = windowsAt(new Date(clock.now().getTime() + 62 * 86_400_000))[period];
      moveTo(new Date(resetsAt.getTime() - 5000));
      await limit(limits);
      await postTask(buyer, { budget: 45 });
      expect(await refusal(postTask(buyer, { budget: 0.01 }))).toMatchObject({
        code: "SPENDING_LIMIT_EXCEEDED",
        extra: { limit: name, remainingCents: 0, resetsAt },
      });
      moveTo(resetsAt);
      await postTask(buyer, { budget: 45 });
    }
  });
});

describe("what comes back gives room again", () => {
  test("cancelled, deleted and expired tasks do in full, a cheaper acceptance in part", async () => {
    await limit({ dailyMaxCents: 10_000 });
    const cancelled = await postTask(buyer, { budget: 30 });
    const deleted = await postTask(buyer, { budget: 30 });
    const expired = await postTask(buyer, { budget: 30, deadline: new Date(Date.now() + 60_000).toISOString() });
    expect(await spentToday()).toBe(9000);
    await run(cancelTask, owner, { taskId: cancelled.id });
    await run(deleteTask, buyer, { taskId: deleted.id });
    expect(await spentToday()).toBe(3000);
    clock.advance(61_000);
    await run(expireTask, { kind: "system", job: "expire" }, { taskId: expired.id });
    const [row] = await db.select().from(botSpends).where(eq(botSpends.taskId, expired.id));
    expect(row).toMatchObject({ cents: 3000, returned: 3000 });
    await hired(buyer, worker, { budget: 60 }, 40);
    expect(await spentToday()).toBe(4000);
  });

  test("it goes to the windows in which it was spent: yesterday's makes no room today", async () => {
    await limit({ dailyMaxCents: 5000, monthlyMaxCents: 100_000 });
    const { resetsAt } = windowsAt(clock.now()).month;
    moveTo(new Date(resetsAt.getTime() + 3_600_000));
    const task = await postTask(buyer, { budget: 50 });
    clock.advance(86_400_000);
    await postTask(buyer, { budget: 20 });
    await run(cancelTask, buyer, { taskId: task.id });
    expect(await spending()).toMatchObject({ daily: { spentCents: 2000 }, monthly: { spentCents: 2000 } });
  });

  test("a worker who withdraws brings the budget back into the spend, as far as the limits reach", async () => {
    await limit({ dailyMaxCents: 6000 });
    const { task, proposal } = await hired(buyer, worker, { budget: 60 }, 40);
    await postTask(buyer, { budget: 10 });
    await run(decideProposal, worker, { proposalId: proposal.id, action: "withdraw" });
    const [row] = await db.select().from(tasks).where(eq(tasks.id, task.id));
    expect(row).toMatchObject({ status: "open", budgetCents: 4000 });
    expect(await spentToday()).toBe(5000);
    const again = await propose(worker, task.id, { proposedAmount: 20 });
    await run(acceptProposal, buyer, { proposalId: again.id });
    await run(decideProposal, worker, { proposalId: again.id, action: "withdraw" });
    expect(await spentToday()).toBe(5000);
  });
});

describe("what a bot turns a task into afterwards", () => {
  const edit = (taskId: string, fields: object, as: Account = buyer) => run<any>(editTask, as, { taskId, ...fields });
  const update = (taskId: string, fields: object) => run<any>(updateGiveGigsTask, buyer, { taskId, ...fields });

  test.each(["credits", "card"])("stays in the categories that it may spend on, paid by %s", async (paymentMethod) => {
    await limit({ allowedCategories: ["errands", "research"] });
    const task = await postTask(buyer, { paymentMethod });
    expect(await refusal(edit(task.id, { category: "design" }))).toMatchObject({
      code: "SPENDING_LIMIT_EXCEEDED",
      message: "This bot may not spend on design, only on errands, research.",
    });
    expect(await refusal(edit(task.id, { category: "design", budget: 40 }))).toMatchObject({
      extra: { limit: "allowed_categories" },
    });
    expect((await db.select().from(tasks).where(eq(tasks.id, task.id)))[0]).toMatchObject({
      category: "errands",
      budgetCents: 4500,
    });
    expect((await edit(task.id, { category: "research" })).task).toMatchObject({ category: "research" });
    expect((await edit(task.id, { category: "design" }, owner)).task).toMatchObject({ category: "design" });
    // What the owner turned it into, the bot may go on describing.
    expect((await edit(task.id, { category: "design", title: "Draw it" })).task).toMatchObject({ title: "Draw it" });
  });

  test("while a card's page stands open for it, too", async () => {
    await limit({ allowedCategories: ["errands"] });
    const task = await postTask(buyer, { paymentMethod: "card" });
    const offer = await propose(worker, task.id);
    await run(hireByCard, buyer, { taskId: task.id, proposalId: offer.id });
    expect(await refusal(edit(task.id, { category: "design" }))).toMatchObject({ code: "SPENDING_LIMIT_EXCEEDED" });
  });

  test("is nobody's business where no money passes through us", async () => {
    await limit({ allowedCategories: ["errands"], requireApprovalAboveCents: 0 });
    const task = await postTask(buyer, { paymentMethod: "offsite" });
    expect((await edit(task.id, { category: "design", title: "Other" })).task).toMatchObject({ category: "design" });
    expect(await refusal(run(changePaymentMethod, buyer, { taskId: task.id, paymentMethod: "credits" }))).toMatchObject(
      {
        code: "SPENDING_LIMIT_EXCEEDED",
      },
    );
  });

  test("waits for its owner's word where the spend needed it, in either dialect; less than that does not", async () => {
    await limit({ requireApprovalAboveCents: 5000 });
    const small = await postTask(buyer, { budget: 45 });
    expect((await edit(small.id, { title: "Water the roses" })).task).toMatchObject({ title: "Water the roses" });
    await limit({ requireApprovalAboveCents: 4000 });
    for (const [ask, fields] of [
      [edit, { title: "Buy me a watch" }],
      [edit, { description: "A golden one." }],
      [edit, { category: "design" }],
      [edit, { acceptanceCriteria: ["It ticks."] }],
      [update, { description: "A golden one.", skillsNeeded: "watches" }],
    ] as const)
      expect(await ask(small.id, fields)).toMatchObject({ status: "pending_approval" });
    // Where nothing changes of what it is for, nobody is asked.
    expect((await edit(small.id, { title: "Water the roses", urgency: "urgent" })).task).toMatchObject({
      urgency: "urgent",
    });
    const [row] = await db.select().from(tasks).where(eq(tasks.id, small.id));
    expect(row).toMatchObject({ title: "Water the roses", category: "errands", description: "Twice a week, please." });
    const wishes = (await run<any>(listApprovals, owner, {})).items;
    expect(wishes).toHaveLength(5);
    const watch = wishes.find(({ title }: any) => title === "Buy me a watch");
    expect(watch).toMatchObject({ operation: "tasks.edit", amountCents: 4500, taskId: small.id });
    const inGiveGigs = wishes.find(({ operation }: any) => operation === "gigs.update");
    await run(resolveApproval, owner, { approvalId: watch.id, decision: "approve" });
    await run(resolveApproval, owner, { approvalId: inGiveGigs.id, decision: "approve" });
    const [after] = await db.select().from(tasks).where(eq(tasks.id, small.id));
    expect(after).toMatchObject({ title: "Buy me a watch", description: "A golden one.", requiredSkills: ["watches"] });
    expect(await spentToday()).toBe(4500);
  });
});
