import { eq } from "drizzle-orm";
import { deliverables, tasks } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { endDispute } from "@/lib/domain/disputes/end";
import { releaseHold } from "@/lib/domain/money/holds";
import { refuseGivingAway } from "@/lib/domain/payments/chargeback";
import type { TaskRow } from "@/lib/domain/tasks/queries";
import { isFunded, taskStates } from "@/lib/domain/tasks/task";
import { deliverableStates } from "./deliverable";
import type { DeliverableRow } from "./queries";
import { recordCompletion } from "./record";

/**
 * submitted → accepted, and the task with it: delivered → completed, what is held paid to the worker, the worker's record
 * written. The poster's acceptance and the clock's after 48 hours are this same code. In a dispute it ends that too, and may
 * be work that was sent back before. Both rows must be locked.
 */
export async function acceptWork(
  ctx: Context<any>,
  deliverable: DeliverableRow,
  task: TaskRow,
  reviewedBy: "poster" | "clock",
) {
  const isDisputed = task.status === "disputed";
  const wasSentBack = isDisputed && deliverable.status !== "submitted";
  const accepted = acceptedFrom(deliverable, task);
  const status = taskStates.next(task.status, "complete");
  if (task.funding === "credits") await refuseGivingAway(ctx.db, task.ownerId);
  await ctx.db.update(tasks).set({ status, completedAt: ctx.now, updatedAt: ctx.now }).where(eq(tasks.id, task.id));
  await ctx.db
    .update(deliverables)
    .set({ status: accepted, reviewedBy, reviewedAt: ctx.now })
    .where(eq(deliverables.id, deliverable.id));
  const paidCents = isFunded(task.funding) ? await releaseHold(ctx, task, deliverable.ownerId) : null;
  await recordCompletion(ctx, task, {
    workerId: deliverable.workerId,
    deliveredAt: deliverable.createdAt,
    wasSentBack,
  });
  if (isDisputed) await endDispute(ctx, task, "accepted");
  await ctx.emit(
    "deliverable.accepted",
    {
      deliverableId: deliverable.id,
      proposalId: deliverable.proposalId,
      taskId: task.id,
      taskTitle: task.title,
      workerId: deliverable.workerId,
      paidCents,
      reviewedBy,
    },
    { actorId: task.posterId, subjectId: task.id, isPublic: true },
  );
}

/** What accepting makes of a deliverable. In a dispute, work that was sent back may be accepted after all. */
export function acceptedFrom({ status }: DeliverableRow, task: TaskRow) {
  const wasSentBack = task.status === "disputed" && status !== "submitted";
  return deliverableStates.next(status, wasSentBack ? "overturn" : "accept");
}
