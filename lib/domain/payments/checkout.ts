import { and, eq, isNull } from "drizzle-orm";
import { db } from "@/db";
import { checkouts, users } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import { log } from "@/lib/log";
import { backTo, once, type Stripe, stripe } from "@/lib/vendors/stripe";
import { credits, stripeBalance, stripeFees, transfer } from "../money/ledger";
import type { Handler } from "./ops";

export type CheckoutRow = typeof checkouts.$inferSelect;

/** Stripe's longest is a day; nobody thinks about a payment for so long. */
export const CHECKOUT_MINUTES = 60;
const MONEY_PAGE = "/dashboard/money";

/** Who pays, as Stripe knows them. Two at the same moment get one, by the key. */
async function customerOf(userId: string): Promise<string> {
  const [user] = await db
    .select({ customer: users.stripeCustomer, email: users.email })
    .from(users)
    .where(eq(users.id, userId));
  if (user!.customer) return user!.customer;
  const made = await stripe().customers.create({ metadata: { user_id: userId } }, once(`customer:${userId}`));
  await db
    .update(users)
    .set({ stripeCustomer: made.id })
    .where(and(eq(users.id, userId), isNull(users.stripeCustomer)));
  return made.id;
}

/** Opens Stripe's page for a checkout. */
export const openCheckout: Handler<Stripe.Checkout.Session> = {
  async send(op, idempotencyKey) {
    const [row] = await db.select().from(checkouts).where(eq(checkouts.id, op.refId));
    const { id, kind, userId, amount, expiresAt } = row!;
    const metadata = { kind, user_id: userId, checkout_id: id };
    return stripe().checkout.sessions.create(
      {
        mode: "payment",
        ui_mode: "hosted_page",
        customer: await customerOf(userId),
        client_reference_id: id,
        line_items: [
          {
            quantity: 1,
            price_data: { currency: "usd", unit_amount: amount, product_data: { name: "Bothand credits" } },
          },
        ],
        metadata,
        payment_intent_data: { metadata, description: "Bothand credits" },
        expires_at: Math.floor(expiresAt.getTime() / 1000),
        success_url: backTo(`${MONEY_PAGE}?checkout=${id}`),
        cancel_url: backTo(MONEY_PAGE),
      },
      once(idempotencyKey),
    );
  },
  async record({ db }, op, session) {
    await db.update(checkouts).set({ stripeId: session.id, url: session.url }).where(eq(checkouts.id, op.refId));
    return session.id;
  },
  async giveUp({ db, now }, op) {
    await db.update(checkouts).set({ status: "expired", settledAt: now }).where(eq(checkouts.id, op.refId));
  },
};

/**
 * Brings a checkout to what Stripe says of it: paid credits its owner with the gross amount, and Stripe's fee is the
 * platform's. Whoever sees a payment first (event, reconciliation), and however often, one journal comes of it.
 */
export async function settleCheckout(checkoutId: string): Promise<CheckoutRow["status"] | undefined> {
  const [known] = await db.select().from(checkouts).where(eq(checkouts.id, checkoutId));
  if (!known?.stripeId || known.status !== "open") return known?.status;
  const session = await stripe().checkout.sessions.retrieve(known.stripeId, {
    expand: ["payment_intent.latest_charge.balance_transaction"],
  });
  if (session.payment_status === "paid") return book(known, session);
  if (session.status !== "expired") return "open";
  await db
    .update(checkouts)
    .set({ status: "expired", settledAt: clock.now() })
    .where(and(eq(checkouts.id, checkoutId), eq(checkouts.status, "open")));
  return "expired";
}

async function book(known: CheckoutRow, session: Stripe.Checkout.Session): Promise<"paid"> {
  const intent = session.payment_intent as Stripe.PaymentIntent;
  const charge = intent.latest_charge as Stripe.Charge;
  const booked = charge.balance_transaction as Stripe.BalanceTransaction;
  if (session.amount_total !== known.amount || session.currency !== "usd")
    throw new Error(
      `checkout ${known.id} is over ${known.amount}, but ${session.amount_total} ${session.currency} were paid`,
    );
  return db.transaction(async (tx) => {
    const [row] = await tx.select().from(checkouts).where(eq(checkouts.id, known.id)).for("update");
    if (row!.status !== "open") return "paid" as const;
    const ctx = { db: tx as never, now: clock.now(), postings: [] };
    await transfer(ctx, {
      key: `stripe:${intent.id}:paid`,
      kind: "deposit.paid",
      ref: known.id,
      moves: [
        { source: stripeBalance, target: credits(known.userId), amount: known.amount },
        { source: stripeFees, target: stripeBalance, amount: booked.fee },
      ],
    });
    await tx
      .update(checkouts)
      .set({ status: "paid", paymentIntent: intent.id, settledAt: ctx.now })
      .where(eq(checkouts.id, known.id));
    log.info({ checkout: known.id, paymentIntent: intent.id }, "a payment was credited");
    return "paid" as const;
  });
}
