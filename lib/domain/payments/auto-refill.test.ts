import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { autoRefills, events, mails, refills, stripeOps } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Account } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { getBalance } from "@/lib/domain/credits/balance";
import { verifyLedger } from "@/lib/domain/money/verify";
import { cancelTask } from "@/lib/domain/tasks/cancel";
import { stripe } from "@/lib/vendors/stripe";
import { codeOf, refusal } from "@/local/testing/accounts";
import { balance, bot, person, postTask } from "@/local/testing/market";
import { control, eventsOf, hear, payPage } from "@/local/testing/stripe";
import { setUpAutoRefill } from "./auto-refill";
import { handlers } from "./handlers";
import { drainOps } from "./ops";
import { refillDue, settleRefill } from "./refill";
import { drainStripeEvents } from "./stripe-events";

const DAY_MS = 24 * 3_600_000;
const DECLINES_LATER = "4000000000000341";
const WANTS_OWNER = "4000002760003184";
const asked = { enabled: true, threshold: 20, amount: 50, monthlyLimit: 150 };

const settingOf = async (userId: string) =>
  (await db.select().from(autoRefills).where(eq(autoRefills.userId, userId)))[0]!;
const refillsOf = (userId: string) => db.select().from(refills).where(eq(refills.userId, userId)).orderBy(refills.id);
const told = async (name: string, userId: string) =>
  (
    await db
      .select()
      .from(events)
      .where(eq(events.name, name as never))
  ).filter((event) => event.actorId === userId);
const credits = (userId: string) => balance(`${userId}:credits:usd`);
const round = async () => {
  await refillDue();
  await drainOps(handlers, 5_000);
};

/** Somebody with $100 whose card is saved. */
async function covered(card = "4242424242424242", more: object = {}) {
  const who = await person("Pia", { dollars: 100 });
  const { setupUrl } = await run<{ setupUrl: string }>(setUpAutoRefill, who, { ...asked, ...more });
  await payPage(setupUrl, card);
  await hear(await eventsOf(new URL(setupUrl).pathname.split("/").at(-1)!));
  expect((await settingOf(who.userId)).paymentMethod).toMatch(/^pm_/);
  return who;
}
const spend = (who: Account, budget: number) => postTask(who, { budget });

afterEach(async () => {
  await control("calm");
  clock.reset();
  expect((await verifyLedger()).violations).toEqual([]);
});

describe("setting it up", () => {
  test("answers the setting, and where to save a card while none is; the words agreed to are kept", async () => {
    const who = await person();
    const made = await run<any>(setUpAutoRefill, who, asked);
    expect(made).toMatchObject({ enabled: true, threshold: 20, amount: 50, monthlyLimit: 150, card: null });
    await payPage(made.setupUrl);
    await hear(await eventsOf(new URL(made.setupUrl).pathname.split("/").at(-1)!));
    const again = await run<any>(setUpAutoRefill, who, { enabled: true });
    expect(again).toMatchObject({ setupUrl: null, amount: 50, card: { brand: "visa", last4: "4242" } });
    expect(again.mandate).toContain("$50.00 whenever my available credits fall below $20.00");
    expect((await run<any>(getBalance, who, {})).autoRefillEnabled).toBe(true);
    expect((await run<any>(setUpAutoRefill, who, { enabled: true, newCard: true })).setupUrl).toBeTruthy();
  });

  test("refuses what is missing or beyond its limits, by name, and bots; nothing is written", async () => {
    const who = await person();
    for (const [field, wrong] of [
      ["threshold", { threshold: undefined }],
      ["threshold", { threshold: 0.5 }],
      ["amount", { amount: 4 }],
      ["monthlyLimit", { monthlyLimit: 49 }],
      ["monthlyLimit", { monthlyLimit: 50_001 }],
    ] as const)
      expect(await refusal(run(setUpAutoRefill, who, { ...asked, ...wrong }))).toMatchObject({
        code: "INVALID_INPUT",
        details: [{ path: field }],
      });
    expect(await codeOf(run(setUpAutoRefill, await bot(who), asked))).toBe("FORBIDDEN");
    expect(await codeOf(run(setUpAutoRefill, { kind: "anyone" }, asked))).toBe("UNAUTHENTICATED");
    expect(await settingOf(who.userId)).toBeUndefined();
  });
});

describe("credits that fall", () => {
  test("below the threshold are refilled from the card, once, and it is told once", async () => {
    const who = await covered();
    await spend(who, 79);
    await round();
    expect(await refillsOf(who.userId)).toEqual([]);
    await spend(who, 2);
    await round();
    await round();
    expect(await credits(who.userId)).toBe(1900 + 5000);
    expect(await refillsOf(who.userId)).toMatchObject([{ status: "succeeded", amount: 5000 }]);
    expect(await told("credits.low_balance", who.userId)).toMatchObject([
      { payload: { availableCents: 1900, thresholdCents: 2000, refills: true } },
    ]);
    expect(await told("credits.refilled", who.userId)).toHaveLength(1);
    expect((await settingOf(who.userId)).lowSince).toBeNull();
  });

  test("fifty spends at once are one charge", async () => {
    const who = await covered("4242424242424242", { amount: 500, monthlyLimit: 500 });
    const posts = Array.from({ length: 50 }, () => spend(who, 2).catch(() => undefined));
    await Promise.all([...posts, refillDue(), refillDue()]);
    await Promise.all([refillDue(), refillDue(), refillDue()]);
    await Promise.all([drainOps(handlers, 5_000), drainOps(handlers, 5_000)]);
    expect(await refillsOf(who.userId)).toMatchObject([{ status: "succeeded" }]);
    const [{ stripeCustomer } = { stripeCustomer: null }] = await db.query.users.findMany({
      where: (user, { eq }) => eq(user.id, who.userId),
    });
    const { data } = await stripe().paymentIntents.list({ customer: stripeCustomer!, limit: 100 });
    expect(data).toHaveLength(1);
  });

  test("rolled back, they did not fall", async () => {
    const who = await covered();
    await run(
      (await import("@/lib/domain/tasks/commission")).commissionTask,
      who,
      { title: "A", description: "B", category: "errands", budget: 95 },
      { dryRun: true },
    );
    expect((await settingOf(who.userId)).lowSince).toBeNull();
  });

  test("and rise by themselves are low no more; the next fall is told again", async () => {
    const who = await covered();
    await run(setUpAutoRefill, who, { enabled: false });
    const task = await spend(who, 90);
    await round();
    await run(cancelTask, who, { taskId: task.id });
    expect((await settingOf(who.userId)).lowSince).toBeNull();
    await spend(who, 90);
    await round();
    expect(await refillsOf(who.userId)).toEqual([]);
    expect(await told("credits.low_balance", who.userId)).toHaveLength(2);
  });

  test("a charge whose answer is lost is made once, whoever sees it first", async () => {
    const who = await covered();
    await control("fail", { route: "POST /v1/payment_intents", when: "after", how: "drop", times: 3 });
    await spend(who, 95);
    await round();
    expect(await refillsOf(who.userId)).toMatchObject([{ status: "pending" }]);
    await control("calm");
    const [intent] = (await stripe().paymentIntents.list({ limit: 1 })).data;
    await hear(await eventsOf(intent!.id));
    clock.advance(60_000);
    await Promise.all([drainOps(handlers, 5_000), settleRefill(intent!.id), drainStripeEvents(1_000)]);
    expect(await refillsOf(who.userId)).toMatchObject([{ status: "succeeded", paymentIntent: intent!.id }]);
    expect(await credits(who.userId)).toBe(500 + 5000);
    expect(await db.select().from(stripeOps).where(eq(stripeOps.status, "pending"))).toEqual([]);
  });
});

describe("limits", () => {
  test("three times a day, and the sum of a month; then it waits for the next one", async () => {
    const who = await covered("4242424242424242", { threshold: 30, amount: 5, monthlyLimit: 20 });
    // A day on which nothing else turns.
    clock.advance(new Date(Date.UTC(2031, 4, 10, 12)).getTime() - Date.now());
    await spend(who, 100);
    for (let i = 0; i < 6; i++) await round();
    expect(await refillsOf(who.userId)).toHaveLength(3);
    expect((await settingOf(who.userId)).trouble).toContain("3 refills today");
    clock.advance(DAY_MS);
    for (let i = 0; i < 3; i++) await round();
    expect(await refillsOf(who.userId)).toHaveLength(4);
    expect((await settingOf(who.userId)).trouble).toContain("$20.00 a month");
    clock.advance(10 * DAY_MS);
    await round();
    expect(await refillsOf(who.userId)).toHaveLength(4);
    clock.advance(15 * DAY_MS);
    await round();
    expect(await refillsOf(who.userId)).toHaveLength(5);
  });
});

describe("cards that are refused", () => {
  test("are tried again after a day and after three more, then no more; each time a mail says so", async () => {
    const who = await covered(DECLINES_LATER);
    await spend(who, 95);
    await round();
    await round();
    expect(await refillsOf(who.userId)).toMatchObject([{ status: "failed", declineCode: "generic_decline" }]);
    expect((await settingOf(who.userId)).trouble).toContain("tried again in 1 day.");
    clock.advance(DAY_MS);
    await round();
    clock.advance(DAY_MS);
    await round();
    expect(await refillsOf(who.userId)).toHaveLength(2);
    clock.advance(2 * DAY_MS);
    await round();
    await round();
    expect(await refillsOf(who.userId)).toHaveLength(3);
    expect(await settingOf(who.userId)).toMatchObject({
      enabled: false,
      trouble: expect.stringContaining("declined 3 times"),
    });
    const letters = await db.select().from(mails);
    expect(letters.filter(({ recipient }) => recipient === `${who.userId}@example.com`)).toHaveLength(3);
    expect(await credits(who.userId)).toBe(500);
  });

  test("that want their owner there switch it off, and say what to do", async () => {
    const who = await covered(WANTS_OWNER);
    await spend(who, 95);
    await round();
    expect(await refillsOf(who.userId)).toMatchObject([{ status: "needs_action" }]);
    expect(await settingOf(who.userId)).toMatchObject({
      enabled: false,
      trouble: expect.stringContaining("Your bank wants you there"),
    });
    expect(await told("credits.refill_failed", who.userId)).toHaveLength(1);
  });

  test("that were removed at Stripe are forgotten", async () => {
    const who = await covered();
    const { paymentMethod } = await settingOf(who.userId);
    await stripe().paymentMethods.detach(paymentMethod!);
    await hear(await eventsOf(paymentMethod!));
    expect(await settingOf(who.userId)).toMatchObject({ enabled: false, paymentMethod: null });
  });
});
