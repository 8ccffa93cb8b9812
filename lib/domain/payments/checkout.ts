import { and, eq, ne } from "drizzle-orm";
import { db } from "@/db";
import { newId } from "@/db/id";
import { checkouts } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Context } from "@/lib/core/context";
import { Refusal } from "@/lib/core/errors";
import { transact } from "@/lib/core/transaction";
import { keepSpent } from "@/lib/domain/spending/spend";
import { backTo, failureOf, once, type Stripe, stripe } from "@/lib/vendors/stripe";
import { bookPayment, type Payment } from "./book";
import { keepCard, savedCard } from "./card";
import { customerOf } from "./customer";
import { feeOf } from "./fee";
import { type Handler, NotYet, order } from "./ops";
import { recount } from "./recount";

export type CheckoutRow = typeof checkouts.$inferSelect;
type Ctx = Pick<Context<any>, "db" | "now">;

const MINUTE_MS = 60_000;
/** Stripe's longest is a day; nobody thinks about a payment for so long. A hire and a licence are shorter: others wait for them. */
const MINUTES = { deposit: 60, task: 35, card: 60, license: 35 } as const;
const MONEY_PAGE = "/dashboard/money";
/** What pays at once or not at all; whatever else is switched on at Stripe would be known days later. */
const PAYS_BY = ["card", "link"] as const;

type Wish = Pick<CheckoutRow, "kind" | "userId" | "amount"> & {
  taskId?: string;
  proposalId?: string;
  datasetId?: string;
  licenseId?: string;
  termsHash?: string;
  botId?: string | null;
};

/** Writes down, in the caller's transaction, that a page to pay on is wanted. Gives the checkout's id. */
export async function orderCheckout(ctx: Ctx, wish: Wish): Promise<string> {
  const id = newId("chk");
  const expiresAt = new Date(ctx.now.getTime() + MINUTES[wish.kind] * MINUTE_MS);
  await ctx.db.insert(checkouts).values({ id, ...wish, expiresAt, createdAt: ctx.now });
  await order(ctx, "checkout.open", id, {});
  return id;
}

/** Nobody is to pay this task any more: its open page, if there is one, is closed. The task's row must be locked. */
export async function closeCheckout(ctx: Ctx, taskId: string): Promise<void> {
  const [closed] = await ctx.db
    .update(checkouts)
    .set({ status: "expired", settledAt: ctx.now })
    .where(and(eq(checkouts.taskId, taskId), eq(checkouts.kind, "task"), eq(checkouts.status, "open")))
    .returning({ id: checkouts.id });
  if (!closed) return;
  await recount(ctx, taskId);
  await order(ctx, "checkout.close", closed.id, {});
}

/** Nobody is to pay for this licence any more: its open page, if there is one, is closed. The dataset's row must be locked. */
export async function closeLicensePage(ctx: Ctx, userId: string, datasetId: string): Promise<void> {
  const [closed] = await ctx.db
    .update(checkouts)
    .set({ status: "expired", settledAt: ctx.now })
    .where(and(eq(checkouts.userId, userId), eq(checkouts.datasetId, datasetId), eq(checkouts.status, "open")))
    .returning({ id: checkouts.id, licenseId: checkouts.licenseId });
  if (!closed) return;
  await keepSpent(ctx, closed.licenseId!, 0);
  await order(ctx, "checkout.close", closed.id, {});
}

/** Whoever leaves is to pay nothing any more: their open pages are closed. Those of hires end with their tasks. */
export async function closePages(ctx: Ctx, userId: string): Promise<void> {
  const closed = await ctx.db
    .update(checkouts)
    .set({ status: "expired", settledAt: ctx.now })
    .where(and(eq(checkouts.userId, userId), ne(checkouts.kind, "task"), eq(checkouts.status, "open")))
    .returning({ id: checkouts.id, licenseId: checkouts.licenseId });
  for (const { id, licenseId } of closed) {
    if (licenseId) await keepSpent(ctx, licenseId, 0);
    await order(ctx, "checkout.close", id, {});
  }
}

/** An open page that nobody paid: over, and no spend of anybody's. */
async function lapse(ctx: Ctx, checkoutId: string): Promise<void> {
  const [lapsed] = await ctx.db
    .update(checkouts)
    .set({ status: "expired", settledAt: ctx.now })
    .where(and(eq(checkouts.id, checkoutId), eq(checkouts.status, "open")))
    .returning({ taskId: checkouts.taskId, licenseId: checkouts.licenseId });
  if (lapsed?.taskId) await recount(ctx, lapsed.taskId);
  if (lapsed?.licenseId) await keepSpent(ctx, lapsed.licenseId, 0);
}

/** What a page is about, as its payer reads it, and where it sends them back to. */
function about({ id, kind, taskId, datasetId }: CheckoutRow) {
  const at = (name: string, page: string) => ({ name, done: `${page}?checkout=${id}`, left: page });
  if (kind === "task") return at("Held payment for a gig", `/gigs/${taskId}`);
  if (kind === "license") return at("A licence to a dataset", `/data-exchange/${datasetId}`);
  return at("Bothand credits", MONEY_PAGE);
}

const rowOf = async (id: string): Promise<CheckoutRow> =>
  (await db.select().from(checkouts).where(eq(checkouts.id, id)))[0]!;

/** Opens Stripe's page for a checkout. */
export const openCheckout: Handler<Stripe.Checkout.Session> = {
  async send(op, idempotencyKey) {
    const row = await rowOf(op.refId);
    const { id, kind, userId, amount, expiresAt, taskId } = row;
    const { name, done, left } = about(row);
    const metadata = { kind, user_id: userId, checkout_id: id };
    const common = {
      ui_mode: "hosted_page" as const,
      customer: await customerOf(userId),
      client_reference_id: id,
      metadata,
      expires_at: Math.floor(expiresAt.getTime() / 1000),
      success_url: backTo(done),
      cancel_url: backTo(left),
    };
    const wanted: Stripe.Checkout.SessionCreateParams =
      kind === "card"
        ? { ...common, mode: "setup", currency: "usd", setup_intent_data: { metadata } }
        : {
            ...common,
            mode: "payment",
            line_items: [{ quantity: 1, price_data: { currency: "usd", unit_amount: amount, product_data: { name } } }],
            allowed_payment_method_types: [...PAYS_BY],
            // Booked with the payment, and not some time later: what it cost is known when it is ours.
            payment_intent_data: {
              capture_method: "automatic",
              metadata,
              description: name,
              ...(taskId && { transfer_group: taskId }),
            },
          };
    return stripe().checkout.sessions.create(wanted, once(idempotencyKey));
  },
  async find(op) {
    const customer = await customerOf((await rowOf(op.refId)).userId);
    for await (const session of stripe().checkout.sessions.list({ customer, limit: 100 }))
      if (session.client_reference_id === op.refId) return session;
    return undefined;
  },
  async record({ db }, op, session) {
    await db.update(checkouts).set({ stripeId: session.id, url: session.url }).where(eq(checkouts.id, op.refId));
    return session.id;
  },
  giveUp: (ctx, op) => lapse(ctx, op.refId),
};

/** Closes a page of Stripe's. One that is not open any more may have been paid: then it is treated as paid. */
export const expireCheckout: Handler<Stripe.Checkout.Session | undefined> = {
  async send(op, idempotencyKey) {
    const { stripeId } = await rowOf(op.refId);
    if (!stripeId) return unopened(op.refId);
    try {
      return await stripe().checkout.sessions.expire(stripeId, {}, once(idempotencyKey));
    } catch (error) {
      if (failureOf(error).kind === "unknown") throw error;
      return retrieve(stripeId);
    }
  },
  async find(op) {
    const { stripeId } = await rowOf(op.refId);
    return stripeId ? retrieve(stripeId) : undefined;
  },
  async record(ctx, op, session) {
    if (session?.payment_status === "paid") await bookPayment(ctx, op.refId, paymentOf(session));
    return session?.id;
  },
  async giveUp() {},
};

/** A page that is still being opened is closed once it is there; one that never opened needs no closing. */
async function unopened(checkoutId: string): Promise<undefined> {
  const { expiresAt } = await rowOf(checkoutId);
  if (clock.now() < expiresAt) throw new NotYet(`checkout ${checkoutId} is not open yet`);
  return undefined;
}

/** Whether a page that was filled in may still be paid. */
const isUnderWay = ({ payment_intent: intent }: Stripe.Checkout.Session): boolean =>
  (intent as Stripe.PaymentIntent | null)?.status === "processing";

const isBooked = ({ status }: CheckoutRow) => status === "paid" || status === "refunded" || status === "saved";

const retrieve = (stripeId: string) =>
  stripe().checkout.sessions.retrieve(stripeId, { expand: ["payment_intent.latest_charge.balance_transaction"] });

function paymentOf(session: Stripe.Checkout.Session): Payment {
  const intent = session.payment_intent as Stripe.PaymentIntent;
  const charge = intent.latest_charge as Stripe.Charge;
  return {
    paymentIntent: intent.id,
    amount: session.amount_total!,
    currency: session.currency!,
    feeCents: feeOf(charge),
    receiptUrl: charge.receipt_url,
  };
}

/**
 * Brings a checkout to what Stripe says of it. Whoever sees a payment first (event, reconciliation, closing), and however
 * often, one journal comes of it; one that we gave up and that was paid all the same is booked too.
 */
export async function settleCheckout(checkoutId: string): Promise<CheckoutRow["status"] | undefined> {
  const [known] = await db.select().from(checkouts).where(eq(checkouts.id, checkoutId));
  if (!known?.stripeId || isBooked(known)) return known?.status;
  const session = await retrieve(known.stripeId);
  if (known.kind === "card" && session.status === "complete") {
    const card = await savedCard(session);
    return transact({ kind: "system", job: "checkouts" }, (ctx) => keepCard(ctx, known.id, card));
  }
  if (session.payment_status === "paid")
    return transact({ kind: "system", job: "checkouts" }, (ctx) => bookPayment(ctx, known.id, paymentOf(session)));
  const isRefused = session.status === "complete" && !isUnderWay(session);
  if (session.status !== "expired" && !isRefused) return known.status;
  await transact({ kind: "system", job: "checkouts" }, (ctx) => lapse(ctx, checkoutId));
  return "expired";
}

/** Looks what became of a page that is handed out again: Stripe's word of a payment may be on its way. */
export async function lookAt(checkoutId: string): Promise<void> {
  try {
    await settleCheckout(checkoutId);
  } catch (error) {
    if (failureOf(error).kind !== "unknown") throw error;
  }
}

/** The page of a checkout that was just ordered: asks for it when it is not open yet. */
export async function pageOf(checkoutId: string) {
  const { url, stripeId, status, expiresAt } = await rowOf(checkoutId);
  if (status === "paid") throw new Refusal("CONFLICT", "This is paid already.");
  if (status !== "open") throw new Refusal("CONFLICT", "This payment page is over. Ask for a new one.");
  if (!url || !stripeId) throw new Refusal("UNAVAILABLE", "Stripe did not answer. Retry in a moment.");
  return { checkoutUrl: url, sessionId: stripeId, checkoutId, expiresAt: expiresAt.toISOString() };
}
