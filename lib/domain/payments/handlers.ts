import { openAccount } from "@/lib/domain/withdrawals/account";
import { sendTransfer } from "@/lib/domain/withdrawals/transfer";
import { sendAnswer } from "./answer-chargeback";
import { expireCheckout, openCheckout } from "./checkout";
import { deleteCustomer } from "./customer";
import type { Handlers } from "./ops";
import { chargeRefill } from "./refill";
import { sendRefund } from "./refund";

/** Every call of Stripe that an operation may order, by its kind. */
export const handlers: Handlers = {
  "checkout.open": openCheckout,
  "checkout.close": expireCheckout,
  "refill.charge": chargeRefill,
  "refund.create": sendRefund,
  "customer.delete": deleteCustomer,
  "chargeback.answer": sendAnswer,
  "account.open": openAccount,
  "transfer.create": sendTransfer,
};
