import { and, eq, inArray, sql } from "drizzle-orm";
import { refunds } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { Refusal } from "@/lib/core/errors";
import type { Cents } from "@/lib/domain/money/ledger";

type Ctx = Context<any>;

const TRIES = 5;

/** What of a payment is on its way back to the card already: that is covered, or comes back. With `all`, what is there too. */
export async function refunding(
  { db }: Ctx,
  { paymentIntent, amount }: { paymentIntent: string; amount: Cents },
  which: "underWay" | "all" = "underWay",
): Promise<Cents> {
  const statuses = which === "all" ? (["pending", "succeeded"] as const) : (["pending"] as const);
  const [row] = await db
    .select({ cents: sql<string>`coalesce(sum(${refunds.amount}), 0)` })
    .from(refunds)
    .where(and(eq(refunds.paymentIntent, paymentIntent), inArray(refunds.status, statuses)));
  return Math.min(amount, Number(row!.cents));
}

/**
 * Takes as much of somebody's credits as is left of `most`, by `move`, in a transaction inside. Between looking and taking they
 * can be spent: then less is taken. @returns what was, in cents.
 */
export async function takeFrom(
  ctx: Ctx,
  userId: string,
  most: Cents,
  move: (inside: Ctx, cents: Cents) => Promise<void>,
): Promise<Cents> {
  for (let tried = 0; tried < TRIES; tried++) {
    const [wallet] = await ctx.db.execute<{ available: number }>(
      sql`select available::float8 as available from credit_balances where owner_id = ${userId}`,
    );
    const cents = Math.min(most, wallet?.available ?? 0);
    if (cents <= 0) return 0;
    try {
      await ctx.db.transaction((db) => move({ ...ctx, db }, cents));
      return cents;
    } catch (error) {
      if (!(error instanceof Refusal && error.code === "INSUFFICIENT_CREDITS")) throw error;
    }
  }
  throw new Error(`the credits of ${userId} do not stand still`);
}
