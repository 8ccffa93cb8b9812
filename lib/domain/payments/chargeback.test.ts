import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { chargebacks, disputes, mails, refunds, tasks } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Account } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { getBalance } from "@/lib/domain/credits/balance";
import { loadWaiting } from "@/lib/domain/dashboard/waiting";
import { reviewDeliverable } from "@/lib/domain/deliverables/review";
import { submitDeliverable } from "@/lib/domain/deliverables/submit";
import { decideDispute } from "@/lib/domain/disputes/decide";
import { listDisputes } from "@/lib/domain/disputes/list";
import { decideProposal } from "@/lib/domain/proposals/decide";
import { cancelTask } from "@/lib/domain/tasks/cancel";
import { loadStanding } from "@/lib/domain/tasks/standing";
import { codeOf } from "@/local/testing/accounts";
import { bought, contest, credits, hiredByCard, type Page, pay, settleAndVerify } from "@/local/testing/cards";
import { balance, hired, person, postTask } from "@/local/testing/market";
import { control, eventsOf, hear } from "@/local/testing/stripe";
import { settleChargeback } from "./chargeback";
import { listChargebackQueue } from "./chargeback-queue";
import { deposit } from "./deposit";
import { handlers } from "./handlers";
import { drainOps } from "./ops";
import { settleRefund } from "./refund";

const statusOf = async (taskId: string) => (await db.select().from(tasks).where(eq(tasks.id, taskId)))[0]!.status;
const rowOf = async (id: string) => (await db.select().from(chargebacks).where(eq(chargebacks.id, id)))[0]!;

async function decide(dispute: string, outcome: "won" | "lost" | "warning_closed") {
  await control("decide", { dispute, outcome });
  const events = await eventsOf(dispute);
  await hear([...events, ...events].reverse());
  await Promise.all([settleChargeback(dispute), settleChargeback(dispute)]);
}

afterEach(settleAndVerify);

describe("a contested purchase of credits", () => {
  test("sets aside what is left of it and stops its payer from spending and paying, until the bank decides", async () => {
    const { who, paymentIntent } = await bought();
    await postTask(who, { budget: 30 });
    const id = await contest(paymentIntent);
    expect(await rowOf(id)).toMatchObject({ status: "open", reserved: 7000, amount: 10_000 });
    expect(await credits(who)).toBe(0);
    const told = await run(getBalance, who, {});
    expect(told).toMatchObject({ contestedCents: 10_000, owedCents: 3000, available: 0 });
    expect(await balance(`dispute:${id}`)).toBe(7000 - 10_000);
    expect(await codeOf(postTask(who, { budget: 1 }))).toBe("PAYMENT_CONTESTED");
    expect(await codeOf(run(deposit, who, { amount: 10 }))).toBe("PAYMENT_CONTESTED");
    const letters = await db.select().from(mails);
    expect(letters.filter(({ recipient }) => recipient === `${who.userId}@example.com`)).toHaveLength(1);
    await decide(id, "won");
    expect(await rowOf(id)).toMatchObject({ status: "won" });
    expect(await credits(who)).toBe(7000);
    expect(await run(getBalance, who, {})).toMatchObject({ contestedCents: 0, owedCents: 0 });
    await postTask(who, { budget: 1 });
  });

  test("stops also what it does not cover", async () => {
    const who = await person("Rich", { dollars: 500 });
    const paymentIntent = await pay(await run<Page>(deposit, who, { amount: 20 }));
    await contest(paymentIntent);
    expect(await credits(who)).toBe(50_000);
    expect(await codeOf(postTask(who, { budget: 1 }))).toBe("PAYMENT_CONTESTED");
    await postTask(who, { paymentMethod: "offsite" });
  });

  test("does not hold the worker who withdraws: what is held stays, and is the budget", async () => {
    const who = await person("Rich", { dollars: 500 });
    const worker = await person("Will");
    const { task, proposal } = await hired(who, worker, { budget: 50 }, 40);
    await contest(await pay(await run<Page>(deposit, who, { amount: 20 })));
    await run(decideProposal, worker, { proposalId: proposal.id, action: "withdraw" });
    const [row] = await db.select().from(tasks).where(eq(tasks.id, task.id));
    expect(row).toMatchObject({ status: "open", budgetCents: 4000 });
    expect(await balance(`${task.id}:escrow:usd`)).toBe(4000);
  });

  test("lost, costs what was set aside, and the platform the rest", async () => {
    const before = await balance("platform:loss");
    const { who, paymentIntent } = await bought();
    await postTask(who, { budget: 30 });
    const id = await contest(paymentIntent);
    await decide(id, "lost");
    expect(await rowOf(id)).toMatchObject({ status: "lost" });
    expect(await credits(who)).toBe(0);
    expect((await balance("platform:loss")) - before).toBe(-3000);
    expect(await balance(`dispute:${id}`)).toBe(0);
    expect(await codeOf(postTask(who, { budget: 1 }))).toBe("INSUFFICIENT_CREDITS");
  });

  test("that is only asked about moves nothing and stops nobody", async () => {
    const { who, paymentIntent } = await bought(20);
    const id = await contest(paymentIntent, { inquiry: true });
    expect(await rowOf(id)).toMatchObject({ status: "inquiry", reserved: null });
    await postTask(who, { budget: 5 });
    await decide(id, "warning_closed");
    expect(await rowOf(id)).toMatchObject({ status: "closed" });
    expect(await credits(who)).toBe(1500);
  });

  test("spends and a contest at one moment: never below zero, and the books balance", async () => {
    const { who, paymentIntent } = await bought();
    const { id } = await control("dispute", { payment_intent: paymentIntent });
    const outcomes = await Promise.all([
      ...Array.from({ length: 20 }, () => codeOf(postTask(who, { budget: 5 }))),
      settleChargeback(id),
      settleChargeback(id),
    ]);
    const posted = outcomes.filter((code) => code === "done").length;
    expect((await rowOf(id)).reserved).toBe(10_000 - posted * 500);
    await decide(id, "lost");
  });
});

describe("the queue of chargebacks", () => {
  test("shows moderators what is contested, the oldest first, and what has ended; to everybody else there is nothing", async () => {
    const moderator = await person("Mo", { role: "moderator" });
    const queue = async (status: "open" | "ended") =>
      (await run<any>(listChargebackQueue, moderator, { status, limit: 100 })).items as any[];
    const { who, paymentIntent } = await bought();
    await postTask(who, { budget: 30 });
    const first = await contest(paymentIntent);
    clock.advance(1000);
    const { poster, task, paymentIntent: hire } = await hiredByCard();
    const second = await contest(hire);
    const ours = (await queue("open")).filter(({ id }) => id === first || id === second);
    expect(ours).toMatchObject([
      { id: first, payer: { id: who.userId }, taskId: null, status: "open", amountCents: 10_000, reservedCents: 7000 },
      { id: second, payer: { id: poster.userId }, taskId: task.id, taskTitle: task.title, reservedCents: 0 },
    ]);
    expect(Date.parse(ours[0].evidenceDueAt)).toBeGreaterThan(Date.parse(ours[0].createdAt));
    await decide(first, "lost");
    await decide(second, "won");
    expect((await queue("open")).map(({ id }) => id)).not.toContain(first);
    const ended = (await queue("ended")).filter(({ id }) => id === first || id === second);
    expect(new Set(ended.map(({ status }) => status))).toEqual(new Set(["lost", "won"]));
    expect(await codeOf(run(listChargebackQueue, who, {}))).toBe("NOT_FOUND");
    expect(await codeOf(run(listChargebackQueue, { kind: "anyone" } as any, {}))).toBe("UNAUTHENTICATED");
  });
});

describe("a contested hire", () => {
  test("becomes a dispute; nobody settles it but the bank. Won, it goes on as a dispute", async () => {
    const { poster, worker, task, paymentIntent } = await hiredByCard();
    const { deliverable } = await run<any>(submitDeliverable, worker, { taskId: task.id, content: "Done" });
    const id = await contest(paymentIntent);
    expect(await statusOf(task.id)).toBe("disputed");
    const [dispute] = await db.select().from(disputes).where(eq(disputes.taskId, task.id));
    const moderator = await person("Mo", { role: "moderator" });
    const decision = { disputeId: dispute!.id, outcome: "worker", reason: "Good work." };
    expect(await codeOf(run(decideDispute, moderator, decision))).toBe("CONFLICT");
    const accept = { deliverableId: deliverable.id, action: "accept" };
    expect(await codeOf(run(reviewDeliverable, poster, accept))).toBe("CONFLICT");
    expect(await balance(`${task.id}:card:usd`)).toBe(4500);
    await decide(id, "won");
    expect(await statusOf(task.id)).toBe("disputed");
    await run(decideDispute, moderator, decision);
    expect(await balance(`${worker.userId}:earnings:usd`)).toBe(4500);
  });

  test("says to its parties and to moderators that the bank decides, and to nobody else", async () => {
    const { poster, worker, task, paymentIntent } = await hiredByCard();
    const moderator = await person("Mo", { role: "moderator" });
    const shown = async (who: Account) => (await run<any>(loadStanding, who, { taskId: task.id })).standing.bankDecides;
    const [mine, others] = [() => Promise.all([poster, worker].map(shown)), () => shown(moderator)];
    const disputeOf = async () => (await run<any>(listDisputes, worker, { taskId: task.id })).items[0];
    const toDecide = async () =>
      (await loadWaiting(db, moderator.userId)).disputesToDecide.items.filter(({ taskId }) => taskId === task.id)
        .length;
    expect(await mine()).toEqual([false, false]);
    const id = await contest(paymentIntent);
    expect(await disputeOf()).toMatchObject({ openedBy: "bank", bankDecides: true, status: "open" });
    expect([await mine(), await others(), await toDecide()]).toEqual([[true, true], false, 0]);
    await decide(id, "won");
    expect(await disputeOf()).toMatchObject({ openedBy: "bank", bankDecides: false, status: "open" });
    expect([await mine(), await others(), await toDecide()]).toEqual([[false, false], false, 1]);
  });

  test("lost, is over: the bank gave the money back, and nobody is paid twice", async () => {
    const before = await balance("platform:loss");
    const { worker, task, paymentIntent } = await hiredByCard();
    await decide(await contest(paymentIntent), "lost");
    expect(await statusOf(task.id)).toBe("cancelled");
    expect(await db.select().from(disputes).where(eq(disputes.taskId, task.id))).toMatchObject([
      { status: "charged_back" },
    ]);
    expect(await balance(`${task.id}:card:usd`)).toBe(0);
    expect(await balance(`${worker.userId}:earnings:usd`)).toBe(0);
    expect(await balance("platform:loss")).toBe(before);
  });

  test("whose worker was paid already costs the platform, not the worker", async () => {
    const before = await balance("platform:loss");
    const { poster, worker, task, paymentIntent } = await hiredByCard();
    const { deliverable } = await run<any>(submitDeliverable, worker, { taskId: task.id, content: "Done" });
    await run(reviewDeliverable, poster, { deliverableId: deliverable.id, action: "accept" });
    await decide(await contest(paymentIntent), "lost");
    expect(await statusOf(task.id)).toBe("completed");
    expect(await balance(`${worker.userId}:earnings:usd`)).toBe(4500);
    expect((await balance("platform:loss")) - before).toBe(-4500);
  });

  test.each(["won", "lost"] as const)(
    "whose refund was on its way when the bank was asked, %s: it comes once",
    async (outcome) => {
      const { poster, task, paymentIntent } = await hiredByCard();
      const { id } = await control("dispute", { payment_intent: paymentIntent });
      await run(cancelTask, poster, { taskId: task.id });
      await drainOps(handlers, 5_000);
      const refundOf = async () => (await db.select().from(refunds).where(eq(refunds.taskId, task.id)))[0]!;
      expect((await refundOf()).status).toBe("pending");
      await settleChargeback(id);
      await decide(id, outcome);
      clock.advance(3_600_000);
      await drainOps(handlers, 5_000);
      const { status, stripeId } = await refundOf();
      if (stripeId) await settleRefund(stripeId);
      expect(status).toBe(outcome === "won" ? "succeeded" : "failed");
      expect(await credits(poster)).toBe(0);
      expect(await balance(`dispute:${id}`)).toBe(0);
    },
  );
});
