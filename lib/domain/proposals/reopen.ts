import { eq } from "drizzle-orm";
import { ledgerAccounts, tasks } from "@/db/schema";
import type { Account, Context } from "@/lib/core/context";
import { adjustHold } from "@/lib/domain/money/holds";
import { credits } from "@/lib/domain/money/ledger";
import type { TaskRow } from "@/lib/domain/tasks/queries";
import { taskStates } from "@/lib/domain/tasks/task";
import type { ProposalRow } from "./queries";

/**
 * in progress → open, when the chosen worker withdraws. The hold grows back to the budget as far as the poster's wallet
 * reaches; where it does not, what is held becomes the budget.
 */
export async function reopen(ctx: Context<Account>, proposal: ProposalRow, task: TaskRow) {
  const status = taskStates.next(task.status, "withdraw");
  let budgetCents = task.budgetCents;
  if (task.funding === "credits") {
    const held = proposal.amountCents!;
    const missing = Math.max(0, budgetCents! - held);
    const [wallet] = await ctx.db
      .select({ balance: ledgerAccounts.balance })
      .from(ledgerAccounts)
      .where(eq(ledgerAccounts.code, credits(task.ownerId).code));
    if (missing > (wallet?.balance ?? 0)) budgetCents = held;
    await adjustHold(ctx, task, budgetCents!, `task.reopen:${proposal.id}`);
  }
  await ctx.db
    .update(tasks)
    .set({ status, acceptedProposalId: null, budgetCents, updatedAt: ctx.now })
    .where(eq(tasks.id, task.id));
}
