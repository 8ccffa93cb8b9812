import { eq } from "drizzle-orm";
import { tasks } from "@/db/schema";
import type { Account, Context } from "@/lib/core/context";
import { Refusal } from "@/lib/core/errors";
import { adjustHold, returnHold } from "@/lib/domain/money/holds";
import type { TaskRow } from "@/lib/domain/tasks/queries";
import { taskStates } from "@/lib/domain/tasks/task";
import type { ProposalRow } from "./queries";

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
      await ctx.db.transaction((db) => adjustHold({ ...ctx, db }, task, whole, key));
    } catch (error) {
      if (!(error instanceof Refusal && error.code === "INSUFFICIENT_CREDITS")) throw error;
      budgetCents = proposal.amountCents;
    }
  }
  if (task.funding === "card") await returnHold(ctx, task, `task.reopen:${proposal.id}`);
  await ctx.db
    .update(tasks)
    .set({ status, acceptedProposalId: null, budgetCents, updatedAt: ctx.now })
    .where(eq(tasks.id, task.id));
}
