import { eq } from "drizzle-orm";
import { autoRefills, fraudWarnings } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { transact } from "@/lib/core/transaction";
import { log } from "@/lib/log";
import { stripe } from "@/lib/vendors/stripe";
import { type Cents, credits, transfer } from "../money/ledger";
import { contests, payerOf } from "./chargeback";
import { refunding, takeFrom } from "./left-over";
import { orderRefund } from "./refund";

type Ctx = Context<any>;

/**
 * A card's bank says that a payment was fraud (Stripe's "early fraud warning"), as a rule weeks before its holder contests it.
 * What it bought and is not spent yet goes back to the card at once, which spares everybody the chargeback; and the card is
 * charged by itself no more. Behind a hire or a licence nothing moves: the work
 * is somebody's, the data is copied, and moderators see the warning.
 */
export async function settleFraudWarning(id: string): Promise<void> {
  const warning = await stripe().radar.earlyFraudWarnings.retrieve(id);
  const paymentIntent = warning.payment_intent as string | undefined;
  if (!paymentIntent) return;
  const payer = await payerOf(paymentIntent);
  // The payment's own event may come later.
  if (!payer) throw new Error(`nobody is known to have paid ${paymentIntent}`);
  const { amount } = await stripe().paymentIntents.retrieve(paymentIntent);
  await transact({ kind: "system", job: "fraud" }, async (ctx) => {
    const { userId, taskId, licenseId } = payer;
    const known = { id, userId, taskId, paymentIntent, amount, reason: warning.fraud_type, createdAt: ctx.now };
    const fresh = await ctx.db
      .insert(fraudWarnings)
      .values({ ...known, refunded: 0 })
      .onConflictDoNothing()
      .returning({ id: fraudWarnings.id });
    if (fresh.length === 0) return;
    const isUnspent = taskId === null && licenseId === null;
    const refunded = warning.actionable && isUnspent ? await refundUnspent(ctx, id, known) : 0;
    await ctx.db.update(fraudWarnings).set({ refunded }).where(eq(fraudWarnings.id, id));
    const trouble = "The card's bank reported a payment with it as fraud.";
    await ctx.db
      .update(autoRefills)
      .set({ enabled: false, trouble, updatedAt: ctx.now })
      .where(eq(autoRefills.userId, userId));
    log.warn({ warning: id, user: userId, amount, refunded }, "a bank warns of fraud");
  });
}

type Known = { userId: string; paymentIntent: string; amount: Cents };

/** credits → the card, as far as they reach. A payment that is contested already is the bank's to decide. */
async function refundUnspent(ctx: Ctx, id: string, { userId, paymentIntent, amount }: Known): Promise<Cents> {
  if (await contests(ctx.db, userId)) return 0;
  const most = amount - (await refunding(ctx, { paymentIntent, amount }, "all"));
  return takeFrom(ctx, userId, most, async (inside, cents) => {
    const target = await orderRefund(inside, { userId, paymentIntent, amount: cents });
    const moves = [{ source: credits(userId), target, amount: cents }];
    await transfer(inside, { key: `stripe:${id}:refund`, kind: "refund.warned", ref: id, moves });
  });
}
