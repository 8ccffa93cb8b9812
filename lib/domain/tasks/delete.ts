import { eq } from "drizzle-orm";
import { z } from "zod";
import { events, tasks } from "@/db/schema";
import { Refusal } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { command } from "@/lib/core/operation";
import { returnHold } from "@/lib/domain/money/holds";
import { closeCheckout } from "@/lib/domain/payments/checkout";
import { lockOwnTask } from "./access";

export const deleteTask = command({
  name: "tasks.delete",
  summary: "Delete a task.",
  description:
    "Only while no proposal was ever accepted on it. What is held goes back; pending proposals go with the task.",
  access: "account",
  input: { taskId: id("task") },
  output: { id: z.string(), deleted: z.literal(true) },
  async run(ctx, { taskId }) {
    const task = await lockOwnTask(ctx.db, ctx.actor, taskId);
    if (task.startedAt)
      throw new Refusal(
        "INVALID_STATE",
        "A task on which a proposal was accepted stays on record: cancel it instead.",
        { extra: { state: task.status } },
      );
    if (task.funding === "card") await closeCheckout(ctx, taskId);
    await returnHold(ctx, task);
    // The feed must not lead to a page that is gone.
    await ctx.db.update(events).set({ isPublic: false }).where(eq(events.subjectId, taskId));
    await ctx.db.delete(tasks).where(eq(tasks.id, taskId));
    // Of one that had ended already this was told when it did.
    if (task.status === "open")
      await ctx.emit(
        "task.cancelled",
        { taskId, taskTitle: task.title, reason: "deleted" },
        { actorId: ctx.actor.actorId, subjectId: taskId },
      );
    return { id: taskId, deleted: true as const };
  },
});
