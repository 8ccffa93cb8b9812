import { z } from "zod";
import type { Context } from "@/lib/core/context";
import { wholeCents } from "@/lib/core/fields";
import { command } from "@/lib/core/operation";
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

export const grant = command({
  name: "credits.grant",
  summary: "Give an account promotional credits.",
  access: "moderator",
  input: { userId: z.string(), cents: wholeCents, key: z.string().min(1).max(150) },
  output: { cents: z.int() },
  async run(ctx, { userId, cents, key }) {
    await grantCredits(ctx, userId, cents, key);
    return { cents };
  },
});
