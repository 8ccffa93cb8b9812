import { eq } from "drizzle-orm";
import { tasks } from "@/db/schema";
import type { Account, Context } from "@/lib/core/context";
import { Refusal } from "@/lib/core/errors";
import { isBotId } from "@/lib/domain/bots/queries";
import { adjustHold, returnHold } from "@/lib/domain/money/holds";
import { spend } from "@/lib/domain/spending/spend";
import type { TaskRow } from "@/lib/domain/tasks/queries";
import { taskStates } from "@/lib/domain/tasks/task";
import type { ProposalRow } from "./queries";

/** The wallet does not reach, the bank looks at one of its payments, or the bot that posted it is at its limits. */
const KEEPS_WHAT_IS_HELD = new Set(["INSUFFICIENT_CREDITS", "PAYMENT_CONTESTED", "SPENDING_LIMIT_EXCEEDED"]);

/**
 * in progress → open, when the chosen worker withdraws. The hold grows back to the budget as far as the poster's wallet
 * reaches; where it does not, what is held becomes the budget. What a card paid goes back to it: the next one is paid anew.
 */
export async function reopen(ctx: Context<Account>, proposal: ProposalRow, task: TaskRow) {
  const status = taskStates.next(task.status, "withdraw");
  let budgetCents = task.budgetCents;
  if (task.funding === "credits") {
    const key = `task.reopen:${proposal.id}`;
    const whole = budgetCents!;
    try {
      // Tried, not asked beforehand: between asking and taking, the wallet can be spent.
      await ctx.db.transaction(async (db) => {
        const inside = { ...ctx, db };
        // What came back of a bot's spend when it hired is spent again: by the bot, and within its limits.
        const spent = { cents: whole - proposal.amountCents!, on: task, isUnasked: true };
        if (isBotId.test(task.posterId)) await spend(inside, { ...spent, botId: task.posterId });
        await adjustHold(inside, task, whole, key);
      });
    } catch (error) {
      if (!(error instanceof Refusal && KEEPS_WHAT_IS_HELD.has(error.code))) throw error;
      budgetCents = proposal.amountCents;
    }
  }
  if (task.funding === "card") await returnHold(ctx, task, `task.reopen:${proposal.id}`);
  await ctx.db
    .update(tasks)
    .set({ status, acceptedProposalId: null, budgetCents, updatedAt: ctx.now })
    .where(eq(tasks.id, task.id));
}
