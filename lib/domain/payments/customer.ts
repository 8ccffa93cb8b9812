import { and, eq, isNull } from "drizzle-orm";
import { db } from "@/db";
import { users } from "@/db/schema";
import { log } from "@/lib/log";
import { failureOf, once, stripe } from "@/lib/vendors/stripe";
import type { Handler } from "./ops";

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

/** Stripe forgets who paid, and their cards; what was paid stays in its books. One that is gone already is as it should be. */
export const deleteCustomer: Handler<unknown> = {
  async send(op, key) {
    try {
      return await stripe().customers.del(op.request.customer as string, {}, once(key));
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind === "refused" && failure.code === "resource_missing") return undefined;
      throw error;
    }
  },
  // Deleting twice is deleting once: what came of the first time need not be known.
  find: async () => undefined,
  record: async () => undefined,
  async giveUp(_, op, refused) {
    log.error({ customer: op.request.customer, refused }, "Stripe does not delete the customer of a deleted account");
  },
};
