import { and, eq } from "drizzle-orm";
import { deliverables, tasks } from "@/db/schema";
import type { Account, Context } from "@/lib/core/context";
import { Refusal } from "@/lib/core/errors";
import { acceptWork } from "@/lib/domain/deliverables/accept";
import { findAcceptedProposal } from "@/lib/domain/deliverables/queries";
import { recordCompletion } from "@/lib/domain/deliverables/record";
import type { TaskRow } from "../queries";
import { isFunded, taskStates } from "../task";
import { statusWord } from "./task";

/**
 * → completed, by the poster's word: for tasks without held money. Work that waits for review is accepted by it; a worker
 * who was chosen has it in their record. The task's row must be locked.
 */
export async function conclude(ctx: Context<Account>, task: TaskRow) {
  if (isFunded(task.funding))
    throw new Refusal(
      "INVALID_STATE",
      "An ESCROW task is completed by accepting the work: PATCH /api/deliverables with action accept.",
      { extra: { state: statusWord(task.status) } },
    );
  const status = taskStates.next(task.status, "conclude");
  const [waiting] = await ctx.db
    .select()
    .from(deliverables)
    .where(and(eq(deliverables.taskId, task.id), eq(deliverables.status, "submitted")))
    .for("update");
  if (waiting) return acceptWork(ctx, waiting, task, "poster");
  await ctx.db.update(tasks).set({ status, completedAt: ctx.now, updatedAt: ctx.now }).where(eq(tasks.id, task.id));
  const chosen = await findAcceptedProposal(ctx.db, task);
  if (chosen) await recordCompletion(ctx, task, { workerId: chosen.proposerId, deliveredAt: null });
  await ctx.emit(
    "task.completed",
    { taskId: task.id, taskTitle: task.title, workerId: chosen?.proposerId ?? null },
    { actorId: task.posterId, subjectId: task.id, isPublic: true },
  );
}
