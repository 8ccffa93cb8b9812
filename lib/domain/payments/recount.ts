import { and, eq } from "drizzle-orm";
import { checkouts } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { heldCents } from "@/lib/domain/money/holds";
import { keepSpent } from "@/lib/domain/spending/spend";

/** What a bot spends on a card task is what is held, or what an open page asks for; the rest gives room to its limits again. */
export async function recount(ctx: Pick<Context<any>, "db" | "now">, taskId: string): Promise<void> {
  const [open] = await ctx.db
    .select({ amount: checkouts.amount })
    .from(checkouts)
    .where(and(eq(checkouts.taskId, taskId), eq(checkouts.kind, "task"), eq(checkouts.status, "open")));
  await keepSpent(ctx, taskId, (open?.amount ?? 0) + (await heldCents(ctx.db, taskId)));
}
