import { eq } from "drizzle-orm";
import { proposals } from "@/db/schema";
import { type Account, actsFor, type Context } from "@/lib/core/context";
import { Refusal } from "@/lib/core/errors";
import { id, text } from "@/lib/core/fields";
import { command } from "@/lib/core/operation";
import type { ProposalRow } from "@/lib/domain/proposals/queries";
import { loadTaskJson, lockTask, type TaskRow } from "@/lib/domain/tasks/queries";
import { isPoster, Task, taskStates } from "@/lib/domain/tasks/task";
import { Dispute, evidence, MAX_REASON } from "./dispute";
import { openDispute } from "./open";
import { loadDisputeJson } from "./queries";

export const contestTask = command({
  name: "tasks.contest",
  summary: "Contest a task: a moderator decides what becomes of the money.",
  description:
    "By the poster or the chosen worker, while the task is in progress or delivered. What is held stays held. Until a moderator has decided, both may make statements, the worker may hand in again or withdraw (everything goes back), and the poster may accept (everything is paid); either ends the dispute. The poster cannot cancel meanwhile. Where no money is held, a moderator decides only whether the task counts as completed.",
  access: "account",
  input: { taskId: id("task"), reason: text(MAX_REASON), evidence },
  output: { dispute: Dispute, task: Task },
  async run(ctx, { taskId, ...input }) {
    const task = await lockTask(ctx.db, taskId);
    const { openedBy, proposal } = await loadParty(ctx, task);
    // Nobody is chosen: the state says why there is nobody to quarrel with.
    if (!proposal) taskStates.next(task.status, "contest");
    const complaint = { openedBy, openerId: ctx.actor.actorId, ...input };
    const disputeId = await openDispute(ctx, task, proposal!, complaint);
    return {
      dispute: await loadDisputeJson(ctx.db, ctx.casing, disputeId),
      task: await loadTaskJson(ctx.db, ctx.casing, taskId),
    };
  },
});

/** What the caller is to a task. It is public, so a stranger's refusal is a 403 and hides nothing. */
async function loadParty(
  { db, actor }: Context<Account>,
  task: TaskRow,
): Promise<{ openedBy: "poster" | "worker"; proposal: ProposalRow | undefined }> {
  const [proposal] = task.acceptedProposalId
    ? await db.select().from(proposals).where(eq(proposals.id, task.acceptedProposalId)).for("update")
    : [];
  if (isPoster(actor, task)) return { openedBy: "poster", proposal };
  if (proposal && actsFor(actor, proposal.ownerId, proposal.proposerId)) return { openedBy: "worker", proposal };
  throw new Refusal("FORBIDDEN", "Only the task's poster and the worker who was chosen may contest it.");
}
