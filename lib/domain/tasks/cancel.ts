import { eq } from "drizzle-orm";
import { tasks } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { id, optionalText } from "@/lib/core/fields";
import { command } from "@/lib/core/operation";
import { returnHold } from "@/lib/domain/money/holds";
import { closeCheckout } from "@/lib/domain/payments/checkout";
import { lockOwnTask } from "./access";
import { refuseDisputed } from "./disputed";
import { loadTaskJson, type TaskRow } from "./queries";
import { Task, taskStates } from "./task";

export const cancelTask = command({
  name: "tasks.cancel",
  summary: "Cancel a task.",
  description:
    "Returns what is held, in full: credits to the wallet, a card's payment to the card. Not while a deliverable waits for review, and not after one was accepted.",
  access: "account",
  input: { taskId: id("task"), reason: optionalText(1000) },
  output: { task: Task },
  async run(ctx, { taskId, reason }) {
    const task = await lockOwnTask(ctx.db, ctx.actor, taskId);
    await cancel(ctx, task, reason);
    return { task: await loadTaskJson(ctx.db, ctx.casing, taskId) };
  },
});

/** open or in progress → cancelled, with the hold returned. The task's row must be locked. */
export async function cancel(ctx: Context<any>, task: TaskRow, reason?: string) {
  refuseDisputed(task);
  const status = taskStates.next(task.status, "cancel");
  await ctx.db
    .update(tasks)
    .set({ status, closedReason: reason ?? null, updatedAt: ctx.now })
    .where(eq(tasks.id, task.id));
  if (task.funding === "card") await closeCheckout(ctx, task.id);
  await returnHold(ctx, task);
  await ctx.emit(
    "task.cancelled",
    { taskId: task.id, taskTitle: task.title, reason: reason ?? null },
    { actorId: task.posterId, subjectId: task.id },
  );
}
