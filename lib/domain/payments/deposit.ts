import { z } from "zod";
import { dollars, wholeCents } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import { commandWithAfter } from "@/lib/core/operation";
import { refuseContesting } from "./chargeback";
import { orderCheckout, pageOf } from "./checkout";
import { handlers } from "./handlers";
import { fulfil } from "./ops";

export const SMALLEST_DEPOSIT = 500;
export const LARGEST_DEPOSIT = 1_000_000;

export const deposit = commandWithAfter({
  name: "credits.deposit",
  summary: "Buy credits by card.",
  description:
    "Answers the address of a page of Stripe's to pay on, open for an hour. The credits arrive when Stripe has told us that it is paid, seconds later as a rule.",
  access: "account",
  input: {
    amount: dollars
      .optional()
      .meta({ description: "Dollars, 5 to 10,000. Either this or `amount_cents`.", examples: [100] }),
    amountCents: wholeCents.optional().meta({ description: "Cents, 500 to 1,000,000." }),
  },
  output: { checkoutUrl: z.url(), sessionId: z.string(), checkoutId: z.string(), expiresAt: z.iso.datetime() },
  async run(ctx, asked) {
    const cents = asked.amount ?? asked.amountCents;
    if (cents === undefined) throw invalid("amount", "is required, in dollars (or amount_cents)");
    if (asked.amount !== undefined && asked.amountCents !== undefined && asked.amount !== asked.amountCents)
      throw invalid("amountCents", "says another amount than amount: send one of them");
    if (cents < SMALLEST_DEPOSIT || cents > LARGEST_DEPOSIT)
      throw invalid(asked.amount === undefined ? "amountCents" : "amount", "must be 5 to 10,000 dollars");
    await refuseContesting(ctx.db, ctx.actor.userId);
    return { checkoutId: await orderCheckout(ctx, { kind: "deposit", userId: ctx.actor.userId, amount: cents }) };
  },
  async after({ checkoutId }) {
    await fulfil(handlers, "checkout.open", checkoutId);
    return pageOf(checkoutId);
  },
});
