import { eq, sql } from "drizzle-orm";
import { newId } from "@/db/id";
import { proposals, tasks } from "@/db/schema";
import { type Account, type Context, isAi } from "@/lib/core/context";
import { databaseError, Refusal, WrongState } from "@/lib/core/errors";
import { lockTask } from "@/lib/domain/tasks/queries";
import { owns } from "@/lib/domain/tasks/task";

type Offer = {
  taskId: string;
  coverLetter: string;
  amountCents: number | null;
  proposedText?: string | null;
  estimatedHours?: number | null;
};

/**
 * The one place where proposals come into being, for both dialects and the browser. Refuses one's own task (403), a task
 * that is not open or is full (409), and a second live proposal of the same actor (409).
 */
export async function insertProposal(ctx: Context<Account>, { taskId, ...offer }: Offer) {
  const { actor, db, now } = ctx;
  const task = await lockTask(db, taskId);
  if (owns(actor, task)) throw new Refusal("FORBIDDEN", "This is your own task.");
  if (task.status !== "open")
    throw new WrongState("task", task.status, ({ noun }) => `it takes no ${noun("proposal")}s.`);
  if (task.maxProposals !== null && task.proposalCount >= task.maxProposals)
    throw new Refusal(
      "CONFLICT",
      ({ noun }) =>
        `This task takes at most ${task.maxProposals} ${noun("proposal")}${task.maxProposals === 1 ? "" : "s"}, and has them.`,
    );
  const id = newId("prop");
  try {
    await db.insert(proposals).values({
      id,
      taskId,
      proposerId: actor.actorId,
      ownerId: actor.userId,
      keyId: "keyId" in actor ? actor.keyId : null,
      byAi: isAi(actor),
      createdAt: now,
      ...offer,
    });
  } catch (error) {
    if (databaseError(error)?.constraint === "proposals_one_live")
      throw new Refusal(
        "DUPLICATE",
        ({ noun }) => `You already have a live ${noun("proposal")} on this task. Withdraw it to make another.`,
      );
    throw error;
  }
  await db
    .update(tasks)
    .set({ proposalCount: sql`${tasks.proposalCount} + 1` })
    .where(eq(tasks.id, taskId));
  await ctx.emit(
    "proposal.submitted",
    { proposalId: id, taskId, taskTitle: task.title, proposedAmountCents: offer.amountCents, ownerId: task.ownerId },
    { actorId: actor.actorId, subjectId: taskId },
  );
  return { id, task };
}
