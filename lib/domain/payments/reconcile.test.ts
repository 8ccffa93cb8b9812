import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { checkouts, reconciliations, refunds, stripeEvents, stripeTransactions } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import { run } from "@/lib/core/run";
import { verifyLedger } from "@/lib/domain/money/verify";
import { cancelTask } from "@/lib/domain/tasks/cancel";
import { stripe } from "@/lib/vendors/stripe";
import { balance, person, postTask, propose } from "@/local/testing/market";
import { control, payPage } from "@/local/testing/stripe";
import { deposit } from "./deposit";
import { hireByCard } from "./hire";
import { isClean, reconcile, reconcileNow, reconcileWhenDue } from "./reconcile";
import { settleRefund } from "./refund";
import { drainStripeEvents } from "./stripe-events";

type Page = { checkoutUrl: string; sessionId: string; checkoutId: string };
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const all = () => reconcile({ whole: true });
const credits = (userId: string) => balance(`${userId}:credits:usd`);

afterEach(async () => {
  await control("calm");
  clock.reset();
  expect((await verifyLedger()).violations).toEqual([]);
});

/** Buys and pays; nothing of it is heard here. */
async function paidDeposit(dollars = 20) {
  const who = await person();
  const page = await run<Page>(deposit, who, { amount: dollars });
  await payPage(page.checkoutUrl);
  return { who, page };
}

describe("reconciling", () => {
  test("finds the events that did not reach us, and books each payment once", async () => {
    const { who } = await paidDeposit();
    const [first, second] = [await all(), await all()];
    expect(first.eventsFound).toBeGreaterThan(0);
    expect(second.eventsFound).toBe(0);
    expect(await credits(who.userId)).toBe(2000);
    expect(isClean(first)).toBe(true);
    expect(isClean(second)).toBe(true);
    expect(first.books!.stripeCents).toBe(first.books!.ledgerCents);
  });

  test("a payment whose events are lost for good is found by asking after what is open", async () => {
    const { who, page } = await paidDeposit();
    // As if they had been taken from us after we kept them.
    for await (const event of stripe().events.list({ limit: 100 }))
      await db
        .insert(stripeEvents)
        .values({
          id: event.id,
          type: event.type,
          objectId: null,
          happenedAt: new Date(),
          livemode: false,
          apiVersion: null,
          status: "done",
          nextAttemptAt: new Date(),
          createdAt: new Date(),
        })
        .onConflictDoNothing();
    expect((await reconcile({ whole: false })).settled.checkouts).toBe(0);
    expect(await credits(who.userId)).toBe(0);
    clock.advance(11 * MINUTE_MS);
    expect((await reconcile({ whole: false })).settled.checkouts).toBe(1);
    expect(await credits(who.userId)).toBe(2000);
    expect((await db.select().from(checkouts).where(eq(checkouts.id, page.checkoutId)))[0]!.status).toBe("paid");
  });

  test("a hire, its refund, and the refund that the bank sends back agree with Stripe's books to the cent", async () => {
    const poster = await person("Poster");
    const task = await postTask(poster, { paymentMethod: "card" });
    const offer = await propose(await person("Worker"), task.id);
    const page = await run<Page>(hireByCard, poster, { taskId: task.id, proposalId: offer.id });
    await payPage(page.checkoutUrl);
    expect(isClean(await all())).toBe(true);
    await run(cancelTask, poster, { taskId: task.id });
    expect(isClean(await all())).toBe(true);
    const [refund] = await db.select().from(refunds).where(eq(refunds.taskId, task.id));
    await control("fail-refund", { refund: refund!.stripeId });
    await settleRefund(refund!.stripeId!);
    const report = await all();
    expect(report.books!.suspended).toEqual([]);
    expect(isClean(report)).toBe(true);
    expect(await credits(poster.userId)).toBe(4500);
  });

  test("what nobody can explain is set aside, said aloud, and taken back once its own journal comes", async () => {
    await all();
    const { who, page } = await paidDeposit(30);
    // Our row does not know its session: neither events nor asking can settle it.
    await db.update(checkouts).set({ stripeId: null }).where(eq(checkouts.id, page.checkoutId));
    const report = await all();
    expect(report.books!.suspended).toMatchObject([{ type: "charge", netCents: 3000 - 117 }]);
    expect(report.books!.stripeCents).toBe(report.books!.ledgerCents);
    expect(isClean(report)).toBe(false);
    expect((await all()).books!.suspended).toEqual([]);
    await db.update(checkouts).set({ stripeId: page.sessionId }).where(eq(checkouts.id, page.checkoutId));
    clock.advance(11 * MINUTE_MS);
    await drainStripeEvents(5_000);
    const later = await all();
    expect(later.books!.explained).toBe(1);
    expect(isClean(later)).toBe(true);
    expect(await credits(who.userId)).toBe(3000);
    expect(await balance("platform:suspense")).toBe(0);
  });

  test("the platform's own top-up is booked by itself", async () => {
    await all();
    await control("top-up", { cents: 50_000 });
    const report = await all();
    expect(report.books).toMatchObject({ ownBooked: 1, suspended: [] });
    expect(isClean(report)).toBe(true);
    expect(await balance("platform:bank")).toBe(50_000);
  });

  test("money that our books say passed Stripe, and Stripe does not know, is named", async () => {
    await paidDeposit();
    await all();
    const [line] = await db.select().from(stripeTransactions).where(eq(stripeTransactions.type, "charge")).limit(1);
    await db.delete(stripeTransactions).where(eq(stripeTransactions.id, line!.id));
    // Stripe's list is read from the newest line we have, less a day.
    await control("advance", { seconds: 3 * 86_400 });
    await control("top-up", { cents: 100 });
    await all();
    await db.delete(stripeTransactions).where(eq(stripeTransactions.id, line!.id));
    clock.advance(2 * DAY_MS);
    const report = await all();
    expect(report.books!.unknownToStripe).toEqual(line!.keys);
    expect(isClean(report)).toBe(false);
  });
});

describe("when it is due", () => {
  test("many processes ask at once: one does it, each quarter of an hour, and the books once a night", async () => {
    // At noon: a quarter of an hour later it is still the same day, whenever this runs.
    clock.advance(10 * DAY_MS + DAY_MS / 2 - (clock.now().getTime() % DAY_MS));
    const asked = async () =>
      (await Promise.all(Array.from({ length: 5 }, () => reconcileWhenDue()))).filter((report) => report !== undefined);
    const first = await asked();
    expect(first.map(({ books }) => books !== undefined).sort()).toEqual([false, true]);
    expect(await asked()).toEqual([]);
    clock.advance(15 * MINUTE_MS);
    expect((await asked()).map(({ books }) => books)).toEqual([undefined]);
    clock.advance(DAY_MS);
    expect((await asked()).some(({ books }) => books)).toBe(true);
    const kept = await db.select().from(reconciliations);
    expect(kept.every(({ report, finishedAt }) => report && finishedAt)).toBe(true);
  });

  test("one that was killed is done again, the whole one in the same night", async () => {
    clock.advance(40 * DAY_MS + DAY_MS / 2 - (clock.now().getTime() % DAY_MS));
    const createdAt = clock.now();
    const slot = `night ${createdAt.toISOString().slice(0, 10)}`;
    await db.insert(reconciliations).values({ id: "rec_killed", kind: "nightly", slot, createdAt });
    expect((await reconcileWhenDue())?.books).toBeUndefined();
    clock.advance(15 * MINUTE_MS);
    expect((await reconcileWhenDue())?.books).toBeDefined();
    const [row] = await db.select().from(reconciliations).where(eq(reconciliations.slot, slot));
    expect(row!.finishedAt).not.toBeNull();
  });

  test("by hand it is always the whole, and kept", async () => {
    const report = await reconcileNow();
    expect(report.books).toBeDefined();
    const kept = await db.select().from(reconciliations).where(eq(reconciliations.kind, "manual"));
    expect(kept.at(-1)!.report).toEqual(report);
  });
});
