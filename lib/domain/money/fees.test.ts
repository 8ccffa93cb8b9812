import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { checkouts, events, holds, mails, refunds } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Account } from "@/lib/core/context";
import { enter, run } from "@/lib/core/run";
import { getBalance } from "@/lib/domain/credits/balance";
import { listHeld } from "@/lib/domain/credits/held";
import { listTransactions } from "@/lib/domain/credits/transactions";
import { acceptUnanswered } from "@/lib/domain/deliverables/accept-unanswered";
import { reviewDeliverable } from "@/lib/domain/deliverables/review";
import { submitDeliverable } from "@/lib/domain/deliverables/submit";
import { loadCase } from "@/lib/domain/disputes/case";
import { contestTask } from "@/lib/domain/disputes/contest";
import { decideDispute } from "@/lib/domain/disputes/decide";
import { listDisputes } from "@/lib/domain/disputes/list";
import { settleCheckout } from "@/lib/domain/payments/checkout";
import { deposit } from "@/lib/domain/payments/deposit";
import { handlers } from "@/lib/domain/payments/handlers";
import { hireByCard } from "@/lib/domain/payments/hire";
import { drainOps } from "@/lib/domain/payments/ops";
import { isClean, reconcile } from "@/lib/domain/payments/reconcile";
import { decideProposal } from "@/lib/domain/proposals/decide";
import { setCommissioning } from "@/lib/domain/spending/commissioning";
import { loadSpending } from "@/lib/domain/spending/summary";
import { cancelTask } from "@/lib/domain/tasks/cancel";
import { commissionTask } from "@/lib/domain/tasks/commission";
import { editTask } from "@/lib/domain/tasks/edit";
import { expireTask } from "@/lib/domain/tasks/expire";
import { loadTask } from "@/lib/domain/tasks/load";
import { changePaymentMethod } from "@/lib/domain/tasks/payment-method";
import { loadStanding } from "@/lib/domain/tasks/standing";
import { withdraw } from "@/lib/domain/withdrawals/withdraw";
import { stripe } from "@/lib/vendors/stripe";
import { codeOf } from "@/local/testing/accounts";
import { setFees } from "@/local/testing/fees";
import { balance, bot, hired, person, postTask, propose } from "@/local/testing/market";
import { control, onboard, payPage } from "@/local/testing/stripe";
import { verifyLedger } from "./verify";

const GIG = { title: "Plants", description: "Water them", category: "errands" };
type Page = { checkoutUrl: string; checkoutId: string; sessionId: string };

const creditsOf = ({ userId }: Account) => balance(`${userId}:credits:usd`);
const earningsOf = ({ userId }: Account) => balance(`${userId}:earnings:usd`);
/** What a task brought the platform, by the journals that are about it. */
async function feeOn(taskId: string): Promise<number> {
  const [row] = await db.execute<{ cents: number }>(
    sql`select coalesce(sum(e.amount), 0)::int as cents from ledger_journals j join ledger_entries e on e.journal_id = j.id
      join ledger_accounts a on a.id = e.account_id where j.ref_id = ${taskId} and a.kind = 'fees'`,
  );
  return row!.cents;
}
const standingOf = async (who: Account, taskId: string) => (await run<any>(loadStanding, who, { taskId })).standing;
const taskOf = async (who: Account, taskId: string) => (await run<any>(loadTask, who, { taskId })).task;
const handIn = async (worker: Account, taskId: string) =>
  (await run<any>(submitDeliverable, worker, { taskId, content: "Done" })).deliverable.id as string;
const accept = (poster: Account, deliverableId: string) =>
  run(reviewDeliverable, poster, { deliverableId, action: "accept" });

let poster: Awaited<ReturnType<typeof person>>;
let worker: Awaited<ReturnType<typeof person>>;
beforeEach(async () => {
  setFees({ credits: 1000, card: 250 });
  poster = await person("Pia", { dollars: 200 });
  worker = await person("Will");
});
afterEach(async () => {
  setFees();
  clock.reset();
  await drainOps(handlers, 5_000);
  expect((await verifyLedger()).violations).toEqual([]);
  expect(isClean(await reconcile({ whole: true }))).toBe(true);
});

describe("a fee on held credits", () => {
  test("is told with the task before anybody commits, and with each proposal what is left of it", async () => {
    const task = await postTask(poster, { budget: 50 });
    expect(task).toMatchObject({ budgetCents: 5000, feeBps: 1000 });
    expect(await taskOf({ kind: "anyone" } as never, task.id)).toMatchObject({ feeBps: 1000 });
    const rehearsed = await enter(commissionTask, poster, { ...GIG, budget: 50 }, { dryRun: true });
    expect(rehearsed).toMatchObject({ postings: [{ moves: [{ amountCents: 5000 }] }] });
    expect(await propose(worker, task.id, { proposedAmount: 45.01 })).toMatchObject({
      proposedAmountCents: 4501,
      feeBps: 1000,
      payoutCents: 4051,
    });
    expect(await postTask(poster, { paymentMethod: "offsite" })).toMatchObject({ feeBps: 0 });
    expect(await postTask(poster, { paymentMethod: "none", budget: undefined })).toMatchObject({ feeBps: 0 });
  });

  test("comes out of the worker's pay when the work is accepted, rounded down, and everybody is told the same", async () => {
    const { task } = await hired(poster, worker, { budget: 50 }, 45.01);
    expect(await creditsOf(poster)).toBe(20_000 - 4501);
    const held = (await run<any>(listHeld, poster, {})).items[0];
    expect(held).toMatchObject({ amountCents: 4501, feeCents: 450 });
    expect((await standingOf(worker, task.id)).held).toMatchObject({ cents: 4501, feeCents: 450 });
    await accept(poster, await handIn(worker, task.id));
    expect([await earningsOf(worker), await feeOn(task.id)]).toEqual([4051, 450]);
    expect(await creditsOf(poster)).toBe(20_000 - 4501);
    const [movement] = (await run<any>(listTransactions, worker, { wallet: "earnings" })).items;
    expect(movement).toMatchObject({ amountCents: 4051, feeCents: 450, type: "earning" });
    expect(movement.description).toBe("Earned with “Water the plants”, less a fee of $4.50");
    const { receipts, held: paid } = await standingOf(worker, task.id);
    expect(receipts).toMatchObject([{ wallet: "earnings", amountCents: 4051, feeCents: 450 }]);
    expect(paid).toMatchObject({ releasedCents: 4501, feeCents: 450, returnedCents: 0 });
    expect((await standingOf(poster, task.id)).receipts.map((each: any) => each.feeCents)).toEqual([0, 0]);
    const [told] = await db.select().from(events).where(eq(events.name, "deliverable.accepted")).orderBy(sql`id desc`);
    expect(told!.payload).toMatchObject({ taskId: task.id, paidCents: 4051 });
  });

  test("is taken by the clock too, and of what is too little for it, nothing", async () => {
    const [rich, small] = [
      await hired(poster, worker, { budget: 45 }),
      await hired(poster, worker, { budget: 1 }, 0.09),
    ];
    for (const { task } of [rich, small]) await handIn(worker, task.id);
    clock.advance(48 * 3_600_000 + 1000);
    for (const { task } of [rich, small])
      await run(acceptUnanswered, { kind: "system", job: "test" }, { taskId: task.id });
    expect(await earningsOf(worker)).toBe(4050 + 9);
    expect([await feeOn(rich.task.id), await feeOn(small.task.id)]).toEqual([450, 0]);
  });

  test("is what it was when the task was posted, whatever it is later; another way to pay takes the one of its day", async () => {
    const { task } = await hired(poster, worker, { budget: 45 });
    const open = await postTask(poster, { budget: 10 });
    setFees({ credits: 2000, card: 500 });
    expect(await run<any>(editTask, poster, { taskId: open.id, budget: 12 })).toMatchObject({ task: { feeBps: 1000 } });
    await run(changePaymentMethod, poster, { taskId: open.id, paymentMethod: "card" });
    expect(await taskOf(poster, open.id)).toMatchObject({ feeBps: 500 });
    await run(changePaymentMethod, poster, { taskId: open.id, paymentMethod: "offsite" });
    expect(await taskOf(poster, open.id)).toMatchObject({ feeBps: 0 });
    await run(changePaymentMethod, poster, { taskId: open.id, paymentMethod: "credits" });
    expect(await db.select().from(holds).where(eq(holds.taskId, open.id)).orderBy(holds.id)).toMatchObject([
      { feeBps: 1000, released: 0, refunded: 1200 },
      { feeBps: 2000, gross: 1200, settledAt: null },
    ]);
    await accept(poster, await handIn(worker, task.id));
    expect([await earningsOf(worker), await feeOn(task.id)]).toEqual([4050, 450]);
  });

  test("is not taken of what goes back: cancelled, expired, withdrawn from, rejected", async () => {
    const cancelled = await hired(poster, worker, { budget: 45 });
    const rejected = await hired(poster, worker, { budget: 45 });
    const left = await hired(poster, worker, { budget: 45 });
    const late = await postTask(poster, { budget: 45, deadline: new Date(Date.now() + 3_600_000).toISOString() });
    const deliverableId = await handIn(worker, rejected.task.id);
    await run(reviewDeliverable, poster, { deliverableId, action: "reject", reason: "Not that." });
    await run(cancelTask, poster, { taskId: cancelled.task.id });
    await run(decideProposal, worker, { proposalId: left.proposal.id, action: "withdraw" });
    clock.advance(2 * 3_600_000);
    await run(expireTask, { kind: "system", job: "test" }, { taskId: late.id });
    expect(await creditsOf(poster)).toBe(20_000 - 2 * 4500);
    await run(cancelTask, poster, { taskId: rejected.task.id });
    await run(cancelTask, poster, { taskId: left.task.id });
    expect([await creditsOf(poster), await earningsOf(worker)]).toEqual([20_000, 0]);
    for (const { id } of [cancelled.task, rejected.task, left.task, late]) expect(await feeOn(id)).toBe(0);
  });

  test("of a split is taken of the worker's share alone; the letter, the case and the parties' page say so", async () => {
    const { task } = await hired(poster, worker, { budget: 45 });
    const { dispute } = await run<any>(contestTask, worker, { taskId: task.id, reason: "It is done." });
    const moderator = await person("Mo", { role: "moderator" });
    const before = await run<any>(loadCase, moderator, { disputeId: dispute.id });
    expect(before.held).toMatchObject({ cents: 4500, feeBps: 1000, feeCents: 450 });
    const decision = { disputeId: dispute.id, outcome: "split", workerCents: 1009, reason: "In part." };
    await run(decideDispute, moderator, decision);
    expect([await earningsOf(worker), await feeOn(task.id)]).toEqual([1009 - 100, 100]);
    expect(await creditsOf(poster)).toBe(20_000 - 1009);
    expect((await standingOf(worker, task.id)).held).toMatchObject({
      releasedCents: 1009,
      feeCents: 100,
      returnedCents: 4500 - 1009,
    });
    expect((await run<any>(loadCase, moderator, { disputeId: dispute.id })).held).toMatchObject({ feeCents: 100 });
    expect((await run<any>(listDisputes, poster, { taskId: task.id })).items[0]).toMatchObject({
      feeBps: 1000,
      decision: { workerCents: 1009, posterCents: 3491 },
    });
    const letters = (await db.select().from(mails)).filter(({ subject }) => subject.startsWith("Decided"));
    expect(letters.at(-1)!.text).toContain(
      "$10.09 goes to the worker, less a fee of $1.00, $34.91 back to the poster.",
    );
  });

  test("is no spend of a bot's: its sums and its owner's approvals count what is held", async () => {
    const buyer = await bot(poster, "Buyer");
    await run(setCommissioning, poster, { botId: buyer.actorId, dailyMaxCents: 5000 });
    await postTask(buyer, { budget: 50 });
    expect((await run<any>(loadSpending, poster, { botId: buyer.actorId })).daily).toMatchObject({
      spentCents: 5000,
      remainingCents: 0,
    });
    expect(await codeOf(postTask(buyer, { budget: 1 }))).toBe("SPENDING_LIMIT_EXCEEDED");
  });

  test("that a hand changed afterwards is found by the books", async () => {
    const { task } = await hired(poster, worker, { budget: 45 });
    await accept(poster, await handIn(worker, task.id));
    await db.update(holds).set({ feeBps: 0 }).where(eq(holds.taskId, task.id));
    expect((await verifyLedger()).violations).toMatchObject([
      { rule: "fee differs from what was paid out", what: task.id, detail: "450 of 4500 at 0" },
    ]);
    await db.update(holds).set({ feeBps: 1000 }).where(eq(holds.taskId, task.id));
  });
});

describe("a fee on a card's payment", () => {
  async function hiredByCard(amount = 45) {
    const task = await postTask(poster, { paymentMethod: "card" });
    const offer = await propose(worker, task.id, { proposedAmount: amount });
    const page = await run<Page>(hireByCard, poster, { taskId: task.id, proposalId: offer.id });
    const session = await stripe().checkout.sessions.retrieve(page.sessionId);
    await payPage(page.checkoutUrl);
    await settleCheckout(page.checkoutId);
    return { task, page, session };
  }

  test("is not on top: the page charges what was agreed, and the fee comes out of it when it is paid out", async () => {
    const { task, session } = await hiredByCard();
    expect(session.amount_total).toBe(4500);
    expect(await balance(`${task.id}:card:usd`)).toBe(4500);
    await accept(poster, await handIn(worker, task.id));
    expect([await earningsOf(worker), await feeOn(task.id)]).toEqual([4500 - 112, 112]);
    expect(await creditsOf(poster)).toBe(20_000);
  });

  test("is not taken of what goes back to the card: all of it, or what a split leaves the poster", async () => {
    const cancelled = await hiredByCard();
    await run(cancelTask, poster, { taskId: cancelled.task.id });
    const split = await hiredByCard();
    const { dispute } = await run<any>(contestTask, poster, { taskId: split.task.id, reason: "Half is missing." });
    const moderator = await person("Mo", { role: "moderator" });
    await run(decideDispute, moderator, {
      disputeId: dispute.id,
      outcome: "split",
      workerCents: 2000,
      reason: "Half.",
    });
    await drainOps(handlers, 5_000);
    const back = async (taskId: string) =>
      (await db.select().from(refunds).where(eq(refunds.taskId, taskId))).map(({ amount, status }) => [amount, status]);
    expect(await back(cancelled.task.id)).toEqual([[4500, "succeeded"]]);
    expect(await back(split.task.id)).toEqual([[2500, "succeeded"]]);
    expect([await earningsOf(worker), await feeOn(split.task.id), await feeOn(cancelled.task.id)]).toEqual([
      1950, 50, 0,
    ]);
  });
});

describe("what a fee does not touch", () => {
  test("credits that are bought: what is paid is what comes", async () => {
    const page = await run<Page>(deposit, poster, { amount: 100 });
    await payPage(page.checkoutUrl);
    await settleCheckout(page.checkoutId);
    expect(await creditsOf(poster)).toBe(30_000);
    expect((await db.select().from(checkouts).where(eq(checkouts.id, page.checkoutId)))[0]).toMatchObject({
      amount: 10_000,
      status: "paid",
    });
  });

  test("a withdrawal: what was earned leaves whole, whatever Stripe takes for it", async () => {
    const { task } = await hired(poster, worker, { budget: 45 });
    await accept(poster, await handIn(worker, task.id));
    await control("top-up", { cents: 5000 });
    await onboard(worker);
    const { withdrawal } = await run<any>(withdraw, worker, { withdrawAll: true });
    await drainOps(handlers, 5_000);
    const { data } = await stripe().transfers.list({ transfer_group: withdrawal.id });
    expect(data.map(({ amount }) => amount)).toEqual([4050]);
    expect(await run(getBalance, worker, {})).toMatchObject({
      earningsBalanceCents: 0,
      lifetimeEarnedCents: 4050,
      lifetimeWithdrawnCents: 4050,
    });
  });
});
