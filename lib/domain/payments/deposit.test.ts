import { eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { checkouts, stripeEvents, stripeOps } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import { run } from "@/lib/core/run";
import { stripe } from "@/lib/vendors/stripe";
import { codeOf, refusal } from "@/local/testing/accounts";
import { balance, bot, person } from "@/local/testing/market";
import { control, eventsOf, hear, payPage } from "@/local/testing/stripe";
import { settleCheckout } from "./checkout";
import { deposit } from "./deposit";
import { handlers } from "./handlers";
import { drainOps } from "./ops";
import { drainStripeEvents, keepEvent } from "./stripe-events";

type Page = { checkoutUrl: string; sessionId: string; checkoutId: string };
const buy = (actor: any, amount: unknown = 100) => run<Page>(deposit, actor, { amount });
const credits = (userId: string) => balance(`${userId}:credits:usd`);
const violations = () => db.execute(sql`select * from ledger_violations`);
const count = async (table: typeof stripeOps | typeof checkouts) => (await db.select().from(table)).length;

afterEach(async () => {
  await control("calm");
  expect(await violations()).toEqual([]);
});

describe("buying credits by card", () => {
  test("answers a page to pay on; the credits arrive with the event, and Stripe's fee is the platform's", async () => {
    const who = await person();
    const [stripeBefore, feesBefore] = [await balance("platform:stripe"), await balance("platform:stripe_fees")];
    const page = await buy(who);
    expect(page.checkoutUrl).toContain(page.sessionId);
    expect(await credits(who.userId)).toBe(0);
    expect(await payPage(page.checkoutUrl)).toBe(303);
    expect(await credits(who.userId)).toBe(0);
    await hear(await eventsOf(page.sessionId));
    expect(await credits(who.userId)).toBe(10_000);
    expect((await balance("platform:stripe")) - stripeBefore).toBe(-(10_000 - 320));
    expect((await balance("platform:stripe_fees")) - feesBefore).toBe(-320);
    const [row] = await db.select().from(checkouts).where(eq(checkouts.id, page.checkoutId));
    expect(row).toMatchObject({ status: "paid", paymentIntent: expect.stringMatching(/^pi_/) });
  });

  test("a bot buys for its owner", async () => {
    const owner = await person();
    const page = await buy(await bot(owner), "25.50");
    await payPage(page.checkoutUrl);
    await settleCheckout(page.checkoutId);
    expect(await credits(owner.userId)).toBe(2550);
  });

  test("takes 5 to 10,000 dollars, said once or twice alike", async () => {
    const who = await person();
    const before = await count(checkouts);
    for (const amount of [4.99, 10_000.01, 0, -5, "ten", Number.NaN])
      expect(await refusal(buy(who, amount))).toMatchObject({ code: "INVALID_INPUT", details: [{ path: "amount" }] });
    expect(await codeOf(run(deposit, who, {}))).toBe("INVALID_INPUT");
    expect(await codeOf(run(deposit, who, { amount: 10, amountCents: 1001 }))).toBe("INVALID_INPUT");
    expect(await codeOf(run(deposit, { kind: "anyone" }, { amount: 10 }))).toBe("UNAUTHENTICATED");
    expect(await count(checkouts)).toBe(before);
    expect((await run<Page>(deposit, who, { amount: 10, amountCents: 1000 })).checkoutUrl).toBeTruthy();
  });

  test("one customer a person, also when two pages are asked for at once", async () => {
    const who = await person();
    const pages = await Promise.all([buy(who), buy(who)]);
    const sessions = await Promise.all(pages.map(({ sessionId }) => stripe().checkout.sessions.retrieve(sessionId)));
    expect(new Set(sessions.map(({ customer }) => customer)).size).toBe(1);
  });
});

describe("what goes wrong between us and Stripe", () => {
  test("events come three times, shuffled and early: each payment is credited once", async () => {
    const buyers = await Promise.all(Array.from({ length: 6 }, () => person()));
    const pages = await Promise.all(buyers.map((who, i) => buy(who, 10 + i)));
    for (const { checkoutUrl } of pages) await payPage(checkoutUrl);
    const events = (await Promise.all(pages.map(({ sessionId }) => eventsOf(sessionId)))).flat();
    const shuffled = [...events, ...events, ...events].sort(() => Math.random() - 0.5);
    await hear(shuffled);
    await Promise.all([
      drainStripeEvents(1000),
      drainStripeEvents(1000),
      ...pages.map((p) => settleCheckout(p.checkoutId)),
    ]);
    for (const [i, who] of buyers.entries()) expect(await credits(who.userId)).toBe(1000 + i * 100);
  });

  test("an answer lost after the deed is asked for again under its key: one session, no second page", async () => {
    const who = await person();
    await control("fail", { route: "POST /v1/checkout/sessions", when: "after", how: "drop", times: 6 });
    expect(await codeOf(buy(who))).toBe("UNAVAILABLE");
    const [waiting] = await db.select().from(stripeOps).where(eq(stripeOps.status, "pending"));
    expect(waiting).toMatchObject({ kind: "checkout.open", attempts: 1 });
    await control("calm");
    clock.advance(60_000);
    await drainOps(handlers, 5_000);
    clock.reset();
    const [row] = await db.select().from(checkouts).where(eq(checkouts.id, waiting!.refId));
    const { data } = await stripe().checkout.sessions.list({ limit: 100 });
    expect(data.filter((session) => session.client_reference_id === row!.id).map(({ id }) => id)).toEqual([
      row!.stripeId,
    ]);
  });

  test("an event that comes before our own record of the session waits, and is applied later", async () => {
    const who = await person();
    const page = await buy(who, 20);
    await payPage(page.checkoutUrl);
    const [event] = await eventsOf(page.sessionId);
    await db.update(checkouts).set({ stripeId: null }).where(eq(checkouts.id, page.checkoutId));
    await hear([event!]);
    expect(await credits(who.userId)).toBe(0);
    await db.update(checkouts).set({ stripeId: page.sessionId }).where(eq(checkouts.id, page.checkoutId));
    clock.advance(60_000);
    await drainStripeEvents(5_000);
    clock.reset();
    expect(await credits(who.userId)).toBe(2000);
  });

  test("a page that expires is over; one that was paid after we gave it up would still be credited", async () => {
    const who = await person();
    const page = await buy(who, 20);
    await stripe().checkout.sessions.expire(page.sessionId);
    expect(await settleCheckout(page.checkoutId)).toBe("expired");
    expect(await payPage(page.checkoutUrl)).toBe(409);
    expect(await credits(who.userId)).toBe(0);
  });

  test("an event of a kind we do not use is kept and ignored, and a second copy is no news", async () => {
    const event = {
      id: "evt_odd",
      type: "invoice.paid",
      objectId: null,
      happenedAt: new Date(),
      livemode: false,
      apiVersion: null,
    };
    expect([await keepEvent(event), await keepEvent(event)]).toEqual([true, false]);
    const [kept] = await db.select().from(stripeEvents).where(eq(stripeEvents.id, "evt_odd"));
    expect(kept!.status).toBe("ignored");
  });
});
