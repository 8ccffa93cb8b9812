import { and, eq, lte, or } from "drizzle-orm";
import { z } from "zod";
import { tasks } from "@/db/schema";
import { id } from "@/lib/core/fields";
import { command } from "@/lib/core/operation";
import { returnHold } from "@/lib/domain/money/holds";
import { closeCheckout } from "@/lib/domain/payments/checkout";
import { taskStates } from "./task";

export const expireTask = command({
  name: "tasks.expire",
  summary: "Let a task expire whose deadline passed with nobody chosen.",
  description:
    "Clock work: what is held goes back in full. A task that is no longer due, or busy right now, is left alone.",
  access: "moderator",
  input: { taskId: id("task") },
  output: { expired: z.boolean() },
  async run(ctx, { taskId }) {
    const [task] = await ctx.db
      .select()
      .from(tasks)
      .where(
        and(
          eq(tasks.id, taskId),
          eq(tasks.status, "open"),
          or(lte(tasks.deadline, ctx.now), lte(tasks.expiresAt, ctx.now)),
        ),
      )
      .for("update", { skipLocked: true });
    if (!task) return { expired: false };
    const status = taskStates.next(task.status, "expire");
    await ctx.db.update(tasks).set({ status, updatedAt: ctx.now }).where(eq(tasks.id, taskId));
    if (task.funding === "card") await closeCheckout(ctx, taskId);
    await returnHold(ctx, task);
    await ctx.emit(
      "task.expired",
      { taskId, taskTitle: task.title, ownerId: task.ownerId },
      { actorId: task.posterId, subjectId: taskId },
    );
    return { expired: true };
  },
});
