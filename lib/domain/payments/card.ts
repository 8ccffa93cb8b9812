import { eq } from "drizzle-orm";
import { db } from "@/db";
import { autoRefills, checkouts } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Context } from "@/lib/core/context";
import { transact } from "@/lib/core/transaction";
import { type Stripe, stripe } from "@/lib/vendors/stripe";

export type Card = { paymentMethod: string; brand: string; last4: string };

/** The card that was saved on a page of Stripe's. */
export async function savedCard(session: Stripe.Checkout.Session): Promise<Card> {
  const setup = await stripe().setupIntents.retrieve(session.setup_intent as string, { expand: ["payment_method"] });
  const { id, card } = setup.payment_method as Stripe.PaymentMethod;
  return { paymentMethod: id, brand: card?.brand ?? "card", last4: card?.last4 ?? "" };
}

/** Keeps a saved card with its owner's auto-refill, in place of the one before; only once for a page. */
export async function keepCard(
  ctx: Pick<Context<any>, "db" | "now">,
  checkoutId: string,
  { paymentMethod, brand, last4 }: Card,
): Promise<"saved"> {
  const [row] = await ctx.db.select().from(checkouts).where(eq(checkouts.id, checkoutId)).for("update");
  if (row!.status === "saved") return "saved";
  await ctx.db
    .update(autoRefills)
    .set({ paymentMethod, cardBrand: brand, cardLast4: last4, notBefore: null, failures: 0, trouble: null })
    .where(eq(autoRefills.userId, row!.userId));
  await ctx.db.update(checkouts).set({ status: "saved", settledAt: ctx.now }).where(eq(checkouts.id, checkoutId));
  return "saved";
}

/** Looks whether a saved card is still its owner's, and forgets it when it is not. */
export async function settleCard(paymentMethod: string): Promise<void> {
  const [row] = await db.select().from(autoRefills).where(eq(autoRefills.paymentMethod, paymentMethod));
  if (!row) return;
  const method = await stripe().paymentMethods.retrieve(paymentMethod);
  if (method.customer !== null) return;
  await transact({ kind: "system", job: "cards" }, (ctx) =>
    ctx.db
      .update(autoRefills)
      .set({
        paymentMethod: null,
        cardBrand: null,
        cardLast4: null,
        enabled: false,
        trouble: "The card was removed.",
        updatedAt: clock.now(),
      })
      .where(eq(autoRefills.userId, row.userId)),
  );
}
