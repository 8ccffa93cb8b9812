import { eq, sql } from "drizzle-orm";
import { proposals, tasks } from "@/db/schema";
import type { Account, Context } from "@/lib/core/context";
import { Refusal } from "@/lib/core/errors";
import { proposalStates } from "@/lib/domain/proposals/proposal";
import type { TaskRow } from "../queries";
import { isFunded, taskStates } from "../task";

/**
 * cancelled → open, for tasks without held money. Whoever was chosen before is no longer, and may apply again; an expiry
 * that has passed is dropped, so that the clock does not close the task at once. The task's row must be locked.
 */
export async function reopenCancelled(ctx: Context<Account>, task: TaskRow) {
  const status = taskStates.next(task.status, "reopen");
  if (isFunded(task.funding))
    throw new Refusal("INVALID_STATE", "A cancelled ESCROW task stays cancelled: its money went back. Post it anew.", {
      extra: { state: "CANCELLED" },
    });
  if (task.acceptedProposalId) {
    await ctx.db
      .update(proposals)
      .set({ status: proposalStates.next("accepted", "withdraw"), decidedAt: ctx.now })
      .where(eq(proposals.id, task.acceptedProposalId));
  }
  const isPast = (moment: Date | null) => moment !== null && moment <= ctx.now;
  await ctx.db
    .update(tasks)
    .set({
      status,
      closedReason: null,
      acceptedProposalId: null,
      ...(task.acceptedProposalId && { proposalCount: sql`${tasks.proposalCount} - 1` }),
      ...(isPast(task.expiresAt) && { expiresAt: null }),
      ...(isPast(task.deadline) && { deadline: null }),
      updatedAt: ctx.now,
    })
    .where(eq(tasks.id, task.id));
}
