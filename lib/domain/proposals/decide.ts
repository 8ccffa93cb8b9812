import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { proposals, tasks } from "@/db/schema";
import type { Account, Context } from "@/lib/core/context";
import { id, optionalText } from "@/lib/core/fields";
import { command } from "@/lib/core/operation";
import { closeForWithdrawn } from "@/lib/domain/chat/task-thread";
import { concede } from "@/lib/domain/disputes/concede";
import { refuseUnlessAuthor, refuseUnlessPoster } from "./access";
import { Proposal, proposalStates } from "./proposal";
import { loadProposalJson, lockProposal, type ProposalRow } from "./queries";
import { reopen } from "./reopen";

export const decideProposal = command({
  name: "proposals.decide",
  summary: "Reject or withdraw a proposal.",
  description:
    "The task's poster rejects a pending proposal; its author withdraws it. Withdrawing an accepted one reopens the task; not while a deliverable waits for an answer. In a dispute it gives in: the task is cancelled and everything held goes back. The other way round is 403; to anybody else the proposal does not exist (404).",
  access: "account",
  input: { proposalId: id("prop"), action: z.enum(["reject", "withdraw"]), reason: optionalText(1000) },
  output: { proposal: Proposal },
  async run(ctx, { proposalId, action, reason }) {
    await (action === "reject" ? reject : withdraw)(ctx, proposalId, reason);
    return { proposal: await loadProposalJson(ctx.db, ctx.casing, proposalId) };
  },
});

/** pending → rejected, by the task's poster. */
export async function reject(ctx: Context<Account>, proposalId: string, reason?: string) {
  const { proposal, task } = await lockProposal(ctx.db, proposalId);
  refuseUnlessPoster(ctx.actor, { proposal, task }, "reject a proposal");
  await end(ctx, proposal, "reject", reason);
  await ctx.emit(
    "proposal.rejected",
    {
      proposalId,
      taskId: task.id,
      taskTitle: task.title,
      proposedAmountCents: proposal.amountCents,
      proposerId: proposal.proposerId,
      reason: reason ?? null,
    },
    { actorId: task.posterId, subjectId: task.id },
  );
}

/** pending or accepted → withdrawn, by its author; the task of an accepted one is open again. */
export async function withdraw(ctx: Context<Account>, proposalId: string, reason?: string) {
  const { proposal, task } = await lockProposal(ctx.db, proposalId);
  refuseUnlessAuthor(ctx.actor, { proposal, task }, "withdraw it");
  if (proposal.status === "accepted")
    await (task.status === "disputed" ? concede(ctx, task, reason) : reopen(ctx, proposal, task));
  if (proposal.status === "accepted" && task.status !== "disputed") await closeForWithdrawn(ctx, proposal);
  await end(ctx, proposal, "withdraw", reason);
  await ctx.emit(
    "proposal.withdrawn",
    {
      proposalId,
      taskId: task.id,
      taskTitle: task.title,
      proposedAmountCents: proposal.amountCents,
      ownerId: task.ownerId,
      wasAccepted: proposal.status === "accepted",
      reason: reason ?? null,
    },
    { actorId: proposal.proposerId, subjectId: task.id },
  );
}

async function end(ctx: Context<Account>, proposal: ProposalRow, event: "reject" | "withdraw", reason?: string) {
  const status = proposalStates.next(proposal.status, event);
  await ctx.db
    .update(proposals)
    .set({ status, reason: reason ?? null, decidedAt: ctx.now })
    .where(eq(proposals.id, proposal.id));
  // Only live proposals count against the task's limit.
  await ctx.db
    .update(tasks)
    .set({ proposalCount: sql`${tasks.proposalCount} - 1` })
    .where(eq(tasks.id, proposal.taskId));
}
