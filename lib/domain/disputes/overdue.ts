import { and, eq, inArray, isNull, lte } from "drizzle-orm";
import { z } from "zod";
import { disputes, tasks } from "@/db/schema";
import { id } from "@/lib/core/fields";
import { command } from "@/lib/core/operation";
import { findAcceptedProposal } from "@/lib/domain/deliverables/queries";
import { HELD_AT_MOST_DAYS } from "./dispute";
import { openDispute } from "./open";
import { lockOpenDispute } from "./queries";

/** Whoever was chosen before this moment, with money held since, has kept it for too long. */
export const heldTooLongSince = (now: Date) => new Date(now.getTime() - HELD_AT_MOST_DAYS * 86_400_000);

export const flagOverdue = command({
  name: "disputes.flag_overdue",
  summary: "Bring money that has been held for too long before a moderator.",
  description: `Clock work: after ${HELD_AT_MOST_DAYS} days in progress or handed in a dispute is opened, and one that is open is marked; once each. The parties may still end it themselves.`,
  access: "moderator",
  input: { taskId: id("task") },
  output: { flagged: z.boolean() },
  async run(ctx, { taskId }) {
    const [task] = await ctx.db
      .select()
      .from(tasks)
      .where(
        and(
          eq(tasks.id, taskId),
          inArray(tasks.status, ["in_progress", "delivered", "disputed"]),
          inArray(tasks.funding, ["credits", "card"]),
          lte(tasks.startedAt, heldTooLongSince(ctx.now)),
        ),
      )
      .for("update", { skipLocked: true });
    if (!task) return { flagged: false };
    if (task.status !== "disputed")
      await openDispute(ctx, task, (await findAcceptedProposal(ctx.db, task))!, {
        openedBy: "clock",
        openerId: null,
        reason: `The money for this has been held for ${HELD_AT_MOST_DAYS} days, and may not be held much longer.`,
        evidence: [],
      });
    const dispute = await lockOpenDispute(ctx.db, taskId);
    const marked = await ctx.db
      .update(disputes)
      .set({ overdueAt: ctx.now })
      .where(and(eq(disputes.id, dispute.id), isNull(disputes.overdueAt)))
      .returning({ id: disputes.id });
    if (marked.length === 0) return { flagged: false };
    await ctx.emit(
      "dispute.overdue",
      { disputeId: dispute.id, taskId, taskTitle: task.title, ownerId: task.ownerId },
      { subjectId: taskId },
    );
    return { flagged: true };
  },
});
