import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { checkoutStatuses, checkouts } from "@/db/schema";
import { notFound } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { query } from "@/lib/core/operation";

const state = { status: z.enum(checkoutStatuses), amountCents: z.int() };
export type CheckoutState = { status: (typeof checkoutStatuses)[number]; amountCents: number };

/** What became of a page that one was sent to pay on. It only looks: credits come with Stripe's word, never with a visit. */
export const loadCheckout = query({
  name: "credits.checkout",
  summary: "What became of a payment by card.",
  access: "account",
  input: { checkoutId: id("chk") },
  output: state,
  async run({ db, actor }, { checkoutId }) {
    const [row] = await db
      .select({ status: checkouts.status, amountCents: checkouts.amount })
      .from(checkouts)
      .where(and(eq(checkouts.id, checkoutId), eq(checkouts.userId, actor.userId)));
    if (!row) throw notFound("checkout");
    return row;
  },
});
