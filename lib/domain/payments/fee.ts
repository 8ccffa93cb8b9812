import type { Stripe } from "@/lib/vendors/stripe";
import { NotYet } from "./ops";

/** What Stripe takes of a charge, in cents. @throws NotYet while it is not in Stripe's books, which may take it a while. */
export function feeOf(charge: Stripe.Charge): number {
  const booked = charge.balance_transaction as Stripe.BalanceTransaction | null;
  if (!booked) throw new NotYet(`Stripe has not booked ${charge.id} yet`);
  return booked.fee;
}
