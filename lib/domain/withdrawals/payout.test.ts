import { eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { events, ledgerJournals, mails, payoutAccounts, withdrawals } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import { run } from "@/lib/core/run";
import { handlers } from "@/lib/domain/payments/handlers";
import { drainOps } from "@/lib/domain/payments/ops";
import { reconcile } from "@/lib/domain/payments/reconcile";
import { on, type Stripe, stripe } from "@/lib/vendors/stripe";
import { earn, person } from "@/local/testing/market";
import { control, hear, onboard } from "@/local/testing/stripe";
import { listWithdrawals } from "./list";
import { settlePayout } from "./payout";
import { settleTransfer } from "./transfer";
import { withdraw } from "./withdraw";

const DAY_SECONDS = 24 * 3_600;

const rowOf = async (id: string) => (await db.select().from(withdrawals).where(eq(withdrawals.id, id)))[0]!;
const told = async (userId: string, name: string) =>
  (await db.select().from(events).where(eq(events.actorId, userId))).filter((event) => event.name === name).length;
const mailsTo = async (account: string) => {
  const [row] = await db.execute<{ email: string }>(
    sql`select email from users where id = (select user_id from payout_accounts where stripe_id = ${account})`,
  );
  return (await db.select().from(mails).where(eq(mails.recipient, row!.email))).map(({ subject }) => subject);
};
/** Every event of an account, oldest first, as Stripe sends them to whoever listens to connected accounts. */
const eventsAt = async (account: string): Promise<Stripe.Event[]> =>
  (await stripe().events.list({ limit: 100 }, on(account))).data.reverse();
const payOut = (account: string, how: object = {}): Promise<Stripe.Payout> => control("payout", { account, ...how });
/** Both clocks go on: Stripe's payouts are told apart by the second. */
const later = async (seconds = 60) => {
  await control("advance", { seconds });
  clock.advance(seconds * 1_000);
};

/** A worker who withdrew these cents, which lie in their account with Stripe. */
async function withdrawn(...amounts: number[]) {
  const who = await person("Wim");
  const all = amounts.reduce((sum, amount) => sum + amount, 0);
  await earn(who, all);
  await control("top-up", { cents: all });
  await onboard(who);
  const ids: string[] = [];
  for (const amountCents of amounts) ids.push((await run<any>(withdraw, who, { amountCents })).withdrawal.id);
  const [account] = await db.select().from(payoutAccounts).where(eq(payoutAccounts.userId, who.userId));
  return { who, ids, account: account!.stripeId! };
}

afterEach(async () => {
  clock.reset();
  await control("calm");
  expect(await db.execute(sql`select * from ledger_violations`)).toEqual([]);
});

describe("a withdrawal at the bank", () => {
  test("is paid once the bank has its payout, told once, and no money of ours moves", async () => {
    const { who, ids, account } = await withdrawn(2_000, 3_000);
    await payOut(account);
    const before = await db.$count(ledgerJournals);
    const all = await eventsAt(account);
    await hear([...all, ...all].reverse());
    await hear(all);
    expect(await db.$count(ledgerJournals)).toBe(before);
    const { items } = await run<any>(listWithdrawals, who, { status: "paid" });
    expect(items.map(({ id }: any) => id)).toEqual([...ids].reverse());
    expect(items[0]).toMatchObject({ status: "paid", paidAt: expect.any(String), reason: null, settledAt: null });
    expect(await told(who.userId, "withdrawal.paid")).toBe(2);
  });

  test("one that was sent after the payout waits for the next", async () => {
    const { who, ids, account } = await withdrawn(2_000);
    await payOut(account);
    await earn(who, 500);
    await control("top-up", { cents: 500 });
    const { withdrawal } = await run<any>(withdraw, who, { withdrawAll: true });
    await hear(await eventsAt(account));
    expect([(await rowOf(ids[0]!)).status, (await rowOf(withdrawal.id)).status]).toEqual(["paid", "sent"]);
    await later();
    await payOut(account);
    await hear(await eventsAt(account));
    expect((await rowOf(withdrawal.id)).status).toBe("paid");
  });

  test("may be heard of before the transfer itself was recorded", async () => {
    const who = await person("Wim");
    await earn(who, 1_000);
    await control("top-up", { cents: 1_000 });
    await onboard(who);
    await control("fail", { route: "POST /v1/transfers", when: "after", how: 500, times: 6 });
    const { withdrawal } = await run<any>(withdraw, who, { withdrawAll: true });
    expect(withdrawal.status).toBe("pending");
    await control("calm");
    const [account] = await db.select().from(payoutAccounts).where(eq(payoutAccounts.userId, who.userId));
    await payOut(account!.stripeId!);
    await hear(await eventsAt(account!.stripeId!));
    expect((await rowOf(withdrawal.id)).status).toBe("paid");
    expect(await told(who.userId, "withdrawal.sent")).toBe(1);
    clock.advance(3_600_000);
    await drainOps(handlers, 20_000);
    expect((await rowOf(withdrawal.id)).status).toBe("paid");
  });

  test("payouts of the platform's own are nobody's withdrawal", async () => {
    const { ids, account } = await withdrawn(1_000);
    await payOut(account);
    const own = (await eventsAt(account)).map(({ account: _, ...event }) => event as Stripe.Event);
    await hear(own);
    expect((await rowOf(ids[0]!)).status).toBe("sent");
  });
});

describe("what the bank does not take", () => {
  test("stays sent with the reason, by mail once; the next payout that succeeds makes it paid", async () => {
    const { who, ids, account } = await withdrawn(1_000);
    await payOut(account, { fails: "account_closed" });
    for (const _ of [1, 2]) await hear(await eventsAt(account));
    expect(await rowOf(ids[0]!)).toMatchObject({
      status: "sent",
      paidAt: null,
      reason: "Your bank did not take it (The bank account has been closed): check your account at Stripe.",
    });
    expect(await told(who.userId, "withdrawal.bounced")).toBe(1);
    expect((await mailsTo(account)).filter((subject) => subject === "Your bank did not take $10.00")).toHaveLength(1);
    await later();
    await payOut(account, { fails: "no_account" });
    await later();
    const good = await payOut(account);
    // In any order: what is told of the payouts that failed changes nothing any more.
    await hear((await eventsAt(account)).reverse());
    await hear(await eventsAt(account));
    expect(await rowOf(ids[0]!)).toMatchObject({ status: "paid", reason: null, payoutId: good.id });
    expect(await told(who.userId, "withdrawal.paid")).toBe(1);
  });

  test("may come back days after the bank had it", async () => {
    const { who, ids, account } = await withdrawn(1_000);
    const first = await payOut(account);
    const paid = await eventsAt(account);
    await hear(paid);
    expect((await rowOf(ids[0]!)).status).toBe("paid");
    await control("payout", { payout: first.id, fails: "no_account" });
    await hear(await eventsAt(account));
    expect(await rowOf(ids[0]!)).toMatchObject({ status: "sent", paidAt: null, payoutId: first.id });
    await later();
    await payOut(account);
    await hear(await eventsAt(account));
    expect((await rowOf(ids[0]!)).status).toBe("paid");
    expect(await told(who.userId, "withdrawal.paid")).toBe(2);
  });

  test("of a payout by hand Stripe does not say what was in it, and it says so", async () => {
    const { ids, account } = await withdrawn(1_000);
    await payOut(account, { manual: true });
    await hear(await eventsAt(account));
    expect(await rowOf(ids[0]!)).toMatchObject({ status: "sent", reason: expect.stringContaining("pay out by hand") });
  });

  test("what was taken back whole stays earnings, whatever the bank has", async () => {
    const { ids, account } = await withdrawn(1_000, 2_000);
    const { stripeId } = await rowOf(ids[0]!);
    await stripe().transfers.createReversal(stripeId!, {}, { idempotencyKey: `back ${ids[0]}` });
    await payOut(account);
    await settleTransfer(stripeId!);
    await hear(await eventsAt(account));
    expect([(await rowOf(ids[0]!)).status, (await rowOf(ids[1]!)).status]).toEqual(["reversed", "paid"]);
  });
});

test("ten who hear of one payout at once tell of it once", async () => {
  const { who, account } = await withdrawn(1_000);
  const { id } = await payOut(account);
  await Promise.all(Array.from({ length: 10 }, () => settlePayout(account, id)));
  expect(await told(who.userId, "withdrawal.paid")).toBe(1);
});

test("reconciliation asks after what is sent for more than a day, and finds what no event told", async () => {
  const { ids, account } = await withdrawn(1_000);
  await payOut(account, { fails: "account_closed" });
  await later();
  await payOut(account);
  await reconcile({ whole: false });
  expect((await rowOf(ids[0]!)).status).toBe("sent");
  await later(DAY_SECONDS + 60);
  const { settled } = await reconcile({ whole: false });
  expect(settled.payouts).toBeGreaterThanOrEqual(1);
  expect((await rowOf(ids[0]!)).status).toBe("paid");
});
