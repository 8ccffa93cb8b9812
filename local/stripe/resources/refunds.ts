import type Stripe from "stripe";
import { type Context, emit } from "../context";
import { invalid, missing } from "../fault";
import { newId } from "../state";
import { type Body, whole } from "../wire";
import { book } from "./balance";
import { loadCharge, loadIntent, metadataOf } from "./payments";

export function createRefund(ctx: Context, body: Body): Stripe.Refund {
  if (!body.payment_intent === !body.charge)
    throw invalid("You must provide exactly one of `charge` or `payment_intent`.", { param: "payment_intent" });
  const intent = body.payment_intent ? loadIntent(ctx, body.payment_intent) : undefined;
  if (intent && intent.status !== "succeeded")
    throw invalid(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`);
  const charge = loadCharge(ctx, body.charge ?? intent!.latest_charge);
  const left = charge.amount_captured - charge.amount_refunded;
  if (isContested(ctx, charge.id))
    throw invalid(`Charge ${charge.id} has been charged back; cannot issue a refund.`, { code: "charge_disputed" });
  if (left === 0) throw invalid(`Charge ${charge.id} has already been refunded.`, { code: "charge_already_refunded" });
  const amount = whole(body.amount) ?? left;
  if (!Number.isInteger(amount) || amount < 1) throw invalid("Invalid positive integer", { param: "amount" });
  if (amount > left)
    throw invalid(`Refund amount ($${amount / 100}) is greater than unrefunded amount on charge ($${left / 100})`, {
      param: "amount",
    });
  const id = newId("re");
  const refund: Stripe.Refund = {
    id,
    object: "refund",
    amount,
    balance_transaction: book(ctx, { amount: -amount, type: "refund", source: id }).id,
    charge: charge.id,
    created: ctx.now,
    currency: "usd",
    customer: charge.customer,
    customer_account: null,
    destination_details: { type: "card" },
    metadata: metadataOf(body),
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: body.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: "succeeded",
    transfer_reversal: null,
  };
  ctx.state.put(refund);
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded === charge.amount_captured;
  ctx.state.put(charge);
  emit(ctx, "refund.created", refund);
  emit(ctx, "charge.refunded", charge);
  return refund;
}

/** Contested and not won (docs.stripe.com/disputes): only the bank gives that back. An inquiry can still be refunded. */
const isContested = ({ state }: Context, charge: string) =>
  state
    .all<Stripe.Dispute>("dispute")
    .some((one) => one.charge === charge && !one.is_charge_refundable && one.status !== "won");

export function loadRefund({ state }: Context, id: string): Stripe.Refund {
  const refund = state.get<Stripe.Refund>(id);
  if (refund?.object !== "refund") throw missing("refund", id, "refund");
  return refund;
}

/** The bank sends a refund back, days later: the money is the platform's again. */
export function failRefund(ctx: Context, id: string): Stripe.Refund {
  const refund = loadRefund(ctx, id);
  if (refund.status !== "succeeded") throw invalid(`The refund is ${refund.status}.`);
  refund.failure_balance_transaction = book(ctx, { amount: refund.amount, type: "refund_failure", source: id }).id;
  Object.assign(refund, { status: "failed", failure_reason: "lost_or_stolen_card" });
  const charge = loadCharge(ctx, refund.charge as string);
  charge.amount_refunded -= refund.amount;
  charge.refunded = false;
  ctx.state.put(charge);
  emit(ctx, "refund.failed", refund);
  emit(ctx, "refund.updated", refund);
  return ctx.state.put(refund);
}
