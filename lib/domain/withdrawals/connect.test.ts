import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { payoutAccounts, stripeOps } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import { run } from "@/lib/core/run";
import { handlers } from "@/lib/domain/payments/handlers";
import { drainOps } from "@/lib/domain/payments/ops";
import { reconcile } from "@/lib/domain/payments/reconcile";
import { drainStripeEvents, keepEvent } from "@/lib/domain/payments/stripe-events";
import { codeOf, refusal } from "@/local/testing/accounts";
import { bot, person } from "@/local/testing/market";
import { control, onboard } from "@/local/testing/stripe";
import { connect, loadConnection } from "./connect";

const ask = (actor: any, input: object = {}) => run<any>(connect, actor, input);
const see = (actor: any) => run<any>(loadConnection, actor, {});
const accountOf = async ({ userId }: { userId: string }) =>
  (await db.select().from(payoutAccounts).where(eq(payoutAccounts.userId, userId)))[0];
let heard = 0;
const hearThin = async (type: string, objectId: string) => {
  const id = `evt_thin_${++heard}`;
  await keepEvent({ id, type, objectId, happenedAt: new Date(), livemode: false, apiVersion: null });
  await drainStripeEvents(5_000);
};
const UPDATED = "v2.core.account[configuration.recipient].capability_status_updated";

afterEach(async () => {
  clock.reset();
  await control("calm");
});

describe("setting up where earnings go", () => {
  test("a look opens nothing; asked for, there is a page of Stripe's, and after it one is onboarded", async () => {
    const who = await person();
    expect(await see(who)).toEqual({
      onboarded: false,
      onboardingUrl: null,
      status: "none",
      requirements: [],
      dashboardUrl: null,
    });
    expect(await accountOf(who)).toBeUndefined();
    const asked = await ask(who);
    expect(asked).toMatchObject({ onboarded: false, status: "incomplete", dashboardUrl: null });
    expect(asked.requirements).toContain("A bank account or debit card");
    expect(await see(who)).toEqual(asked);
    // The page it led to is filled in: that link works no more.
    const done = { onboarded: true, status: "active", requirements: [], onboardingUrl: null };
    expect(await onboard(who)).toMatchObject(done);
    const again = await ask(who);
    expect(again).toMatchObject({ onboarded: true, onboardingUrl: null });
    expect(again.dashboardUrl).toMatch(/^http/);
  });

  test("one account a person, also when ten ask at once; each answer has a page", async () => {
    const who = await person();
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(who)));
    expect(answers.every(({ onboardingUrl }) => onboardingUrl?.includes("/setup/acct_"))).toBe(true);
    expect(new Set(answers.map(({ onboardingUrl }) => onboardingUrl.split("/")[4])).size).toBe(1);
    expect(await db.select().from(payoutAccounts).where(eq(payoutAccounts.userId, who.userId))).toHaveLength(1);
  });

  test("a page that was left for later is not the end: another takes its place", async () => {
    const who = await person();
    const first = await ask(who);
    expect(await onboard(who, "later")).toMatchObject({ onboarded: false, status: "incomplete" });
    const second = await ask(who);
    expect(second.onboardingUrl).not.toBe(first.onboardingUrl);
    clock.advance(3_600_000);
    expect((await see(who)).onboardingUrl).toBeNull();
  });

  test("a refusal by Stripe says why", async () => {
    const who = await person();
    expect(await onboard(who, "refused")).toMatchObject({
      onboarded: false,
      status: "refused",
      requirements: ["Stripe does not say why"],
    });
  });

  test("only the owner: a bot is refused, nobody is asked to sign in, a country is two letters", async () => {
    const who = await person();
    const robo = await bot(who);
    for (const operation of [connect, loadConnection]) {
      expect(await codeOf(run(operation, robo, {}))).toBe("FORBIDDEN");
      expect(await codeOf(run(operation, { kind: "anyone" }, {}))).toBe("UNAUTHENTICATED");
    }
    expect(await refusal(ask(who, { country: "Germany" }))).toMatchObject({
      code: "INVALID_INPUT",
      details: [{ path: "country" }],
    });
    expect(await accountOf(who)).toBeUndefined();
  });

  test("a rehearsal asks Stripe nothing and keeps nothing", async () => {
    const who = await person();
    await run(connect, who, {}, { dryRun: true });
    expect(await accountOf(who)).toBeUndefined();
  });
});

describe("what goes wrong between us and Stripe", () => {
  test("an answer lost after the deed is asked for again under its key: still one account", async () => {
    const who = await person();
    await control("fail", { route: "POST /v2/core/accounts", when: "after", how: "drop", times: 6 });
    expect(await codeOf(ask(who))).toBe("UNAVAILABLE");
    expect(await see(who)).toMatchObject({ onboarded: false, status: "incomplete", onboardingUrl: null });
    await control("calm");
    clock.advance(60_000);
    await drainOps(handlers, 5_000);
    const opened = await accountOf(who);
    expect(opened!.stripeId).toMatch(/^acct_/);
    expect((await ask(who)).onboardingUrl).toContain(opened!.stripeId);
  });

  test("where Stripe refuses to open one, it says so, and another may be asked for", async () => {
    const who = await person();
    expect(await refusal(ask(who, { country: "KP" }))).toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining("does not open this account"),
    });
    expect(await accountOf(who)).toBeUndefined();
    expect((await ask(who, { country: "us" })).onboardingUrl).toBeTruthy();
    expect(await db.select().from(stripeOps).where(eq(stripeOps.kind, "account.open"))).not.toHaveLength(0);
  });

  test("a thin event makes us look; one about an account of somebody else's changes nothing", async () => {
    const [who, other] = [await person(), await person()];
    await onboard(who);
    await onboard(other);
    const { stripeId } = (await accountOf(who))!;
    await control("account", { account: stripeId, status: "restricted" });
    expect(await see(who)).toMatchObject({ onboarded: true });
    await hearThin(UPDATED, stripeId!);
    expect(await see(who)).toMatchObject({ onboarded: false, status: "incomplete" });
    expect(await see(other)).toMatchObject({ onboarded: true });
    await control("account", { account: stripeId, status: "active" });
    await hearThin("v2.core.account[requirements].updated", stripeId!);
    expect(await see(who)).toMatchObject({ onboarded: true });
  });

  test("events that never come are made up for by the reconciliation", async () => {
    const who = await person();
    const { onboardingUrl } = await ask(who);
    await fetch(onboardingUrl, {
      method: "POST",
      body: new URLSearchParams({ outcome: "complete" }),
      redirect: "manual",
    });
    clock.advance(15 * 60_000);
    expect((await reconcile({ whole: false })).settled["payout accounts"]).toBe(1);
    expect((await accountOf(who))!.status).toBe("active");
  });

  test("whoever closed their account may open another", async () => {
    const who = await person();
    await onboard(who);
    const { stripeId } = (await accountOf(who))!;
    await control("account", { account: stripeId, status: "closed" });
    await hearThin("v2.core.account.closed", stripeId!);
    expect(await see(who)).toMatchObject({ status: "none" });
    await onboard(who);
    expect((await accountOf(who))!.stripeId).not.toBe(stripeId);
  });
});
