import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { approvals, botSpends, deliverables, events, mails, tasks, users } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import { run } from "@/lib/core/run";
import { deleteBot } from "@/lib/domain/bots/delete";
import { loadDashboard } from "@/lib/domain/dashboard/dashboard";
import { reviewDeliverable } from "@/lib/domain/deliverables/review";
import { submitDeliverable } from "@/lib/domain/deliverables/submit";
import { contestTask } from "@/lib/domain/disputes/contest";
import { acceptProposal } from "@/lib/domain/proposals/accept";
import { decideProposal } from "@/lib/domain/proposals/decide";
import { decideApplication } from "@/lib/domain/proposals/givegigs/decide";
import { setCommissioning } from "@/lib/domain/spending/commissioning";
import { cancelTask } from "@/lib/domain/tasks/cancel";
import { commissionTask } from "@/lib/domain/tasks/commission";
import { editTask } from "@/lib/domain/tasks/edit";
import { postGiveGigsTask } from "@/lib/domain/tasks/givegigs/post";
import { changePaymentMethod } from "@/lib/domain/tasks/payment-method";
import { runClock } from "@/lib/events/clock";
import { balance, bot, hired, person, postTask, propose } from "@/local/testing/market";
import { MAX_PENDING } from "./approval";
import { listApprovals } from "./list";
import { resolveApproval } from "./resolve";

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
  owner = await person("Owner", { dollars: 100 });
  buyer = await bot(owner, "Buyer");
  worker = await person("Worker");
  await limit({ requireApprovalAboveCents: 2000 });
});
afterEach(async () => {
  clock.reset();
  expect(await violations()).toEqual([]);
});

const addressOf = async ({ userId }: { userId: string }) =>
  (await db.select({ email: users.email }).from(users).where(eq(users.id, userId)))[0]!.email!;
const limit = (limits: object) => run<any>(setCommissioning, owner, { botId: buyer.actorId, ...limits });
const gig = { title: "Count the birds", description: "All of them.", category: "field-work" };
const wish = (fields: object = {}) => run<any>(commissionTask, buyer, { ...gig, budget: "45.00", ...fields });
const resolve = (approvalId: string, decision: "approve" | "reject", more: object = {}, as: any = owner) =>
  run<any>(resolveApproval, as, { approvalId, decision, ...more });
const pending = async (as: any = owner) => (await run<any>(listApprovals, as, {})).items;
const wallet = () => balance(`${owner.userId}:credits:usd`);

describe("a bot that spends more than it may alone", () => {
  test("has its owner told by mail once as long as a wish waits, and at no address that nobody has confirmed", async () => {
    const recipient = await addressOf(owner);
    const told = () => db.$count(mails, eq(mails.recipient, recipient));
    await wish({ title: "Count the swans" });
    await wish({ title: "Count the ducks" });
    expect(await told()).toBe(1);
    for (const { id } of await pending()) await resolve(id, "reject");
    await wish({ title: "Count the geese" });
    expect(await told()).toBe(2);
    for (const { id } of await pending()) await resolve(id, "reject");
    await db.update(users).set({ emailVerifiedAt: null }).where(eq(users.id, owner.userId));
    expect((await wish({ title: "Count the herons" })).status).toBe("pending_approval");
    expect(await told()).toBe(2);
  });

  test("is answered that it waits, and nothing is held; approved, the same is done as the bot", async () => {
    const deadline = new Date(Date.now() + 86_400_000).toISOString();
    const waits = await wish({ deadline, requiredSkills: ["Bird Watching"], metadata: { my_id: 7 } });
    expect(waits).toMatchObject({ status: "pending_approval", approvalId: expect.stringMatching(/^appr_/) });
    expect(await wallet()).toBe(10_000);
    expect(await db.$count(tasks, eq(tasks.ownerId, owner.userId))).toBe(0);
    expect(await db.$count(botSpends, eq(botSpends.botId, buyer.actorId))).toBe(0);
    expect(await pending()).toMatchObject([{ title: gig.title, amount: 45, bot: { name: "Buyer" }, taskId: null }]);

    expect((await run<any>(loadDashboard, owner, {})).waiting.approvalsToResolve).toMatchObject({
      count: 1,
      items: [{ approvalId: waits.approvalId, botName: "Buyer", title: gig.title, amountCents: 4500 }],
    });

    const [letter, ...more] = await db
      .select()
      .from(mails)
      .where(eq(mails.recipient, await addressOf(owner)));
    expect(more).toEqual([]);
    expect(letter).toMatchObject({ subject: "Your bot asks to spend $45.00" });
    expect(letter!.text).toContain(`"Buyer" asks to spend $45.00 on "${gig.title}"`);
    expect(letter!.text).toContain(`/dashboard/bots/${buyer.actorId}#approvals`);

    const { approval } = await resolve(waits.approvalId, "approve");
    expect(approval).toMatchObject({ status: "approved", taskId: expect.stringMatching(/^task_/) });
    const [task] = await db.select().from(tasks).where(eq(tasks.id, approval.taskId));
    expect(task).toMatchObject({
      posterId: buyer.actorId,
      keyId: buyer.keyId,
      byAi: true,
      status: "open",
      budgetCents: 4500,
      deadline: new Date(deadline),
      requiredSkills: ["bird-watching"],
      metadata: { my_id: 7 },
    });
    expect(await wallet()).toBe(5500);
    expect(await pending()).toEqual([]);
    const told = await db.select().from(events).where(eq(events.subjectId, waits.approvalId));
    expect(told.map(({ name }) => name).sort()).toEqual(["approval.requested", "approval.resolved"]);
  });

  test("may spend as much as the limit says, and not more by small steps", async () => {
    const task = (await wish({ budget: 15 })).task;
    expect((await run<any>(editTask, buyer, { taskId: task.id, budget: 20 })).task.budgetCents).toBe(2000);
    const more = await run<any>(editTask, buyer, { taskId: task.id, budget: 20.01 });
    expect(more.status).toBe("pending_approval");
    expect((await pending())[0]).toMatchObject({ amountCents: 1, taskId: task.id, operation: "tasks.edit" });
    await resolve(more.approvalId, "approve");
    expect((await db.select().from(tasks).where(eq(tasks.id, task.id)))[0]!.budgetCents).toBe(2001);
  });

  test("waits for every kind of spend, in both dialects", async () => {
    const task = await postTask(buyer, { budget: 20 });
    const dear = await propose(worker, task.id, { proposedAmount: 50 });
    const other = await propose(await person("Other"), task.id, { proposedAmount: 45 });
    const promise = await postTask(buyer, { budget: 45, paymentMethod: "offsite" });
    const escrow = { ...gig, fundingType: "ESCROW", budget: 30 };
    const asked = [
      await run<any>(acceptProposal, buyer, { proposalId: dear.id }),
      await run<any>(decideApplication, buyer, { taskId: task.id, applicationId: other.id, status: "ACCEPTED" }),
      await run<any>(changePaymentMethod, buyer, { taskId: promise.id, paymentMethod: "credits" }),
      await run<any>(postGiveGigsTask, buyer, escrow),
    ];
    expect(asked.map(({ status }) => status)).toEqual(Array(4).fill("pending_approval"));
    expect((await pending(buyer)).map(({ amountCents }: any) => amountCents)).toEqual([3000, 4500, 2500, 3000]);
    expect(await wallet()).toBe(8000);
    const [hire, late, , gift] = asked.map(({ approvalId }) => approvalId);
    await resolve(hire, "approve");
    expect(await wallet()).toBe(5000);
    // Somebody else is hired by now: what cannot be done any more goes on waiting, until it is rejected.
    expect((await refusal(resolve(late, "approve"))).code).toBe("INVALID_STATE");
    await resolve(gift, "approve");
    expect(await wallet()).toBe(2000);
  });

  test("is rehearsed the same, with nothing kept", async () => {
    const rehearsed = await run<any>(commissionTask, buyer, { ...gig, budget: 45 }, { dryRun: true });
    expect(rehearsed.status).toBe("pending_approval");
    expect(await pending()).toEqual([]);
  });

  test("is refused over a limit, and does not wait for what could not be", async () => {
    await limit({ perTaskMaxCents: 3000 });
    expect((await refusal(wish())).code).toBe("SPENDING_LIMIT_EXCEEDED");
    expect(await pending()).toEqual([]);
  });

  test("has a hundred wishes at a time, also when it makes them all at once", async () => {
    const row = { botId: buyer.actorId, ownerId: owner.userId, operation: "tasks.commission", input: {} };
    const filler = { ...row, title: "x", category: "x", amountCents: 1, expiresAt: new Date(Date.now() + 1e6) };
    await db.insert(approvals).values(Array.from({ length: MAX_PENDING - 2 }, () => filler));
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => refusal(wish())));
    expect(outcomes.filter((outcome) => outcome === "done")).toHaveLength(2);
    expect(outcomes.filter(({ code }) => code === "CONFLICT")).toHaveLength(6);
  });
});

describe("the owner's answer", () => {
  test("rejected, the bot reads why, and nothing was done", async () => {
    const { approvalId } = await wish();
    await resolve(approvalId, "reject", { reason: "Birds are free." });
    const { items } = await run<any>(listApprovals, buyer, { status: "rejected" });
    expect(items).toMatchObject([{ id: approvalId, status: "rejected", reason: "Birds are free.", taskId: null }]);
    expect(await wallet()).toBe(10_000);
    expect(await refusal(resolve(approvalId, "approve"))).toMatchObject({ code: "INVALID_STATE" });
  });

  test("of twenty at once one counts, and the rest are 409", async () => {
    const { approvalId } = await wish();
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, n) => refusal(resolve(approvalId, n % 2 ? "approve" : "reject"))),
    );
    expect(outcomes.filter((outcome) => outcome === "done")).toHaveLength(1);
    expect(outcomes.filter(({ code }) => code === "INVALID_STATE")).toHaveLength(19);
    const [row] = await db.select().from(approvals).where(eq(approvals.id, approvalId));
    expect(await wallet()).toBe(row!.status === "approved" ? 5500 : 10_000);
  });

  test("is the owner's: not the bot's, and to strangers there is nothing", async () => {
    const { approvalId } = await wish();
    expect((await refusal(resolve(approvalId, "approve", {}, buyer))).code).toBe("FORBIDDEN");
    const stranger = await person("Stranger", { dollars: 100 });
    expect((await refusal(resolve(approvalId, "approve", {}, stranger))).code).toBe("NOT_FOUND");
    expect((await refusal(resolve("appr_what", "approve"))).code).toBe("NOT_FOUND");
    expect(await pending(stranger)).toEqual([]);
    const sibling = await bot(owner, "Sibling");
    expect(await pending(sibling)).toEqual([]);
    expect((await run<any>(listApprovals, sibling, { botId: buyer.actorId })).items).toEqual([]);
    expect(await pending()).toHaveLength(1);
  });

  test("yes may be too much by then: for the wallet, or for a limit; then it goes on waiting", async () => {
    const { approvalId } = await wish();
    await postTask(owner, { budget: 90 });
    expect(await refusal(resolve(approvalId, "approve"))).toMatchObject({
      code: "INSUFFICIENT_CREDITS",
      message: "Insufficient credit balance. Required: $45.00, Available: $10.00",
    });
    await limit({ dailyMaxCents: 4000 });
    expect((await refusal(resolve(approvalId, "approve"))).code).toBe("SPENDING_LIMIT_EXCEEDED");
    expect(await pending()).toMatchObject([{ id: approvalId, status: "pending" }]);
    expect(await db.$count(botSpends, eq(botSpends.botId, buyer.actorId))).toBe(0);
  });

  test("comes too late after seven days, whether or not the clock was there", async () => {
    const { approvalId } = await wish();
    clock.advance(7 * 86_400_000 + 1000);
    expect(await refusal(resolve(approvalId, "approve"))).toMatchObject({ code: "INVALID_STATE" });
    await runClock(5000);
    const { items } = await run<any>(listApprovals, owner, { status: "expired" });
    expect(items.map(({ id }: any) => id)).toEqual([approvalId]);
  });

  test("is not needed any more where the bot is deleted", async () => {
    const { approvalId } = await wish();
    await run(deleteBot, owner, { botId: buyer.actorId });
    expect(await refusal(resolve(approvalId, "approve"))).toMatchObject({ code: "INVALID_STATE" });
  });

  test("a task posted with it and cancelled gives the room back", async () => {
    await limit({ dailyMaxCents: 4500 });
    const { approval } = await resolve((await wish()).approvalId, "approve");
    await run(cancelTask, buyer, { taskId: approval.taskId });
    expect((await wish()).status).toBe("pending_approval");
  });
});

test("a yes is to the amount that was asked for: what costs more by now is refused, and goes on waiting", async () => {
  const promise = await postTask(buyer, { budget: 21, paymentMethod: "offsite" });
  const move = await run<any>(changePaymentMethod, buyer, { taskId: promise.id, paymentMethod: "credits" });
  await run(editTask, buyer, { taskId: promise.id, budget: 90 });
  const refused = await refusal(resolve(move.approvalId, "approve"));
  expect(refused).toMatchObject({ code: "CONFLICT", message: expect.stringContaining("$90.00 now, and $21.00") });
  expect(await wallet()).toBe(10_000);
  expect((await pending()).map(({ id }: any) => id)).toEqual([move.approvalId]);

  const task = (await wish({ budget: 20 })).task;
  const more = await run<any>(editTask, buyer, { taskId: task.id, budget: 35 });
  await run(editTask, buyer, { taskId: task.id, budget: 1 });
  expect((await refusal(resolve(more.approvalId, "approve"))).code).toBe("CONFLICT");
  expect(await wallet()).toBe(9900);
});

test("one bot's limits are not gone round by another bot of the account, nor by its owner's own gig", async () => {
  const accomplice = await bot(owner, "Sibling");
  const task = await postTask(owner, { budget: 60 });
  const offer = await propose(worker, task.id, { proposedAmount: 60 });
  expect((await refusal(run(acceptProposal, buyer, { proposalId: offer.id }))).code).toBe("FORBIDDEN");
  const own = await postTask(buyer, { budget: 15 });
  const cheap = await propose(worker, own.id, { proposedAmount: 15 });
  const deeds = [
    () => run(acceptProposal, accomplice, { proposalId: cheap.id }),
    () => run(editTask, accomplice, { taskId: own.id, budget: 12 }),
    () => run(changePaymentMethod, accomplice, { taskId: own.id, paymentMethod: "offsite" }),
  ];
  for (const deed of deeds) expect((await refusal(deed())).code).toBe("FORBIDDEN");
  await run(acceptProposal, buyer, { proposalId: cheap.id });
  const { deliverable } = await run<any>(submitDeliverable, worker, { taskId: own.id, content: "Done" });
  const accept = { deliverableId: deliverable.id, action: "accept" };
  expect((await refusal(run(reviewDeliverable, accomplice, accept))).code).toBe("FORBIDDEN");
  const contest = { taskId: own.id, reason: "No." };
  expect((await refusal(run(contestTask, accomplice, contest))).code).toBe("FORBIDDEN");
  const workersBot = await bot(worker, "Helper");
  const giveIn = { proposalId: cheap.id, action: "withdraw" };
  for (const deed of [() => run(contestTask, workersBot, contest), () => run(decideProposal, workersBot, giveIn)])
    expect((await refusal(deed())).code).toBe("FORBIDDEN");
  await run(reviewDeliverable, owner, accept);
  expect(await balance(`${worker.userId}:earnings:usd`)).toBe(1500);
});

test("a bot whose owner reviews for it accepts paid work only with the owner's word, and sends it back alone", async () => {
  await limit({ requireApprovalAboveCents: null });
  const { task } = await hired(buyer, worker, { budget: 40 }, 40);
  await limit({ autoReviewEnabled: false });
  const handIn = async () =>
    (await run<any>(submitDeliverable, worker, { taskId: task.id, content: "42 birds" })).deliverable.id as string;
  const first = await handIn();
  await run(reviewDeliverable, buyer, { deliverableId: first, action: "request_revision", reason: "Which?" });
  const deliverableId = await handIn();
  const waits = await run<any>(reviewDeliverable, buyer, { deliverableId, action: "accept" });
  expect(waits.status).toBe("pending_approval");
  expect(await balance(`${worker.userId}:earnings:usd`)).toBe(0);
  await resolve(waits.approvalId, "approve");
  expect(await balance(`${worker.userId}:earnings:usd`)).toBe(4000);
  const [row] = await db.select().from(deliverables).where(eq(deliverables.id, deliverableId));
  expect(row!.status).toBe("accepted");
});
