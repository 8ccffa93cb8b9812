import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { chargebacks, refunds, stripeEvents, stripeOps, tasks } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import { run } from "@/lib/core/run";
import { transact } from "@/lib/core/transaction";
import { reviewDeliverable } from "@/lib/domain/deliverables/review";
import { submitDeliverable } from "@/lib/domain/deliverables/submit";
import { acceptProposal } from "@/lib/domain/proposals/accept";
import { cancelTask } from "@/lib/domain/tasks/cancel";
import { editTask } from "@/lib/domain/tasks/edit";
import { runClock } from "@/lib/events/clock";
import { codeOf, refusal } from "@/local/testing/accounts";
import { buy, contest, credits, type Page, pay, settleAndVerify } from "@/local/testing/cards";
import { balance, hired, person, postTask, propose } from "@/local/testing/market";
import { control, eventsOf, hear } from "@/local/testing/stripe";
import { settleChargeback } from "./chargeback";
import { deposit } from "./deposit";
import { handlers } from "./handlers";
import { hireByCard } from "./hire";
import { drainOps, order } from "./ops";
import { isClean, reconcile } from "./reconcile";
import { drainStripeEvents } from "./stripe-events";

const rowOf = async (id: string) => (await db.select().from(chargebacks).where(eq(chargebacks.id, id)))[0]!;

async function decide(dispute: string, outcome: string) {
  await control("decide", { dispute, outcome });
  await hear(await eventsOf(dispute));
  await settleChargeback(dispute);
}

afterEach(settleAndVerify);

describe("credits that lie in the payer's own gigs when the bank is asked", () => {
  test("are set aside as they come back while it looks, and lost with the rest", async () => {
    const who = await person("Pia");
    const payment = await buy(who, 100);
    const task = await postTask(who, { budget: 60 });
    const other = await postTask(who, { budget: 40 });
    const id = await contest(payment);
    expect(await rowOf(id)).toMatchObject({ reserved: 0, owed: 10_000 });
    await run(cancelTask, who, { taskId: task.id });
    expect(await credits(who)).toBe(0);
    expect(await rowOf(id)).toMatchObject({ reserved: 6000, owed: 4000 });
    await run(editTask, who, { taskId: other.id, budget: 1 });
    expect(await rowOf(id)).toMatchObject({ reserved: 9900, owed: 100 });
    const before = await balance("platform:loss");
    await decide(id, "lost");
    expect((await balance("platform:loss")) - before).toBe(-100);
    await run(cancelTask, who, { taskId: other.id });
    expect(await credits(who)).toBe(0);
    expect(await balance("platform:loss")).toBe(before);
    expect(await rowOf(id)).toMatchObject({ status: "lost", owed: 0, recovered: 100 });
  });

  test("come back when it is won", async () => {
    const who = await person("Pia");
    const payment = await buy(who, 100);
    const task = await postTask(who, { budget: 60 });
    const id = await contest(payment);
    await run(cancelTask, who, { taskId: task.id });
    await decide(id, "won");
    expect(await credits(who)).toBe(10_000);
    expect(await rowOf(id)).toMatchObject({ owed: 0 });
  });

  test("are not given away meanwhile: no hire, no acceptance, not by the clock either; a debt goes on stopping them", async () => {
    const who = await person("Pia");
    const accomplice = await person("Will");
    const payment = await buy(who, 100);
    const { task } = await hired(who, accomplice, { budget: 50 }, 50);
    const open = await postTask(who, { budget: 50 });
    const offer = await propose(accomplice, open.id, { proposedAmount: 50 });
    const { deliverable } = await run<any>(submitDeliverable, accomplice, { taskId: task.id, content: "Done" });
    const id = await contest(payment);
    const accept = () => run(reviewDeliverable, who, { deliverableId: deliverable.id, action: "accept" });
    const hire = () => run(acceptProposal, who, { proposalId: offer.id });
    for (const deed of [accept, hire]) expect(await codeOf(deed())).toBe("PAYMENT_CONTESTED");
    clock.advance(72 * 3_600_000);
    await runClock(5_000);
    expect(await balance(`${accomplice.userId}:earnings:usd`)).toBe(0);
    await decide(id, "lost");
    const refused = await refusal(accept());
    expect(refused).toMatchObject({ code: "PAYMENT_CONTESTED", extra: { owedCents: 10_000 } });
    expect(await codeOf(hire())).toBe("PAYMENT_CONTESTED");
    clock.reset();
    // Buying credits pays it, and then all is free again.
    await buy(who, 120);
    expect(await rowOf(id)).toMatchObject({ owed: 0, recovered: 10_000 });
    expect(await credits(who)).toBe(2000);
    await accept();
    expect(await balance(`${accomplice.userId}:earnings:usd`)).toBe(5000);
  });

  test("returns and the bank's word at one moment: each cent is once", async () => {
    const who = await person("Pia");
    const payment = await buy(who, 100);
    const made = await Promise.all(Array.from({ length: 10 }, () => postTask(who, { budget: 10 })));
    const id = await contest(payment);
    await control("decide", { dispute: id, outcome: "lost" });
    await Promise.all([
      ...made.map(({ id: taskId }) => run(cancelTask, who, { taskId })),
      settleChargeback(id),
      settleChargeback(id),
    ]);
    await hear(await eventsOf(id));
    const row = await rowOf(id);
    expect(row).toMatchObject({ status: "lost", owed: 0 });
    expect(row.reserved! + row.recovered).toBe(10_000);
    expect(await credits(who)).toBe(0);
  });
});

describe("a contested payment", () => {
  async function hiredByCard() {
    const [poster, worker] = [await person("Pia"), await person("Will")];
    const task = await postTask(poster, { paymentMethod: "card" });
    const offer = await propose(worker, task.id);
    const page = await run<Page>(hireByCard, poster, { taskId: task.id, proposalId: offer.id });
    return { poster, worker, task, paymentIntent: await pay(page) };
  }

  test.each(["won", "lost"])("in part, behind a live hire, %s: only that part is the bank's", async (outcome) => {
    const before = await balance("platform:loss");
    const { poster, task, paymentIntent } = await hiredByCard();
    const id = await contest(paymentIntent, { amount: 2000 });
    expect(await rowOf(id)).toMatchObject({ amount: 2000, reserved: 0, owed: 0 });
    await decide(id, outcome);
    const [after] = await db.select().from(tasks).where(eq(tasks.id, task.id));
    expect(after!.status).toBe(outcome === "won" ? "disputed" : "cancelled");
    await drainOps(handlers, 5_000);
    const back = await db.select().from(refunds).where(eq(refunds.taskId, task.id));
    expect(back.map(({ amount }) => amount)).toEqual(outcome === "won" ? [] : [2500]);
    expect(await balance("platform:loss")).toBe(before);
    // Stripe refunds nothing of a charge that was lost: what is not the bank's is credits then.
    expect(await credits(poster)).toBe(outcome === "won" ? 0 : 2500);
  });

  test("whose refund is on its way is not taken from other credits too", async () => {
    const { poster, task, paymentIntent } = await hiredByCard();
    await buy(poster, 100);
    const { id } = await control("dispute", { payment_intent: paymentIntent });
    await run(cancelTask, poster, { taskId: task.id });
    await settleChargeback(id);
    expect(await rowOf(id)).toMatchObject({ reserved: 0, owed: 0 });
    const before = await balance("platform:loss");
    await decide(id, "lost");
    clock.advance(3_600_000);
    await drainOps(handlers, 5_000);
    expect(await credits(poster)).toBe(10_000);
    expect(await balance("platform:loss")).toBe(before);
  });

  test("that Stripe prevented moves nothing and stops nobody", async () => {
    const who = await person("Pia");
    const payment = await buy(who, 20);
    const { id } = await control("dispute", { payment_intent: payment, inquiry: true });
    await control("decide", { dispute: id, outcome: "prevented" });
    await settleChargeback(id);
    expect(await rowOf(id)).toMatchObject({ status: "inquiry", reserved: null, owed: 0 });
    await postTask(who, { budget: 20 });
  });

  test("won on appeal after it was lost gives back what was taken for it", async () => {
    const who = await person("Pia");
    const payment = await buy(who, 100);
    await postTask(who, { budget: 30 });
    const id = await contest(payment);
    const before = await balance("platform:loss");
    await decide(id, "lost");
    await decide(id, "won");
    expect(await rowOf(id)).toMatchObject({ status: "won", owed: 0 });
    expect(await credits(who)).toBe(7000);
    expect(await balance("platform:loss")).toBe(before);
    await postTask(who, { budget: 1 });
  });
});

describe("what goes wrong with one thing", () => {
  test("of what is asked of Stripe keeps nothing else waiting, and is asked again later", async () => {
    const who = await person("Pia");
    // Nobody ever wrote down this refund: recording what Stripe answers fails.
    await transact({ kind: "system", job: "test" }, (ctx) => order(ctx, "checkout.close", "chk_missing", {}));
    const page = await run<Page>(deposit, who, { amount: 10 });
    expect(page.checkoutUrl).toMatch(/^http/);
    const poisoned = {
      ...handlers,
      "checkout.close": {
        ...handlers["checkout.close"]!,
        send: async () => ({}),
        record: () => Promise.reject(new Error("no such row")),
      },
    };
    const other = await buy(who, 10);
    expect(other).toMatch(/^pi_/);
    await drainOps(poisoned, 5_000);
    const [op] = await db.select().from(stripeOps).where(eq(stripeOps.refId, "chk_missing"));
    expect(op).toMatchObject({ status: "pending", error: { message: "no such row" } });
    expect(op!.nextAttemptAt.getTime()).toBeGreaterThan(clock.now().getTime());
    await db.delete(stripeOps).where(eq(stripeOps.refId, "chk_missing"));
  });

  test("of Stripe's events is tried for days, not for minutes; one that is given up is told of until somebody sees to it", async () => {
    const who = await person("Pia");
    const payment = await buy(who, 10);
    const { id } = await control("dispute", { payment_intent: payment });
    await hear((await eventsOf(id)).slice(0, 1));
    await control("fail", { route: "GET /v1/disputes/*", when: "before", how: "500", times: 1000 });
    for (let n = 0; n < 15; n++) {
      clock.advance(3_600_000);
      await drainStripeEvents(5_000);
    }
    await control("calm");
    clock.advance(3_600_000);
    await drainStripeEvents(5_000);
    expect(await rowOf(id)).toMatchObject({ status: "open", reserved: 1000 });
    await decide(id, "won");
    const [event] = await db.select().from(stripeEvents).limit(1);
    await db.update(stripeEvents).set({ status: "failed" }).where(eq(stripeEvents.id, event!.id));
    expect(isClean(await reconcile({ whole: true }))).toBe(false);
    await db.update(stripeEvents).set({ status: "done" }).where(eq(stripeEvents.id, event!.id));
  });
});
