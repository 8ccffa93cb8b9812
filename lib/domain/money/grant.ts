import type { Context } from "@/lib/core/context";
import { type Cents, credits, promotions, transfer } from "./ledger";

/** Promotional credits: a journal like any other, from the platform's promotions account. `key` names the grant for ever. */
export const grantCredits = (
  ctx: Pick<Context<any>, "db" | "now" | "postings">,
  userId: string,
  amount: Cents,
  key: string,
) =>
  transfer(ctx, {
    key: `grant:${key}`,
    kind: "grant",
    ref: userId,
    moves: [{ source: promotions, target: credits(userId), amount }],
  });
