import { and, eq, lte, sql } from "drizzle-orm";
import { db } from "@/db";
import { checkouts, stripeEvents } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import { settleAccount } from "@/lib/domain/withdrawals/account";
import { settlePayout } from "@/lib/domain/withdrawals/payout";
import { settleTransfer } from "@/lib/domain/withdrawals/transfer";
import { log } from "@/lib/log";
import { apiVersion, type StripeEvent } from "@/lib/vendors/stripe";
import { settleCard } from "./card";
import { settleChargeback } from "./chargeback";
import { settleCheckout } from "./checkout";
import { settleFraudWarning } from "./fraud-warning";
import { settleRefill } from "./refill";
import { settleRefund } from "./refund";

const BATCH = 20;
const LEASE_MS = 60_000;
const FIRST_RETRY_MS = 5_000;
const MAX_RETRY_MS = 3_600_000;
/** The first in three quarters of an hour, then one an hour: as long as a long outage, and then it is for a person to see. */
const MAX_ATTEMPTS = 200;
const MAX_ERROR = 500;

type Row = typeof stripeEvents.$inferSelect;

/** Keeps an event, once; the answer to Stripe waits for nothing else. True when it is new. */
export async function keepEvent(event: StripeEvent): Promise<boolean> {
  const now = clock.now();
  // Objects are asked for in our version, but what an event is about may be named otherwise in another.
  if (event.apiVersion !== null && event.apiVersion !== apiVersion)
    log.error({ event: event.id, version: event.apiVersion, ours: apiVersion }, "an event is of another API version");
  const kept = await db
    .insert(stripeEvents)
    .values({ ...event, status: appliers[event.type] ? "new" : "ignored", nextAttemptAt: now, createdAt: now })
    .onConflictDoNothing()
    .returning({ id: stripeEvents.id });
  return kept.length > 0;
}

/** By type: what an event makes us look at. None is believed; Stripe is asked how things stand. */
const appliers: Record<string, (event: Row) => Promise<unknown>> = {
  "checkout.session.completed": settleSession,
  "checkout.session.async_payment_succeeded": settleSession,
  "checkout.session.async_payment_failed": settleSession,
  "checkout.session.expired": settleSession,
  "payment_intent.succeeded": ({ objectId }) => settleRefill(objectId!),
  "payment_method.detached": ({ objectId }) => settleCard(objectId!),
  "charge.dispute.created": ({ objectId }) => settleChargeback(objectId!),
  "charge.dispute.updated": ({ objectId }) => settleChargeback(objectId!),
  "charge.dispute.closed": ({ objectId }) => settleChargeback(objectId!),
  "charge.dispute.funds_withdrawn": ({ objectId }) => settleChargeback(objectId!),
  "charge.dispute.funds_reinstated": ({ objectId }) => settleChargeback(objectId!),
  "radar.early_fraud_warning.created": ({ objectId }) => settleFraudWarning(objectId!),
  "radar.early_fraud_warning.updated": ({ objectId }) => settleFraudWarning(objectId!),
  "refund.created": ({ objectId }) => settleRefund(objectId!),
  "refund.updated": ({ objectId }) => settleRefund(objectId!),
  "refund.failed": ({ objectId }) => settleRefund(objectId!),
  "transfer.created": ({ objectId }) => settleTransfer(objectId!),
  "transfer.updated": ({ objectId }) => settleTransfer(objectId!),
  "transfer.reversed": ({ objectId }) => settleTransfer(objectId!),
  "payout.paid": settleBank,
  "payout.failed": settleBank,
  "payout.canceled": settleBank,
  "v2.core.account[configuration.recipient].capability_status_updated": ({ objectId }) => settleAccount(objectId!),
  "v2.core.account[requirements].updated": ({ objectId }) => settleAccount(objectId!),
  "v2.core.account.closed": ({ objectId }) => settleAccount(objectId!),
};

/** The types of events that change something here, and that Stripe lists: thin ones it does not. */
export const usedTypes = Object.keys(appliers).filter((type) => !type.startsWith("v2."));

/** The platform's own payouts are its own affair: only the night's books look at them. */
async function settleBank({ account, objectId }: Row) {
  if (account) await settlePayout(account, objectId!);
}

async function settleSession({ objectId }: Row) {
  const [row] = await db.select({ id: checkouts.id }).from(checkouts).where(eq(checkouts.stripeId, objectId!));
  // The event may overtake our own record of the session's name: then it comes round again.
  if (!row) throw new Error(`no checkout is called ${objectId}`);
  await settleCheckout(row.id);
}

/**
 * Applies what waits, until nothing does or the budget is used up. Safe in any number of processes at once: applying an
 * event twice changes nothing.
 * @returns how many were applied.
 */
export async function drainStripeEvents(budgetMs: number): Promise<number> {
  const until = Date.now() + budgetMs;
  let applied = 0;
  while (Date.now() < until) {
    const batch = await claim();
    for (const event of batch) if (await apply(event)) applied++;
    if (batch.length < BATCH) break;
  }
  return applied;
}

async function claim(): Promise<Row[]> {
  const now = clock.now();
  const due = db
    .select({ id: stripeEvents.id })
    .from(stripeEvents)
    .where(and(eq(stripeEvents.status, "new"), lte(stripeEvents.nextAttemptAt, now)))
    .orderBy(stripeEvents.nextAttemptAt, stripeEvents.id)
    .limit(BATCH)
    .for("update", { skipLocked: true });
  return db
    .update(stripeEvents)
    .set({ attempts: sql`${stripeEvents.attempts} + 1`, nextAttemptAt: new Date(now.getTime() + LEASE_MS) })
    .where(sql`${stripeEvents.id} = any(array(${due}))`)
    .returning();
}

async function apply(event: Row): Promise<boolean> {
  const is = eq(stripeEvents.id, event.id);
  try {
    await appliers[event.type]!(event);
    await db.update(stripeEvents).set({ status: "done", error: null }).where(is);
    return true;
  } catch (error) {
    const pause = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** (event.attempts - 1));
    const message = (error as Error).message.slice(0, MAX_ERROR);
    await db
      .update(stripeEvents)
      .set(
        event.attempts >= MAX_ATTEMPTS
          ? { status: "failed", error: message }
          : { error: message, nextAttemptAt: new Date(clock.now().getTime() + pause) },
      )
      .where(is);
    const told = { event: event.id, type: event.type, attempt: event.attempts, error };
    if (event.attempts >= MAX_ATTEMPTS) log.error(told, "stripe event given up");
    else log.warn(told, "stripe event could not be applied");
    return false;
  }
}
