import type Stripe from "stripe";
import { base, type Context, emit } from "../context";
import { newId } from "../state";

/** Stripe's standard fee on a card payment in the US: 2.9% and 30 cents. */
export const feeOf = (cents: number) => Math.round(cents * 0.029) + 30;

type Booking = {
  /** Cents; negative leaves the balance. */
  amount: number;
  fee?: number;
  type: Stripe.BalanceTransaction.Type;
  source: string;
};

/** Moves the balance of the platform, or of an account. Money is available at once, so that nobody waits two days at a desk. */
export function book(
  { state, now, account }: Context,
  { amount, fee = 0, type, source }: Booking,
): Stripe.BalanceTransaction {
  const booked: Stripe.BalanceTransaction = {
    id: newId("txn"),
    object: "balance_transaction",
    amount,
    available_on: now,
    balance_type: "payments",
    created: now,
    currency: "usd",
    description: null,
    exchange_rate: null,
    fee,
    fee_details: fee
      ? [{ amount: fee, application: null, currency: "usd", description: "Stripe processing fees", type: "stripe_fee" }]
      : [],
    net: amount - fee,
    reporting_category: type,
    source,
    status: "available",
    type,
  };
  state.set(nameOf(account), String(available(state, account) + booked.net));
  return state.put(booked, account);
}

const nameOf = (account?: string) => (account ? `balance:${account}` : "balance");
const available = (state: Context["state"], account?: string) => Number(state.setting(nameOf(account)) ?? 0);
/** The balance, in cents, of whom a request speaks for. */
export const balanceOf = ({ state, account }: Context) => available(state, account);

export const readBalance = (ctx: Context): Stripe.Balance => ({
  object: "balance",
  available: [{ amount: balanceOf(ctx), currency: "usd", source_types: { card: balanceOf(ctx) } }],
  ...base,
  pending: [{ amount: 0, currency: "usd", source_types: { card: 0 } }],
});

/** Money from outside, as a bank transfer to the platform would bring it: only the control page asks for it. */
export function topUp(ctx: Context, cents: number) {
  book(ctx, { amount: cents, type: "topup", source: newId("tu") });
  emit(ctx, "balance.available", readBalance(ctx));
}
