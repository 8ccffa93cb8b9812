import type Stripe from "stripe";
import { base, type Context, emit } from "../context";
import { invalid, missing } from "../fault";
import { newId } from "../state";
import { balanceOf, book } from "./balance";

const DAY_SECONDS = 24 * 3600;

/** Why a bank does not take a payout (docs.stripe.com/api/payouts/failures), as far as anybody asks here. */
const FAILURES: Record<string, string> = {
  account_closed: "The bank account has been closed.",
  no_account: "The bank account could not be found.",
  could_not_process: "The bank could not process this payout.",
};

/** What a transfer is in the account that it goes to: a payment, which tells where it came from. */
export function receive(ctx: Context, transfer: string, amount: number): Stripe.Charge {
  const id = newId("py");
  const payment: Stripe.Charge = {
    id,
    object: "charge",
    amount,
    amount_captured: amount,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: book(ctx, { amount, type: "payment", source: id }).id,
    billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
    calculated_statement_descriptor: null,
    captured: true,
    created: ctx.now,
    currency: "usd",
    customer: null,
    description: null,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    ...base,
    metadata: {},
    on_behalf_of: null,
    outcome: null,
    paid: true,
    payment_intent: null,
    payment_method: null,
    payment_method_details: null,
    receipt_email: null,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: transfer,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: "succeeded",
    transfer_data: null,
    transfer_group: null,
  };
  return ctx.state.put(payment, ctx.account);
}

const placeOf = (line: string) => `payout of ${line}`;

/** Whether a line of an account's books belongs to a payout. Of one that was asked for by hand, Stripe does not say. */
export function isIn(ctx: Context, line: string, payout: string | undefined): boolean {
  if (payout === undefined) return true;
  if (!loadPayout(ctx, payout).automatic)
    throw invalid("Balance transaction history can only be filtered on automatic payouts, not manual.", {
      param: "payout",
    });
  return ctx.state.setting(placeOf(line)) === payout;
}

/** Pays out all that lies in an account: by its schedule, or as if its owner had asked for it. */
export function payOut(ctx: Context, manual: boolean, fails?: string): Stripe.Payout {
  const amount = balanceOf(ctx);
  if (amount < 1)
    throw invalid("You have insufficient funds in your Stripe account.", { code: "balance_insufficient" });
  const id = newId("po");
  const line = book(ctx, { amount: -amount, type: "payout", source: id });
  for (const one of ctx.state.all<Stripe.BalanceTransaction>("balance_transaction", ctx.account))
    if (ctx.state.setting(placeOf(one.id)) === undefined) ctx.state.set(placeOf(one.id), id);
  const payout: Stripe.Payout = {
    id,
    object: "payout",
    amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: ctx.now + DAY_SECONDS,
    automatic: !manual,
    balance_transaction: line.id,
    created: ctx.now,
    currency: "usd",
    description: manual ? null : "STRIPE PAYOUT",
    destination: newId("ba"),
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    ...base,
    metadata: {},
    method: "standard",
    original_payout: null,
    payout_method: null,
    reconciliation_status: manual ? "not_applicable" : "completed",
    reversed_by: null,
    source_type: "card",
    statement_descriptor: null,
    status: "in_transit",
    trace_id: null,
    type: "bank_account",
  };
  ctx.state.put(payout, ctx.account);
  ctx.state.set(`account of ${id}`, ctx.account!);
  emit(ctx, "payout.created", payout);
  if (fails) return returnPayout(ctx, id, fails);
  payout.status = "paid";
  emit(ctx, "payout.paid", payout);
  return ctx.state.put(payout, ctx.account);
}

/** The bank does not take it, or sends it back some days later: it lies in the account again, and the next payout has it. */
export function returnPayout(anybody: Context, id: string, code = "could_not_process"): Stripe.Payout {
  const ctx = { ...anybody, account: anybody.state.setting(`account of ${id}`) };
  const payout = loadPayout(ctx, id);
  if (payout.status === "failed") throw invalid("This payout has failed already.");
  const back = book(ctx, { amount: payout.amount, type: "payout_failure", source: id });
  Object.assign(payout, {
    status: "failed",
    failure_balance_transaction: back.id,
    failure_code: code,
    failure_message: FAILURES[code] ?? FAILURES.could_not_process!,
  });
  emit(ctx, "payout.failed", payout);
  return ctx.state.put(payout, ctx.account);
}

export function loadPayout({ state, account }: Context, id: string): Stripe.Payout {
  const payout = state.all<Stripe.Payout>("payout", account).find((one) => one.id === id);
  if (!payout) throw missing("payout", id, "payout");
  return payout;
}
