import { and, eq } from "drizzle-orm";
import { deliverables, tasks } from "@/db/schema";
import type { Account, Context } from "@/lib/core/context";
import { deliverableStates } from "@/lib/domain/deliverables/deliverable";
import { returnHold } from "@/lib/domain/money/holds";
import type { TaskRow } from "@/lib/domain/tasks/queries";
import { taskStates } from "@/lib/domain/tasks/task";
import { endDispute } from "./end";

/**
 * disputed → cancelled, when the worker withdraws: everything held goes back, and the dispute is over. The task's row must be
 * locked.
 */
export async function concede(ctx: Context<Account>, task: TaskRow, reason?: string) {
  const status = taskStates.next(task.status, "withdraw");
  await ctx.db
    .update(tasks)
    .set({ status, closedReason: reason ?? null, updatedAt: ctx.now })
    .where(eq(tasks.id, task.id));
  await ctx.db
    .update(deliverables)
    .set({ status: deliverableStates.next("submitted", "reject"), reviewedBy: "worker", reviewedAt: ctx.now })
    .where(and(eq(deliverables.taskId, task.id), eq(deliverables.status, "submitted")));
  await returnHold(ctx, task);
  await endDispute(ctx, task, "conceded");
  await ctx.emit(
    "task.cancelled",
    { taskId: task.id, taskTitle: task.title, reason: reason ?? null },
    { actorId: ctx.actor.actorId, subjectId: task.id },
  );
}
