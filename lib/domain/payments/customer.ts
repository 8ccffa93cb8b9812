import { and, eq, isNull } from "drizzle-orm";
import { db } from "@/db";
import { users } from "@/db/schema";
import { once, stripe } from "@/lib/vendors/stripe";

/** Who pays, as Stripe knows them. Two at the same moment get one, by the key. */
export async function customerOf(userId: string): Promise<string> {
  const [user] = await db.select({ customer: users.stripeCustomer }).from(users).where(eq(users.id, userId));
  if (user!.customer) return user!.customer;
  const made = await stripe().customers.create({ metadata: { user_id: userId } }, once(`customer:${userId}`));
  await db
    .update(users)
    .set({ stripeCustomer: made.id })
    .where(and(eq(users.id, userId), isNull(users.stripeCustomer)));
  return made.id;
}
