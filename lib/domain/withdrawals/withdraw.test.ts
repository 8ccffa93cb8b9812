import { eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { events, mails, payoutAccounts, stripeOps, withdrawals } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import { run } from "@/lib/core/run";
import { getBalance } from "@/lib/domain/credits/balance";
import { handlers } from "@/lib/domain/payments/handlers";
import { drainOps } from "@/lib/domain/payments/ops";
import { commissionTask } from "@/lib/domain/tasks/commission";
import { stripe } from "@/lib/vendors/stripe";
import { codeOf, refusal } from "@/local/testing/accounts";
import { balance, bot, earn, person } from "@/local/testing/market";
import { control, eventsOf, hear, onboard } from "@/local/testing/stripe";
import { loadConnection } from "./connect";
import { listWithdrawals } from "./list";
import { withdraw } from "./withdraw";

const out = async (actor: any, input: object = { withdrawAll: true }) =>
  (await run<any>(withdraw, actor, input)).withdrawal;
const earningsOf = ({ userId }: { userId: string }) => balance(`${userId}:earnings:usd`);
const inTransit = ({ id }: { id: string }) => balance(`${id}:transit:usd`);
const rowOf = async ({ id }: { id: string }) => (await db.select().from(withdrawals).where(eq(withdrawals.id, id)))[0]!;
const transfersOf = async ({ id }: { id: string }) => (await stripe().transfers.list({ transfer_group: id })).data;
const told = async (userId: string) =>
  (await db.select().from(events).where(eq(events.actorId, userId)).orderBy(events.createdAt, events.id)).map(
    ({ name }) => name,
  );
/** A worker who may be paid, with so many cents of earnings; Stripe has as much for us. */
async function worker(cents = 10_000, { funded = true } = {}) {
  const who = await person("Wim");
  await earn(who, cents);
  if (funded) await control("top-up", { cents });
  await onboard(who);
  return who;
}
/** What so many at the same moment came to: the status of each, or the code of its refusal. */
const atOnce = (times: number, work: () => Promise<any>) =>
  Promise.all(
    Array.from({ length: times }, () =>
      work().then(
        ({ status }) => status,
        ({ code }) => code,
      ),
    ),
  );
const drainLater = async (seconds = 3_600) => {
  clock.advance(seconds * 1_000);
  await drainOps(handlers, 20_000);
};

afterEach(async () => {
  clock.reset();
  await control("calm");
  expect(await db.execute(sql`select * from ledger_violations`)).toEqual([]);
});

describe("withdrawing", () => {
  test("all or a part goes to the worker's account, whole; the books and the balance say so", async () => {
    const who = await worker(10_000);
    const before = await balance("platform:stripe");
    const part = await out(who, { amountCents: 2_550 });
    expect(part).toMatchObject({ status: "sent", amount: 25.5, amountCents: 2_550, currency: "USD", reason: null });
    expect(part.id).toMatch(/^payout_/);
    expect(await earningsOf(who)).toBe(7_450);
    const all = await out(who);
    expect(all).toMatchObject({ status: "sent", amountCents: 7_450 });
    expect(await inTransit(all)).toBe(0);
    expect((await balance("platform:stripe")) - before).toBe(10_000);
    const [account] = await db.select().from(payoutAccounts).where(eq(payoutAccounts.userId, who.userId));
    expect((await transfersOf(all)).map(({ amount, destination }) => [amount, destination])).toEqual([
      [7_450, account!.stripeId],
    ]);
    expect(await run<any>(getBalance, who, {})).toMatchObject({
      availableCents: 0,
      earningsBalanceCents: 0,
      lifetimeEarnedCents: 10_000,
      lifetimeWithdrawnCents: 10_000,
    });
    expect(await told(who.userId)).toEqual(expect.arrayContaining(["withdrawal.requested", "withdrawal.sent"]));
    const { items, total } = await run<any>(listWithdrawals, who, {});
    expect([items.map(({ id }: any) => id), total]).toEqual([[all.id, part.id], 2]);
    expect(await run<any>(listWithdrawals, who, { status: "failed" })).toMatchObject({ total: 0 });
    expect(await run<any>(listWithdrawals, await person(), {})).toMatchObject({ items: [], total: 0 });
    expect(await run<any>(listWithdrawals, await bot(who), {})).toMatchObject({ total: 2 });
  });

  test("the amount is said in dollars or in cents, once; a dollar is the least", async () => {
    const who = await worker(10_000);
    for (const input of [
      {},
      { amountCents: 99 },
      { amount: "0.99" },
      { amountCents: 1.5 },
      { amountCents: -100 },
      { amount: 5, amountCents: 501 },
      { withdrawAll: true, amountCents: 100 },
      { withdrawAll: "yes" },
      { amountCents: 100_000_000 },
    ])
      expect(await codeOf(out(who, input)), JSON.stringify(input)).toBe("INVALID_INPUT");
    expect(await earningsOf(who)).toBe(10_000);
    expect(await out(who, { amount: "1.00" })).toMatchObject({ amountCents: 100 });
    expect(await out(who, { amount: 2, amountCents: 200 })).toMatchObject({ amountCents: 200 });
  });

  test("nobody but the owner, and nothing is written by a refusal or a rehearsal", async () => {
    const who = await worker(5_000);
    const known = (await db.select().from(withdrawals)).length;
    const robo = await bot(who);
    expect(await codeOf(out(robo))).toBe("FORBIDDEN");
    expect(await codeOf(out({ kind: "anyone" }))).toBe("UNAUTHENTICATED");
    const stranger = await worker(0);
    expect(await refusal(out(stranger, { amountCents: 100 }))).toMatchObject({
      code: "INSUFFICIENT_EARNINGS",
      message: "Insufficient earnings. Required: $1.00, Available: $0.00",
      extra: { requiredCents: 100, availableCents: 0 },
    });
    expect(await refusal(out(who, { amountCents: 5_001 }))).toMatchObject({
      code: "INSUFFICIENT_EARNINGS",
      extra: { requiredCents: 5_001, availableCents: 5_000 },
    });
    await run(withdraw, who, { withdrawAll: true }, { dryRun: true });
    expect(await earningsOf(who)).toBe(5_000);
    expect((await db.select().from(withdrawals)).length).toBe(known);
  });

  test("less than a dollar stays until there is more", async () => {
    const who = await worker(40);
    expect(await refusal(out(who))).toMatchObject({
      code: "INSUFFICIENT_EARNINGS",
      extra: { requiredCents: 100, availableCents: 40 },
    });
  });

  test("until one is onboarded it is refused with where to go", async () => {
    const who = await person();
    await earn(who, 5_000);
    expect(await refusal(out(who))).toMatchObject({
      code: "ONBOARDING_REQUIRED",
      extra: { connectEndpoint: "/api/stripe/connect" },
    });
    await onboard(who, "later");
    expect((await refusal(out(who))).message).toContain("still wants something");
    await onboard(who, "refused");
    expect((await refusal(out(who))).message).toContain("does not pay you");
    expect(await earningsOf(who)).toBe(5_000);
  });

  test("earnings are never spent, and credits never withdrawn", async () => {
    const who = await worker(5_000);
    const post = { title: "Dig", description: "A hole.", category: "errands", budget: 20 };
    expect(await codeOf(run(commissionTask, who, post))).toBe("INSUFFICIENT_CREDITS");
    const rich = await person("Rich", { dollars: 100 });
    await onboard(rich);
    expect(await codeOf(out(rich))).toBe("INSUFFICIENT_EARNINGS");
    expect(await balance(`${rich.userId}:credits:usd`)).toBe(10_000);
  });

  test("ten at once for everything: one wins", async () => {
    const who = await worker(10_000);
    const codes = await atOnce(10, () => out(who));
    expect(codes.filter((code) => code === "sent")).toHaveLength(1);
    expect(codes.filter((code) => code === "INSUFFICIENT_EARNINGS")).toHaveLength(9);
    expect(await earningsOf(who)).toBe(0);
  });

  test("ten at once for a fourth part: four win", async () => {
    const who = await worker(10_000);
    const codes = await atOnce(10, () => out(who, { amountCents: 2_500 }));
    expect(codes.filter((code) => code === "sent")).toHaveLength(4);
    expect(codes.filter((code) => code === "INSUFFICIENT_EARNINGS")).toHaveLength(6);
    expect(await earningsOf(who)).toBe(0);
  });
});

describe("what goes wrong between us and Stripe", () => {
  test("thirty withdrawals while Stripe has no money for us wait, and are sent once each when there is", async () => {
    const before = (await stripe().balance.retrieve()).available[0]!.amount;
    if (before > 0) await control("top-up", { cents: -before });
    const workers = await Promise.all(Array.from({ length: 30 }, () => worker(1_000, { funded: false })));
    const asked = await Promise.all(workers.map((who) => out(who)));
    expect(asked.every(({ status }) => status === "pending")).toBe(true);
    expect(await Promise.all(asked.map(inTransit))).toEqual(asked.map(() => 1_000));
    await control("top-up", { cents: 10_000 });
    await drainLater();
    expect((await Promise.all(asked.map(rowOf))).filter(({ status }) => status === "sent")).toHaveLength(10);
    await control("top-up", { cents: 20_000 });
    await drainLater();
    await drainLater();
    expect((await Promise.all(asked.map(rowOf))).every(({ status }) => status === "sent")).toBe(true);
    expect(await Promise.all(asked.map(inTransit))).toEqual(asked.map(() => 0));
    for (const one of asked) expect(await transfersOf(one)).toHaveLength(1);
    expect(await balance("platform:stripe")).toBeGreaterThan(0);
  });

  test("an answer lost after the deed is asked for again under its key: one transfer", async () => {
    const who = await worker(3_000);
    await control("fail", { route: "POST /v1/transfers", when: "after", how: "drop", times: 6 });
    const asked = await out(who);
    expect(asked.status).toBe("pending");
    expect(await transfersOf(asked)).toHaveLength(1);
    await control("calm");
    await drainLater(60);
    expect(await rowOf(asked)).toMatchObject({ status: "sent" });
    expect(await transfersOf(asked)).toHaveLength(1);
  });

  test("an event may tell of a transfer before its answer is recorded", async () => {
    const who = await worker(3_000);
    await control("fail", { route: "POST /v1/transfers", when: "after", how: 500, times: 6 });
    const asked = await out(who);
    await control("calm");
    const [sent] = await transfersOf(asked);
    await hear(await eventsOf(sent!.id));
    expect(await rowOf(asked)).toMatchObject({ status: "sent", stripeId: sent!.id });
    await drainLater(60);
    expect(await transfersOf(asked)).toHaveLength(1);
    expect((await told(who.userId)).filter((name) => name === "withdrawal.sent")).toHaveLength(1);
  });

  test("after a day it is looked for, and not sent again", async () => {
    const who = await worker(3_000);
    await control("fail", { route: "POST /v1/transfers", when: "after", how: "drop", times: 6 });
    const asked = await out(who);
    await control("calm");
    await control("advance", { seconds: 26 * 3_600 });
    await drainLater(26 * 3_600);
    expect(await rowOf(asked)).toMatchObject({ status: "sent" });
    expect(await transfersOf(asked)).toHaveLength(1);
  });

  test("what Stripe refuses is earnings again, with the reason, a mail, and a new look at the account", async () => {
    const who = await worker(3_000);
    const [account] = await db.select().from(payoutAccounts).where(eq(payoutAccounts.userId, who.userId));
    await control("account", { account: account!.stripeId, status: "restricted" });
    const asked = await out(who);
    expect(asked).toMatchObject({
      status: "failed",
      reason: expect.stringContaining("Stripe cannot pay your account"),
    });
    expect([await earningsOf(who), await inTransit(asked)]).toEqual([3_000, 0]);
    expect(await codeOf(out(who))).toBe("ONBOARDING_REQUIRED");
    expect(await told(who.userId)).toContain("withdrawal.failed");
    expect(await run<any>(getBalance, who, {})).toMatchObject({
      earningsBalanceCents: 3_000,
      lifetimeEarnedCents: 3_000,
      lifetimeWithdrawnCents: 0,
    });
    const written = await db.select().from(mails);
    expect(written.some(({ subject }) => subject === "$30.00 of a withdrawal is back in your earnings")).toBe(true);
    await control("account", { account: account!.stripeId, status: "active" });
    expect(await run<any>(loadConnection, who, {})).toMatchObject({ onboarded: true });
    expect(await out(who)).toMatchObject({ status: "sent" });
  });

  test("a transfer that is taken back is earnings again: in parts, each once, in any order", async () => {
    const who = await worker(3_000);
    const asked = await out(who);
    const { stripeId } = await rowOf(asked);
    await stripe().transfers.createReversal(stripeId!, { amount: 1_000 }, { idempotencyKey: `a${asked.id}` });
    await hear(await eventsOf(stripeId!));
    expect(await rowOf(asked)).toMatchObject({ status: "sent", reversed: 1_000 });
    expect(await earningsOf(who)).toBe(1_000);
    await stripe().transfers.createReversal(stripeId!, {}, { idempotencyKey: `b${asked.id}` });
    const all = await eventsOf(stripeId!);
    await hear([...all, ...all].sort(() => Math.random() - 0.5));
    expect(await rowOf(asked)).toMatchObject({ status: "reversed", reversed: 3_000 });
    expect(await earningsOf(who)).toBe(3_000);
    expect((await told(who.userId)).filter((name) => name === "withdrawal.reversed")).toHaveLength(2);
    expect(await run<any>(getBalance, who, {})).toMatchObject({
      lifetimeEarnedCents: 3_000,
      lifetimeWithdrawnCents: 0,
    });
  });

  test("many drains at once send each withdrawal once", async () => {
    const workers = await Promise.all(Array.from({ length: 6 }, () => worker(2_000)));
    await control("fail", { route: "POST /v1/transfers", when: "before", how: 500, times: 100 });
    const asked = await Promise.all(workers.map((who) => out(who)));
    await control("calm");
    clock.advance(600_000);
    await Promise.all(Array.from({ length: 5 }, () => drainOps(handlers, 10_000)));
    for (const one of asked) {
      expect(await transfersOf(one)).toHaveLength(1);
      expect(await rowOf(one)).toMatchObject({ status: "sent" });
    }
    expect(await db.select().from(stripeOps).where(eq(stripeOps.status, "pending"))).toEqual([]);
  });
});
