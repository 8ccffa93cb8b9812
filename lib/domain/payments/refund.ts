import { and, eq } from "drizzle-orm";
import { db } from "@/db";
import { newId } from "@/db/id";
import { chargebacks, refunds } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { transact } from "@/lib/core/transaction";
import { log } from "@/lib/log";
import { once, type Stripe, stripe } from "@/lib/vendors/stripe";
import { type Cents, credits, type LedgerAccount, loss, refundTransit, stripeBalance, transfer } from "../money/ledger";
import { type Handler, order } from "./ops";

type Ctx = Pick<Context<any>, "db" | "now" | "postings">;
type RefundRow = typeof refunds.$inferSelect;
type Wish = { userId: string; taskId?: string | null; paymentIntent: string; amount: Cents };

/**
 * Writes down that so much of a payment goes back to its card, to be sent after the commit. The caller moves the amount
 * into the account it answers, in the same transaction.
 */
export async function orderRefund(ctx: Ctx, wish: Wish): Promise<LedgerAccount> {
  const id = newId("rfd");
  await ctx.db.insert(refunds).values({ id, ...wish, createdAt: ctx.now });
  await order(ctx, "refund.create", id, {});
  return refundTransit(id);
}

/** Stripe says so when our balance with it does not reach, and will do it once it does. */
const CONTESTED = "charge_disputed";
const WAITS_FOR = new Set(["balance_insufficient", "insufficient_funds"]);

/** Asks Stripe for a refund. */
export const sendRefund: Handler<Stripe.Refund> = {
  async send(op, idempotencyKey) {
    const [row] = await rowOf(op.refId);
    const { id, paymentIntent, amount } = row!;
    return stripe().refunds.create(
      { payment_intent: paymentIntent, amount, reason: "requested_by_customer", metadata: { refund_id: id } },
      once(idempotencyKey),
    );
  },
  async find(op) {
    const [row] = await rowOf(op.refId);
    for await (const refund of stripe().refunds.list({ payment_intent: row!.paymentIntent, limit: 100 }))
      if (refund.metadata?.refund_id === op.refId) return refund;
    return undefined;
  },
  /** A contested charge cannot be refunded while the bank has not decided; won, it can again. */
  async mayRetry({ code }, op) {
    if (code !== CONTESTED) return WAITS_FOR.has(code ?? "");
    return !(await wasLost((await rowOf(op.refId))[0]!.paymentIntent));
  },
  async record(ctx, op, refund) {
    await ctx.db.update(refunds).set({ stripeId: refund.id }).where(eq(refunds.id, op.refId));
    await book(ctx, op.refId, refund);
    return refund.id;
  },
  /** It cannot go to the card any more: then it is credits. */
  async giveUp(ctx, op, refused) {
    if (refused.code === CONTESTED) return coverLoss(ctx, op.refId);
    log.error({ refund: op.refId, refused }, "a refund was refused: it became credits");
    await turnIntoCredits(ctx, op.refId, `refund.fail:${op.refId}`);
  },
};

const rowOf = (refundId: string) => db.select().from(refunds).where(eq(refunds.id, refundId));

/** Brings a refund to what Stripe says of it, by Stripe's name of it. A refund that is not ours is nobody's concern. */
export async function settleRefund(stripeId: string): Promise<void> {
  const refund = await stripe().refunds.retrieve(stripeId);
  const refundId = refund.metadata?.refund_id;
  if (!refundId) return;
  await transact({ kind: "system", job: "refunds" }, (ctx) => book(ctx, refundId, refund));
}

/** Done: the money in transit leaves. Sent back by the bank, which can be days after it was done: it becomes credits. */
async function book(ctx: Context<any>, refundId: string, refund: Stripe.Refund) {
  const [row] = await ctx.db.select().from(refunds).where(eq(refunds.id, refundId)).for("update");
  if (!row) throw new Error(`no refund is called ${refundId}`);
  if (refund.status === "succeeded" && row.status === "pending") {
    await transfer(ctx, {
      key: `stripe:${refund.id}:succeeded`,
      kind: "refund.sent",
      ref: refundId,
      moves: [{ source: refundTransit(refundId), target: stripeBalance, amount: row.amount }],
    });
    await end(ctx, row, "succeeded");
  } else if ((refund.status === "failed" || refund.status === "canceled") && row.status !== "failed")
    await turnIntoCredits(ctx, refundId, `stripe:${refund.id}:failed`);
}

/** The card does not take it: whoever paid has it as credits, and is told. */
async function turnIntoCredits(ctx: Context<any>, refundId: string, key: string) {
  const [row] = await ctx.db.select().from(refunds).where(eq(refunds.id, refundId)).for("update");
  if (!row || row.status === "failed") return;
  await transfer(ctx, {
    key,
    kind: "refund.failed",
    ref: refundId,
    moves: [
      {
        source: row.status === "pending" ? refundTransit(refundId) : stripeBalance,
        target: credits(row.userId),
        amount: row.amount,
      },
    ],
  });
  await end(ctx, row, "failed");
}

const wasLost = async (paymentIntent: string): Promise<boolean> =>
  (await db.$count(chargebacks, and(eq(chargebacks.paymentIntent, paymentIntent), eq(chargebacks.status, "lost")))) > 0;

/** The bank gave the money back already: what was to be refunded covers what that cost the platform, and the rest is credits. */
async function coverLoss(ctx: Context<any>, refundId: string) {
  const [row] = await ctx.db.select().from(refunds).where(eq(refunds.id, refundId)).for("update");
  if (row!.status !== "pending") return;
  const isLost = and(eq(chargebacks.paymentIntent, row!.paymentIntent), eq(chargebacks.status, "lost"));
  const lost = await ctx.db.select().from(chargebacks).where(isLost).orderBy(chargebacks.id).for("update");
  let rest = row!.amount;
  for (const { id, uncovered } of lost) {
    const covered = Math.min(rest, uncovered);
    rest -= covered;
    if (covered > 0)
      await ctx.db
        .update(chargebacks)
        .set({ uncovered: uncovered - covered })
        .where(eq(chargebacks.id, id));
  }
  const source = refundTransit(refundId);
  await transfer(ctx, {
    key: `refund.fail:${refundId}`,
    kind: "refund.covered",
    ref: refundId,
    moves: [
      { source, target: loss, amount: row!.amount - rest },
      { source, target: credits(row!.userId), amount: rest },
    ],
  });
  await end(ctx, row!, "failed");
}

async function end(ctx: Context<any>, row: RefundRow, status: "succeeded" | "failed") {
  await ctx.db.update(refunds).set({ status, settledAt: ctx.now }).where(eq(refunds.id, row.id));
  await ctx.emit(
    status === "succeeded" ? "refund.succeeded" : "refund.failed",
    { refundId: row.id, userId: row.userId, taskId: row.taskId, amountCents: row.amount },
    { actorId: row.userId, subjectId: row.taskId ?? undefined },
  );
}
