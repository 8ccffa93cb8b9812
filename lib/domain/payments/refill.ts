import { and, count, eq, gte, inArray, sql, sum } from "drizzle-orm";
import { db } from "@/db";
import { newId } from "@/db/id";
import { autoRefills, refills, users } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Context } from "@/lib/core/context";
import { transact } from "@/lib/core/transaction";
import { refillFailedLetter } from "@/lib/domain/accounts/letters";
import { credits, stripeBalance, stripeFees, transfer, usd } from "@/lib/domain/money/ledger";
import { sendMail } from "@/lib/events/mails";
import { log } from "@/lib/log";
import { once, type Stripe, type StripeFailure, stripe } from "@/lib/vendors/stripe";
import { contests } from "./chargeback";
import { customerOf } from "./customer";
import { feeOf } from "./fee";
import { type Handler, order } from "./ops";

type RefillRow = typeof refills.$inferSelect;
type Setting = typeof autoRefills.$inferSelect;

export const REFILLS_A_DAY = 3;
const DAY_MS = 24 * 3_600_000;
/** A declined card is asked again after so many days; when none is left, no more. */
const RESTS_DAYS = [1, 3];
/** Banks say these of a card that will not work again (docs.stripe.com/declines/codes). */
const FOR_GOOD = new Set(["expired_card", "lost_card", "stolen_card", "fraudulent", "pickup_card", "restricted_card"]);
const BATCH = 50;

/**
 * Tells whose credits have fallen below what they want to have, and charges the cards of those who asked for it. Safe in any
 * number of processes at once: one refill an account is under way, and Stripe is asked by the drain.
 * @returns how many refills were ordered.
 */
export async function refillDue(): Promise<number> {
  const low = await db.execute<{ user_id: string }>(
    sql`select user_id from auto_refills s where low_since is not null
       and (told_at is distinct from low_since
            or enabled and payment_method is not null and coalesce(not_before, '-infinity') <= ${clock.now().toISOString()}::timestamptz
               and not exists (select from refills r where r.user_id = s.user_id and r.status = 'pending')
               and not exists (select from chargebacks c where c.user_id = s.user_id and c.status = 'open'))
      order by low_since limit ${BATCH}`,
  );
  let ordered = 0;
  for (const { user_id } of low) {
    try {
      if (await transact({ kind: "system", job: "refill" }, (ctx) => answerFall(ctx, user_id))) ordered++;
    } catch (error) {
      log.error({ user: user_id, error }, "a low balance could not be answered");
    }
  }
  return ordered;
}

/** Tells of one account's low balance, once a fall, and orders a refill when it may have one. True when it does. */
async function answerFall(ctx: Context<any>, userId: string): Promise<boolean> {
  const [setting] = await ctx.db
    .select()
    .from(autoRefills)
    .where(eq(autoRefills.userId, userId))
    .for("update", { skipLocked: true });
  if (!setting?.lowSince) return false;
  const isNews = setting.toldAt?.getTime() !== setting.lowSince.getTime();
  const isReady = setting.enabled && setting.paymentMethod !== null;
  if (isNews) {
    await tellLow(ctx, setting, isReady);
    await ctx.db.update(autoRefills).set({ toldAt: setting.lowSince }).where(eq(autoRefills.userId, userId));
  }
  if (!isReady || (setting.notBefore && setting.notBefore > ctx.now)) return false;
  const [pending] = await ctx.db
    .select({ id: refills.id })
    .from(refills)
    .where(and(eq(refills.userId, userId), eq(refills.status, "pending")));
  if (pending) return false;
  if (await contests(ctx.db, userId)) return false;
  const limit = await limitReached(ctx, setting);
  if (limit) {
    await ctx.db.update(autoRefills).set(limit).where(eq(autoRefills.userId, userId));
    return false;
  }
  const id = newId("rfl");
  const { amount, paymentMethod } = setting;
  await ctx.db.insert(refills).values({ id, userId, amount, paymentMethod: paymentMethod!, createdAt: ctx.now });
  await order(ctx, "refill.charge", id, {});
  return true;
}

async function tellLow(ctx: Context<any>, { userId, threshold }: Setting, refills: boolean) {
  const [wallet] = await ctx.db.execute<{ available: number }>(
    sql`select available::float8 as available from credit_balances where owner_id = ${userId}`,
  );
  await ctx.emit(
    "credits.low_balance",
    { userId, availableCents: wallet?.available ?? 0, thresholdCents: threshold, refills },
    { actorId: userId },
  );
}

/** Until when a limit of the day or the month holds, and its words; undefined while there is room. */
async function limitReached(ctx: Context<any>, { userId, amount, monthlyLimit }: Setting) {
  const { now } = ctx;
  const day = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()));
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
  const since = (from: Date) =>
    and(eq(refills.userId, userId), inArray(refills.status, ["pending", "succeeded"]), gte(refills.createdAt, from));
  const [today] = await ctx.db.select({ times: count() }).from(refills).where(since(day));
  if (today!.times >= REFILLS_A_DAY)
    return {
      notBefore: new Date(day.getTime() + DAY_MS),
      trouble: `There were ${REFILLS_A_DAY} refills today, which is the most; the next one is tomorrow.`,
    };
  const [thisMonth] = await ctx.db
    .select({ cents: sum(refills.amount) })
    .from(refills)
    .where(since(month));
  if (Number(thisMonth!.cents ?? 0) + amount > monthlyLimit)
    return {
      notBefore: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)),
      trouble: `The limit of ${usd(monthlyLimit)} a month is reached; the next refill is next month.`,
    };
  return undefined;
}

const rowOf = async (id: string): Promise<RefillRow> => (await db.select().from(refills).where(eq(refills.id, id)))[0]!;

/** Charges the saved card, without its owner. */
export const chargeRefill: Handler<Stripe.PaymentIntent> = {
  async send(op, idempotencyKey) {
    const { id, userId, amount, paymentMethod } = await rowOf(op.refId);
    const intent = await stripe().paymentIntents.create(
      {
        amount,
        currency: "usd",
        capture_method: "automatic",
        customer: await customerOf(userId),
        payment_method: paymentMethod,
        off_session: true,
        confirm: true,
        description: "Bothand credits",
        metadata: { kind: "refill", user_id: userId, refill_id: id },
        expand: ["latest_charge.balance_transaction"],
      },
      once(idempotencyKey),
    );
    // An answer that is given again under its key stays as it was: what has been booked since is asked for.
    return isUnbooked(intent) ? retrieve(intent.id) : intent;
  },
  async find(op) {
    const customer = await customerOf((await rowOf(op.refId)).userId);
    for await (const intent of stripe().paymentIntents.list({
      customer,
      limit: 100,
      expand: ["data.latest_charge.balance_transaction"],
    }))
      if (intent.metadata.refill_id === op.refId && intent.status !== "requires_payment_method") return intent;
    return undefined;
  },
  async record(ctx, op, intent) {
    await ctx.db.update(refills).set({ paymentIntent: intent.id }).where(eq(refills.id, op.refId));
    await book(ctx, op.refId, intent);
    return intent.id;
  },
  async giveUp(ctx, op, refused) {
    await decline(ctx, op.refId, refused);
  },
};

const retrieve = (paymentIntent: string) =>
  stripe().paymentIntents.retrieve(paymentIntent, { expand: ["latest_charge.balance_transaction"] });

const isUnbooked = ({ status, latest_charge: charge }: Stripe.PaymentIntent): boolean =>
  status === "succeeded" && !(charge as Stripe.Charge).balance_transaction;

/** Brings the refill behind a payment to what Stripe says of it. A payment that is no refill is nobody's concern here. */
export async function settleRefill(paymentIntent: string): Promise<void> {
  const intent = await retrieve(paymentIntent);
  const refillId = intent.metadata.refill_id;
  if (refillId) await transact({ kind: "system", job: "refill" }, (ctx) => book(ctx, refillId, intent));
}

/** stripe → credits, once; then the card has shown that it works. */
async function book(ctx: Context<any>, refillId: string, intent: Stripe.PaymentIntent) {
  const [row] = await ctx.db.select().from(refills).where(eq(refills.id, refillId)).for("update");
  if (!row) throw new Error(`no refill is called ${refillId}`);
  if (intent.status !== "succeeded" || row.status === "succeeded") return;
  if (intent.amount_received !== row.amount || intent.currency !== "usd")
    throw new Error(`refill ${refillId} is over ${row.amount}, but ${intent.amount_received} were paid`);
  const charge = intent.latest_charge as Stripe.Charge;
  const fee = feeOf(charge);
  await transfer(ctx, {
    key: `stripe:${intent.id}:paid`,
    kind: "deposit.refilled",
    ref: refillId,
    moves: [
      { source: stripeBalance, target: credits(row.userId), amount: row.amount },
      { source: stripeFees, target: stripeBalance, amount: fee },
    ],
  });
  const { receipt_url: receiptUrl } = charge;
  await ctx.db
    .update(refills)
    .set({ status: "succeeded", paymentIntent: intent.id, receiptUrl, settledAt: ctx.now })
    .where(eq(refills.id, refillId));
  await ctx.db
    .update(autoRefills)
    .set({ failures: 0, trouble: null, notBefore: null })
    .where(eq(autoRefills.userId, row.userId));
  const { userId, amount: amountCents } = row;
  await ctx.emit("credits.refilled", { refillId, userId, amountCents }, { actorId: userId });
}

type Refused = Extract<StripeFailure, { kind: "refused" }>;

/** What follows from a bank's no: its owner is asked for, the card rests, or it is used no more. */
function consequence({ code, declineCode, message }: Refused, failures: number, now: Date): Partial<Setting> {
  const why = declineCode ?? code ?? "declined";
  if (why === "authentication_required")
    return { enabled: false, trouble: "Your bank wants you there. Buy credits by card once, then switch it on again." };
  if (FOR_GOOD.has(why)) return { enabled: false, trouble: `The card does not work any more: ${message}` };
  const rest = RESTS_DAYS[failures];
  if (rest === undefined) return { enabled: false, trouble: `The card was declined ${failures + 1} times: ${message}` };
  return {
    notBefore: new Date(now.getTime() + rest * DAY_MS),
    trouble: `The card was declined (${message}). It is tried again in ${rest} ${rest === 1 ? "day" : "days"}.`,
  };
}

async function decline(ctx: Context<any>, refillId: string, refused: Refused) {
  const [row] = await ctx.db.select().from(refills).where(eq(refills.id, refillId)).for("update");
  const [setting] = await ctx.db.select().from(autoRefills).where(eq(autoRefills.userId, row!.userId)).for("update");
  const declineCode = refused.declineCode ?? refused.code ?? null;
  const status = declineCode === "authentication_required" ? ("needs_action" as const) : ("failed" as const);
  await ctx.db.update(refills).set({ status, declineCode, settledAt: ctx.now }).where(eq(refills.id, refillId));
  const then = consequence(refused, setting!.failures, ctx.now);
  await ctx.db
    .update(autoRefills)
    .set({ ...then, failures: setting!.failures + 1, updatedAt: ctx.now })
    .where(eq(autoRefills.userId, row!.userId));
  const { userId, amount: amountCents } = row!;
  await ctx.emit(
    "credits.refill_failed",
    { refillId, userId, amountCents, reason: then.trouble! },
    { actorId: userId },
  );
  await writeTo(ctx, userId, amountCents, then.trouble!);
}

async function writeTo(ctx: Context<any>, userId: string, amount: number, trouble: string) {
  const [who] = await ctx.db.select({ email: users.email }).from(users).where(eq(users.id, userId));
  if (who?.email) await sendMail(ctx, { to: who.email, ...refillFailedLetter(usd(amount), trouble) });
}
