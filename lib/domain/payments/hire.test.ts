import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { checkouts, holds, proposals, refunds, tasks, threads } from "@/db/schema";
import { MAX_PARTICIPANTS } from "@/db/schema/chat";
import { clock } from "@/lib/core/clock";
import { run } from "@/lib/core/run";
import { openThread } from "@/lib/domain/chat/open";
import { reviewDeliverable } from "@/lib/domain/deliverables/review";
import { submitDeliverable } from "@/lib/domain/deliverables/submit";
import { verifyLedger } from "@/lib/domain/money/verify";
import { acceptProposal } from "@/lib/domain/proposals/accept";
import { decideProposal } from "@/lib/domain/proposals/decide";
import { setCommissioning } from "@/lib/domain/spending/commissioning";
import { loadSpending } from "@/lib/domain/spending/summary";
import { cancelTask } from "@/lib/domain/tasks/cancel";
import { changePaymentMethod } from "@/lib/domain/tasks/payment-method";
import { stripe } from "@/lib/vendors/stripe";
import { codeOf, refusal } from "@/local/testing/accounts";
import { balance, bot, person, postTask, propose } from "@/local/testing/market";
import { control, eventsOf, hear, payPage } from "@/local/testing/stripe";
import { settleCheckout } from "./checkout";
import { handlers } from "./handlers";
import { hireByCard } from "./hire";
import { drainOps } from "./ops";
import { recount } from "./recount";
import { settleRefund } from "./refund";
import { drainStripeEvents } from "./stripe-events";

type Page = { checkoutUrl: string; sessionId: string; checkoutId: string };

const statusOf = async (taskId: string) => (await db.select().from(tasks).where(eq(tasks.id, taskId)))[0]?.status;
const checkout = async (id: string) => (await db.select().from(checkouts).where(eq(checkouts.id, id)))[0]!;
const refundsOf = (taskId: string) => db.select().from(refunds).where(eq(refunds.taskId, taskId));

/** A card task with so many proposals of $45. */
async function offered(count = 1, isByBot = false) {
  const poster = await person("Poster");
  const robot = await bot(poster);
  const task = await postTask(isByBot ? robot : poster, { paymentMethod: "card" });
  const workers = await Promise.all(Array.from({ length: count }, () => person("Worker")));
  const offers: any[] = [];
  for (const worker of workers) offers.push(await propose(worker, task.id));
  const hire = (n = 0) => run<Page>(hireByCard, poster, { taskId: task.id, proposalId: offers[n].id });
  return { poster, robot, task, workers, offers, hire };
}

/** A card task whose proposal was paid. */
async function paid() {
  const made = await offered();
  const page = await made.hire();
  await payPage(page.checkoutUrl);
  await hear(await eventsOf(page.sessionId));
  return { ...made, page };
}

afterEach(async () => {
  await control("calm");
  clock.reset();
  await drainOps(handlers, 5_000);
  expect((await verifyLedger()).violations).toEqual([]);
});

describe("hiring by card", () => {
  test("the task stays open until it is paid; then the proposal is accepted, and its amount held and released", async () => {
    const { poster, task, workers, offers, hire } = await offered(2);
    const page = await hire();
    expect(await statusOf(task.id)).toBe("open");
    await payPage(page.checkoutUrl);
    expect(await statusOf(task.id)).toBe("open");
    await hear(await eventsOf(page.sessionId));
    expect(await statusOf(task.id)).toBe("in_progress");
    expect(await balance(`${task.id}:card:usd`)).toBe(4500);
    expect(await balance(`${poster.userId}:credits:usd`)).toBe(0);
    expect((await db.select().from(proposals).where(eq(proposals.id, offers[0].id)))[0]!.status).toBe("accepted");
    expect(await codeOf(hire(1))).toBe("INVALID_STATE");
    const { deliverable } = await run<any>(submitDeliverable, workers[0]!, { taskId: task.id, content: "Done" });
    await run(reviewDeliverable, poster, { deliverableId: deliverable.id, action: "accept" });
    expect(await balance(`${workers[0]!.userId}:earnings:usd`)).toBe(4500);
    expect(await balance(`${task.id}:card:usd`)).toBe(0);
  });

  test("a hire that is refused after it was paid leaves nothing behind, and the payment goes back", async () => {
    const { poster, task, offers, hire } = await offered();
    const { thread } = await run<any>(openThread, poster, { taskId: task.id });
    const page = await hire();
    await payPage(page.checkoutUrl);
    // A thread of before a place was kept in it: whoever is hired cannot be let in.
    await db.update(threads).set({ participantCount: MAX_PARTICIPANTS }).where(eq(threads.id, thread.id));
    await hear(await eventsOf(page.sessionId));
    expect(await checkout(page.checkoutId)).toMatchObject({ status: "refunded" });
    expect(await refundsOf(task.id)).toMatchObject([{ amount: 4500 }]);
    expect(await statusOf(task.id)).toBe("open");
    expect((await db.select().from(proposals).where(eq(proposals.id, offers[0].id)))[0]!.status).toBe("pending");
    expect(await db.select().from(holds).where(eq(holds.taskId, task.id))).toEqual([]);
    await db.update(threads).set({ participantCount: 1 }).where(eq(threads.id, thread.id));
  });

  test("accepting it any other way says where to pay", async () => {
    const { poster, offers } = await offered();
    expect(await refusal(run(acceptProposal, poster, { proposalId: offers[0].id }))).toMatchObject({
      code: "CHECKOUT_REQUIRED",
      extra: { checkoutEndpoint: "/api/stripe/checkout" },
    });
  });

  test("refuses strangers, other tasks' proposals, credits tasks and amounts below Stripe's least", async () => {
    const { poster, task, offers, workers } = await offered();
    const other = await offered();
    const ask = (who: any, proposalId: string, taskId = task.id) =>
      codeOf(run(hireByCard, who, { taskId, proposalId }));
    expect(await ask(await person(), offers[0].id)).toBe("NOT_FOUND");
    expect(await ask(workers[0], offers[0].id)).toBe("FORBIDDEN");
    expect(await ask(poster, other.offers[0].id)).toBe("NOT_FOUND");
    expect(await ask({ kind: "anyone" }, offers[0].id)).toBe("UNAUTHENTICATED");
    const rich = await person("Rich", { dollars: 100 });
    const credits = await postTask(rich);
    const offer = await propose(workers[0]!, credits.id);
    expect(await ask(rich, offer.id, credits.id)).toBe("CONFLICT");
    const small = await postTask(poster, { paymentMethod: "card", budget: 0.4 });
    const cheap = await propose(workers[0]!, small.id, { proposedAmount: 0.4 });
    expect(await refusal(run(hireByCard, poster, { taskId: small.id, proposalId: cheap.id }))).toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining("$0.50"),
    });
    expect(await db.select().from(checkouts).where(eq(checkouts.userId, poster.userId))).toEqual([]);
  });

  test("the same proposal asked for twice, also at once, is one page; another proposal closes the first page", async () => {
    const { task, hire } = await offered(2);
    const pages = await Promise.all([hire(), hire(), hire()]);
    expect(new Set(pages.map(({ sessionId }) => sessionId)).size).toBe(1);
    const second = await hire(1);
    expect(second.sessionId).not.toBe(pages[0]!.sessionId);
    await drainOps(handlers, 5_000);
    expect((await stripe().checkout.sessions.retrieve(pages[0]!.sessionId)).status).toBe("expired");
    expect(await payPage(pages[0]!.checkoutUrl)).toBe(409);
    await payPage(second.checkoutUrl);
    await settleCheckout(second.checkoutId);
    expect(await statusOf(task.id)).toBe("in_progress");
  });

  test("asked for again once it is paid, though nobody told us yet, hires and hands out no page that is over", async () => {
    const { hire, task } = await offered();
    await payPage((await hire()).checkoutUrl);
    expect(await statusOf(task.id)).toBe("open");
    expect(await refusal(hire())).toMatchObject({ code: "CONFLICT", message: "This is paid already." });
    expect(await statusOf(task.id)).toBe("in_progress");
  });

  test("a page asked for again while Stripe is away is handed out as it was", async () => {
    const { hire } = await offered();
    const page = await hire();
    await control("fail", { route: "GET /v1/checkout/sessions/*", when: "before", how: "drop", times: 10 });
    expect(await hire()).toEqual(page);
  });

  test("both pages paid before the first is closed: one is hired, the other is refunded", async () => {
    const { task, hire } = await offered(2);
    const first = await hire();
    await control("fail", { route: "POST /v1/checkout/sessions/*/expire", when: "before", how: "drop", times: 3 });
    const second = await hire(1);
    await Promise.all([payPage(first.checkoutUrl), payPage(second.checkoutUrl)]);
    await hear([...(await eventsOf(first.sessionId)), ...(await eventsOf(second.sessionId))]);
    await drainOps(handlers, 5_000);
    const states = [(await checkout(first.checkoutId)).status, (await checkout(second.checkoutId)).status];
    expect(states.sort()).toEqual(["paid", "refunded"]);
    expect(await db.select().from(holds).where(eq(holds.taskId, task.id))).toHaveLength(1);
    const [refund] = await refundsOf(task.id);
    expect(refund).toMatchObject({ amount: 4500, status: "succeeded" });
  });
});

describe("a payment that comes too late goes back", () => {
  const late: [string, (made: Awaited<ReturnType<typeof offered>>) => Promise<unknown>][] = [
    ["the task was cancelled", ({ poster, task }) => run(cancelTask, poster, { taskId: task.id })],
    [
      "the proposal was withdrawn",
      ({ workers, offers }) => run(decideProposal, workers[0]!, { proposalId: offers[0].id, action: "withdraw" }),
    ],
    [
      "the task is paid otherwise now",
      ({ poster, task }) => run(changePaymentMethod, poster, { taskId: task.id, paymentMethod: "offsite" }),
    ],
  ];
  test.each(late)("%s", async (_, happens) => {
    const made = await offered();
    const page = await made.hire();
    await payPage(page.checkoutUrl);
    await happens(made);
    await hear(await eventsOf(page.sessionId));
    await drainOps(handlers, 5_000);
    expect((await checkout(page.checkoutId)).status).toBe("refunded");
    const [refund] = await refundsOf(made.task.id);
    expect(refund).toMatchObject({ amount: 4500, status: "succeeded", userId: made.poster.userId });
    const charge = await stripe().refunds.retrieve(refund!.stripeId!, { expand: ["charge"] });
    expect((charge.charge as any).refunded).toBe(true);
  });

  test("closing the page of a cancelled task finds that it was paid, without any event", async () => {
    const { poster, task, hire } = await offered();
    const page = await hire();
    await payPage(page.checkoutUrl);
    await run(cancelTask, poster, { taskId: task.id });
    await drainOps(handlers, 5_000);
    expect((await checkout(page.checkoutId)).status).toBe("refunded");
    expect((await refundsOf(task.id))[0]!.status).toBe("succeeded");
  });
});

describe("what is held goes back to the card", () => {
  test("when the task is cancelled, once, also when it is asked for many times at once", async () => {
    const { poster, task } = await paid();
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, () => codeOf(run(cancelTask, poster, { taskId: task.id }))),
    );
    expect(outcomes.filter((code) => code === "INVALID_STATE")).toHaveLength(4);
    await Promise.all([drainOps(handlers, 5_000), drainOps(handlers, 5_000)]);
    const [refund, ...more] = await refundsOf(task.id);
    expect(more).toEqual([]);
    expect(refund!.status).toBe("succeeded");
    expect(await balance(`${poster.userId}:credits:usd`)).toBe(0);
  });

  test("when the worker withdraws; then the task is open, and the next one is paid anew", async () => {
    const { task, workers, offers, poster } = await paid();
    await run(decideProposal, workers[0]!, { proposalId: offers[0].id, action: "withdraw" });
    expect(await statusOf(task.id)).toBe("open");
    await drainOps(handlers, 5_000);
    expect((await refundsOf(task.id))[0]!.status).toBe("succeeded");
    const next = await propose(await person("Next"), task.id);
    const page = await run<Page>(hireByCard, poster, { taskId: task.id, proposalId: next.id });
    await payPage(page.checkoutUrl);
    await settleCheckout(page.checkoutId);
    expect(await statusOf(task.id)).toBe("in_progress");
    expect(await balance(`${task.id}:card:usd`)).toBe(4500);
  });

  test("a refund whose answer is lost is made once; one that the bank sends back becomes credits", async () => {
    const { poster, task } = await paid();
    await control("fail", { route: "POST /v1/refunds", when: "after", how: "drop", times: 3 });
    await run(cancelTask, poster, { taskId: task.id });
    await drainOps(handlers, 5_000);
    expect((await refundsOf(task.id))[0]!.status).toBe("pending");
    await control("calm");
    clock.advance(60_000);
    await drainOps(handlers, 5_000);
    const [refund] = await refundsOf(task.id);
    expect(refund!.status).toBe("succeeded");
    const { data } = await stripe().refunds.list({ limit: 100 });
    expect(data.filter(({ metadata }) => metadata?.refund_id === refund!.id)).toHaveLength(1);
    await control("fail-refund", { refund: refund!.stripeId });
    await Promise.all([settleRefund(refund!.stripeId!), settleRefund(refund!.stripeId!)]);
    await drainStripeEvents(1_000);
    expect((await refundsOf(task.id))[0]!.status).toBe("failed");
    expect(await balance(`${poster.userId}:credits:usd`)).toBe(4500);
  });

  test("a day without an answer: Stripe is asked what it did before it is told again", async () => {
    const { poster, task } = await paid();
    await control("fail", { route: "POST /v1/refunds", when: "after", how: "drop", times: 3 });
    await run(cancelTask, poster, { taskId: task.id });
    await drainOps(handlers, 5_000);
    await control("calm");
    await control("advance", { seconds: 26 * 3600 });
    clock.advance(26 * 3_600_000);
    await drainOps(handlers, 5_000);
    const [refund] = await refundsOf(task.id);
    expect(refund!.status).toBe("succeeded");
    const { data } = await stripe().refunds.list({ limit: 100 });
    expect(data.filter(({ metadata }) => metadata?.refund_id === refund!.id)).toHaveLength(1);
    await control("advance", { seconds: -26 * 3600 });
  });
});

describe("a bot that hires by card", () => {
  const limitsOf = (owner: any, botId: string) => run<any>(loadSpending, owner, { botId });
  async function commissioned() {
    const made = await offered(2, true);
    const { robot } = made;
    await run(setCommissioning, robot, { dailyMaxCents: 6000 });
    const hire = (n: number) => run<Page>(hireByCard, robot, { taskId: made.task.id, proposalId: made.offers[n].id });
    const spent = async () => (await limitsOf(made.poster, robot.actorId)).daily.spent * 100;
    return { ...made, hire, spent };
  }

  test("spends when it opens the page, once, and not what it never paid", async () => {
    const { hire, spent, task, poster } = await commissioned();
    const first = await hire(0);
    await hire(0);
    expect(await spent()).toBe(4500);
    const second = await hire(1);
    expect(await spent()).toBe(4500);
    await stripe().checkout.sessions.expire(second.sessionId);
    await settleCheckout(second.checkoutId);
    expect(await spent()).toBe(0);
    expect(first.sessionId).not.toBe(second.sessionId);
    const third = await hire(0);
    await payPage(third.checkoutUrl);
    await settleCheckout(third.checkoutId);
    expect(await spent()).toBe(4500);
    expect(await codeOf(run(hireByCard, poster, { taskId: task.id, proposalId: "prop_x" }))).toBe("NOT_FOUND");
  });

  test("gets no page that its owner opened, which its limits never saw, and its owner none of its own", async () => {
    const { hire, spent, task, offers, poster, robot } = await commissioned();
    const owners = await run<Page>(hireByCard, poster, { taskId: task.id, proposalId: offers[0].id });
    await run(setCommissioning, robot, { requireApprovalAboveCents: 1000 });
    expect(await hire(0)).toMatchObject({ status: "pending_approval" });
    expect(await spent()).toBe(0);
    await run(setCommissioning, robot, { requireApprovalAboveCents: null });
    const mine = await hire(0);
    expect(mine.checkoutId).not.toBe(owners.checkoutId);
    expect(await spent()).toBe(4500);
    const again = await run<Page>(hireByCard, poster, { taskId: task.id, proposalId: offers[0].id });
    expect(again.checkoutId).not.toBe(mine.checkoutId);
    expect(await spent()).toBe(0);
  });

  test("is held to its limits; a page that lapsed and is paid all the same must fit in again, or is refunded", async () => {
    const { hire, spent, task, robot } = await commissioned();
    const page = await hire(0);
    await payPage(page.checkoutUrl);
    await db.update(checkouts).set({ status: "expired" }).where(eq(checkouts.id, page.checkoutId));
    await recount({ db, now: clock.now() }, task.id);
    const other = await postTask(robot, { paymentMethod: "card" });
    const offer = await propose(await person("Other"), other.id);
    await run(hireByCard, robot, { taskId: other.id, proposalId: offer.id });
    expect(await spent()).toBe(4500);
    await settleCheckout(page.checkoutId);
    expect((await checkout(page.checkoutId)).status).toBe("refunded");
    expect(await statusOf(task.id)).toBe("open");
    expect(await codeOf(hire(1))).toBe("SPENDING_LIMIT_EXCEEDED");
  });
});
