import { eq } from "drizzle-orm";
import { newId } from "@/db/id";
import { disputes, tasks } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import type { ProposalRow } from "@/lib/domain/proposals/queries";
import type { TaskRow } from "@/lib/domain/tasks/queries";
import { taskStates } from "@/lib/domain/tasks/task";
import { contestedLetter, writeToParties } from "./letters";
import type { DisputeRow } from "./queries";

type Complaint = Pick<DisputeRow, "openedBy" | "openerId" | "reason" | "evidence">;

/**
 * in progress or delivered → disputed: what is held stays held until the dispute ends. Both parties are told. The task's row
 * must be locked, and `proposal` is its accepted one.
 * @returns the dispute's id.
 */
export async function openDispute(
  ctx: Context<any>,
  task: TaskRow,
  proposal: ProposalRow,
  complaint: Complaint,
): Promise<string> {
  const status = taskStates.next(task.status, "contest");
  const disputeId = newId("disp", ctx.now.getTime());
  await ctx.db.update(tasks).set({ status, updatedAt: ctx.now }).where(eq(tasks.id, task.id));
  await ctx.db.insert(disputes).values({
    id: disputeId,
    taskId: task.id,
    proposalId: proposal.id,
    workerOwnerId: proposal.ownerId,
    ...complaint,
    createdAt: ctx.now,
  });
  await ctx.emit(
    "task.contested",
    {
      disputeId,
      taskId: task.id,
      taskTitle: task.title,
      contestedBy: complaint.openedBy,
      reason: complaint.reason,
      ownerId: task.ownerId,
      workerId: proposal.proposerId,
    },
    { actorId: complaint.openerId ?? undefined, subjectId: task.id },
  );
  await writeToParties(ctx, task, proposal, contestedLetter(task, complaint));
  return disputeId;
}
