import { eq } from "drizzle-orm";
import { expect } from "vitest";
import { db } from "@/db";
import { checkouts } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Account } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { verifyLedger } from "@/lib/domain/money/verify";
import { settleChargeback } from "@/lib/domain/payments/chargeback";
import { settleCheckout } from "@/lib/domain/payments/checkout";
import { deposit } from "@/lib/domain/payments/deposit";
import { handlers } from "@/lib/domain/payments/handlers";
import { hireByCard } from "@/lib/domain/payments/hire";
import { drainOps } from "@/lib/domain/payments/ops";
import { isClean, reconcile } from "@/lib/domain/payments/reconcile";
import { balance, person, postTask, propose } from "./market";
import { control, payPage } from "./stripe";

export type Page = { checkoutUrl: string; sessionId: string; checkoutId: string };

export const credits = (who: Account) => balance(`${who.userId}:credits:usd`);

/** Pays the page, and gives Stripe's name of the payment. */
export async function pay({ checkoutUrl, checkoutId }: Page): Promise<string> {
  await payPage(checkoutUrl);
  await settleCheckout(checkoutId);
  return (await db.select().from(checkouts).where(eq(checkouts.id, checkoutId)))[0]!.paymentIntent!;
}

/** Buys credits by card, and gives Stripe's name of the payment. */
export const buy = async (who: Account, dollars: number): Promise<string> =>
  pay(await run<Page>(deposit, who, { amount: dollars }));

/** Somebody who has bought credits by card. */
export async function bought(dollars = 100) {
  const who = await person("Pia");
  return { who, paymentIntent: await buy(who, dollars) };
}

/** A task that somebody was hired for by paying with a card. */
export async function hiredByCard() {
  const [poster, worker] = [await person("Pia"), await person("Will")];
  const task = await postTask(poster, { paymentMethod: "card" });
  const offer = await propose(worker, task.id);
  const page = await run<Page>(hireByCard, poster, { taskId: task.id, proposalId: offer.id });
  return { poster, worker, task, paymentIntent: await pay(page) };
}

/** The cardholder goes to the bank, and we have heard of it. Gives Stripe's name of the dispute. */
export async function contest(paymentIntent: string, how: object = {}): Promise<string> {
  const { id } = await control("dispute", { payment_intent: paymentIntent, ...how });
  await settleChargeback(id);
  return id;
}

/** After each test: nothing is left to do, and our books and Stripe's are right and the same. */
export async function settleAndVerify() {
  await control("calm");
  clock.reset();
  await drainOps(handlers, 5_000);
  expect((await verifyLedger()).violations).toEqual([]);
  expect(isClean(await reconcile({ whole: true }))).toBe(true);
}
