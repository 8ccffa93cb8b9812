import { and, desc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { actors, deliverables, disputeOutcomes, disputes, tasks } from "@/db/schema";
import type { Account, Context } from "@/lib/core/context";
import { Refusal, WrongState } from "@/lib/core/errors";
import { id, text, wholeCents } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import { command } from "@/lib/core/operation";
import { deliverableStates } from "@/lib/domain/deliverables/deliverable";
import { recordCompletion } from "@/lib/domain/deliverables/record";
import { heldCents, releaseHold } from "@/lib/domain/money/holds";
import { usd } from "@/lib/domain/money/ledger";
import { taskStates } from "@/lib/domain/tasks/task";
import { Dispute, MAX_DECISION } from "./dispute";
import { recordDispute } from "./end";
import { decidedLetter, writeToParties } from "./letters";
import { type Case, loadDisputeJson, lockCase } from "./queries";
import { sideOf } from "./state";

type Outcome = (typeof disputeOutcomes)[number];

export const decideDispute = command({
  name: "moderation.decide",
  summary: "Decide a dispute.",
  description:
    "By a moderator who is not a party to it, once and for ever. What is held goes to the worker, back to the poster, or is split to the cent. If the worker gets anything the task is completed, else it is cancelled. The reason is sent to both.",
  access: "moderator",
  input: {
    disputeId: id("disp"),
    outcome: z.enum(disputeOutcomes).meta({
      description:
        "worker: all to the worker. poster: all back, to credits or card. split: `worker_cents` to the worker.",
    }),
    workerCents: wholeCents.optional().meta({
      description: "With split only: the worker's share in cents, more than nothing and less than all that is held.",
    }),
    reason: text(MAX_DECISION).meta({ description: "Why, in words that both parties read." }),
  },
  output: { dispute: Dispute },
  async run(ctx, { disputeId, outcome, workerCents, reason }) {
    const found = await lockCase(ctx.db, disputeId);
    const { dispute, task, proposal } = found;
    if (sideOf(ctx.actor, found))
      throw new Refusal("FORBIDDEN", "You are a party to this dispute: another moderator decides it.");
    if (dispute.status !== "open") throw new WrongState("dispute", dispute.status, () => "it is decided only once.");
    const shares = sharesOf(outcome, workerCents, (await heldCents(ctx.db, task.id)) || null);
    await endTask(ctx, found, outcome, reason);
    const paid = shares ? await releaseHold(ctx, task, proposal.ownerId, shares.workerCents) : 0;
    if (outcome !== "worker") await recordDispute(ctx, task, proposal.proposerId);
    const decided = { outcome, workerCents: shares?.workerCents ?? null, posterCents: shares?.posterCents ?? null };
    await ctx.db
      .update(disputes)
      .set({ status: "decided", ...decided, decision: reason, decidedBy: ctx.actor.userId, endedAt: ctx.now })
      .where(eq(disputes.id, disputeId));
    await ctx.emit(
      "dispute.decided",
      {
        disputeId,
        taskId: task.id,
        taskTitle: task.title,
        ...decided,
        reason,
        ownerId: task.ownerId,
        workerId: proposal.proposerId,
      },
      { subjectId: task.id },
    );
    await writeToParties(
      ctx,
      task,
      proposal,
      decidedLetter(task, { ...decided, feeCents: (shares?.workerCents ?? 0) - paid, reason }),
    );
    return { dispute: await loadDisputeJson(ctx.db, ctx.casing, disputeId) };
  },
});

/** What each side gets of what is held, in cents; undefined where nothing is. */
function sharesOf(outcome: Outcome, workerCents: number | undefined, held: number | null) {
  if (outcome !== "split") {
    if (workerCents !== undefined) throw invalid("workerCents", "goes with outcome split only");
    if (held === null) return undefined;
    return outcome === "worker" ? { workerCents: held, posterCents: 0 } : { workerCents: 0, posterCents: held };
  }
  if (held === null) throw invalid("outcome", "cannot be split: no money is held here");
  if (workerCents === undefined || workerCents >= held)
    throw invalid("workerCents", `must be at least 1 and less than the ${held} cents (${usd(held)}) that are held`);
  return { workerCents, posterCents: held - workerCents };
}

/** disputed → completed where the worker gets anything, else cancelled; the work and the worker's record with it. */
async function endTask(ctx: Context<Account>, { task, proposal }: Case, outcome: Outcome, reason: string) {
  const status = taskStates.next(task.status, outcome === "poster" ? "cancel" : "complete");
  const completedAt = outcome === "poster" ? null : ctx.now;
  await ctx.db.update(tasks).set({ status, completedAt, updatedAt: ctx.now }).where(eq(tasks.id, task.id));
  const judged = await judgeWork(ctx, proposal.id, outcome, reason);
  if (outcome !== "poster") await recordCompletion(ctx, task, { workerId: proposal.proposerId, ...judged });
}

/**
 * Ends what waits for an answer: accepted where the worker is paid, else rejected. Who gets everything was right about the
 * newest work also where it had been sent back: then that is overturned.
 */
async function judgeWork(ctx: Context<Account>, proposalId: string, outcome: Outcome, reason: string) {
  const [newest] = await ctx.db
    .select()
    .from(deliverables)
    .where(eq(deliverables.proposalId, proposalId))
    .orderBy(desc(deliverables.createdAt), desc(deliverables.id))
    .limit(1)
    .for("update");
  const isWaiting = newest?.status === "submitted";
  if (!newest || (!isWaiting && outcome !== "worker")) return { deliveredAt: null };
  const event = outcome === "poster" ? "reject" : isWaiting ? "accept" : "overturn";
  const status = deliverableStates.next(newest.status, event);
  const objection = event === "reject" ? { reason, reasonCode: "other" as const } : {};
  await ctx.db
    .update(deliverables)
    .set({ status, ...objection, reviewedBy: "moderator", reviewedAt: ctx.now })
    .where(and(eq(deliverables.id, newest.id), eq(deliverables.status, newest.status)));
  if (event === "reject")
    await ctx.db
      .update(actors)
      .set({ reviewedDeliverables: sql`${actors.reviewedDeliverables} + 1` })
      .where(eq(actors.id, newest.workerId));
  return { deliveredAt: newest.createdAt, wasSentBack: !isWaiting };
}
