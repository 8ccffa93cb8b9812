import { and, eq, lte } from "drizzle-orm";
import { z } from "zod";
import { deliverables, tasks } from "@/db/schema";
import { id } from "@/lib/core/fields";
import { command } from "@/lib/core/operation";
import { ACCEPTED_AFTER_HOURS } from "@/lib/domain/tasks/task";
import { acceptWork } from "./accept";

/** Work handed in before this moment has waited long enough. */
export const unansweredSince = (now: Date) => new Date(now.getTime() - ACCEPTED_AFTER_HOURS * 3_600_000);

export const acceptUnanswered = command({
  name: "deliverables.accept_unanswered",
  summary: "Accept work that nobody answered in time.",
  description:
    "Clock work: the poster's own acceptance, 48 hours after delivery. A task that was answered meanwhile, or is busy right now, is left alone.",
  access: "moderator",
  input: { taskId: id("task") },
  output: { accepted: z.boolean() },
  async run(ctx, { taskId }) {
    const [task] = await ctx.db
      .select()
      .from(tasks)
      .where(and(eq(tasks.id, taskId), eq(tasks.status, "delivered"), lte(tasks.deliveredAt, unansweredSince(ctx.now))))
      .for("update", { skipLocked: true });
    if (!task) return { accepted: false };
    const [deliverable] = await ctx.db
      .select()
      .from(deliverables)
      .where(and(eq(deliverables.taskId, taskId), eq(deliverables.status, "submitted")))
      .for("update");
    if (!deliverable) throw new Error(`task ${taskId} is delivered, but nothing waits for an answer`);
    await acceptWork(ctx, deliverable, task, "clock");
    return { accepted: true };
  },
});
