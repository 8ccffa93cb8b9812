import { eq, sql } from "drizzle-orm";
import { disputes } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import type { TaskRow } from "@/lib/domain/tasks/queries";
import { lockOpenDispute, lockProposalOf } from "./queries";

/** Ends the open dispute of a task by its parties' own deed. The deed itself moves the money; the task's row is locked. */
export async function endDispute(ctx: Context<any>, task: TaskRow, ending: "accepted" | "conceded" | "charged_back") {
  const dispute = await lockOpenDispute(ctx.db, task.id);
  const { proposerId } = await lockProposalOf(ctx.db, dispute.proposalId);
  await ctx.db.update(disputes).set({ status: ending, endedAt: ctx.now }).where(eq(disputes.id, dispute.id));
  if (ending === "conceded") await recordDispute(ctx, task, proposerId);
  await ctx.emit(
    "dispute.ended",
    {
      disputeId: dispute.id,
      taskId: task.id,
      taskTitle: task.title,
      ending,
      ownerId: task.ownerId,
      workerId: proposerId,
    },
    // What the bank decides is nobody's deed.
    {
      ...(ending !== "charged_back" && { actorId: ending === "conceded" ? proposerId : task.posterId }),
      subjectId: task.id,
    },
  );
}

/**
 * Writes a dispute into the worker's record. Only one that did not end wholly in the worker's favour: a mere accusation
 * stands in nobody's record.
 */
export async function recordDispute({ db }: Pick<Context<any>, "db">, task: TaskRow, workerId: string) {
  await db.execute(sql`update actors set disputed_tasks = disputed_tasks + 1 where id = ${workerId}`);
  if (task.requiredSkills.length === 0) return;
  await db.execute(sql`
    update actor_skills set disputed_tasks = disputed_tasks + 1
     where actor_id = ${workerId} and slug in (
       select slug from actor_skills where actor_id = ${workerId} and slug = any(${sql.param(task.requiredSkills)}::text[]) order by slug for update)`);
}
