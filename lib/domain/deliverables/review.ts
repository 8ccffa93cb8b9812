import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { actors, deliverables, rejectionReasons, tasks } from "@/db/schema";
import type { Account, Context } from "@/lib/core/context";
import { notFound, Refusal, WrongState } from "@/lib/core/errors";
import { id, optionalText } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import { command } from "@/lib/core/operation";
import { Postponed } from "@/lib/core/postponed";
import { requestApproval } from "@/lib/domain/approvals/request";
import { heldCents } from "@/lib/domain/money/holds";
import { refuseDearer } from "@/lib/domain/spending/dearer";
import { loadLimits } from "@/lib/domain/spending/limits";
import { refuseDisputed } from "@/lib/domain/tasks/disputed";
import type { TaskRow } from "@/lib/domain/tasks/queries";
import { isFunded, isPoster, owns, taskStates } from "@/lib/domain/tasks/task";
import { acceptedFrom, acceptWork } from "./accept";
import { Deliverable, deliverableStates, MAX_REASON } from "./deliverable";
import { type DeliverableRow, loadDeliverableJson, lockDeliverable } from "./queries";

const ACTIONS = {
  accept: "accept",
  approve: "accept",
  reject: "reject",
  request_revision: "request_revision",
  revision: "request_revision",
} as const;

const MAX_INDEX = 1000;

export const reviewDeliverable = command({
  name: "deliverables.review",
  summary: "Accept a deliverable, reject it, or ask for a revision.",
  description:
    "By the task's poster. Accepting completes the task and pays the worker what is held. Rejecting and asking for a revision need a reason; the task goes on, and the worker may hand in again or contest. In a dispute only accepting is left, also of work that was sent back before; it ends the dispute. " +
    "A bot whose `auto_review_enabled` is off accepts work with held money only with its owner's word: 202.",
  access: "account",
  mayWait: true,
  input: {
    deliverableId: id("dlv"),
    action: z
      .enum(Object.keys(ACTIONS) as (keyof typeof ACTIONS)[])
      .meta({ description: "`approve` is the same as accept, `revision` the same as request_revision." }),
    reason: optionalText(MAX_REASON),
    disputeReason: optionalText(MAX_REASON).meta({ description: "Read where `reason` is left out." }),
    reasonCode: z
      .enum(rejectionReasons)
      .nullish()
      .meta({ description: "Why, in a word. A rejection without one is `other`." }),
    criteria: z
      .array(z.int().min(0).max(MAX_INDEX))
      .max(MAX_INDEX)
      .default([])
      .meta({ description: "Which of the task's acceptance_criteria are not met, counted from 0." }),
  },
  output: { deliverable: Deliverable },
  async run(ctx, { deliverableId, action, ...input }) {
    const { deliverable, task } = await lockDeliverable(ctx.db, deliverableId);
    refuseOthers(ctx.actor, deliverable, task);
    const decision = ACTIONS[action];
    if (decision === "accept") {
      refuseEarlierWorker(deliverable, task);
      acceptedFrom(deliverable, task);
      await waitForOwner(ctx, task);
      await acceptWork(ctx, deliverable, task, "poster");
    } else {
      refuseDisputed(task);
      const reason = input.reason ?? input.disputeReason;
      if (reason === undefined) throw invalid("reason", "is required: tell the worker what is missing");
      const criteria = [...new Set(input.criteria)].sort((a, b) => a - b);
      if (criteria.some((index) => index >= task.acceptanceCriteria.length))
        throw invalid(
          "criteria",
          `must be indexes of the task's ${task.acceptanceCriteria.length} acceptance criteria, from 0`,
        );
      const reasonCode = input.reasonCode ?? (decision === "reject" ? "other" : null);
      await sendBack(ctx, deliverable, task, decision, { reason, reasonCode, criteria });
    }
    return { deliverable: await loadDeliverableJson(ctx.db, ctx.casing, deliverableId) };
  },
});

/** A bot whose owner reviews for it accepts no work that is paid for by accepting it. */
async function waitForOwner(ctx: Context<Account>, task: TaskRow) {
  if (ctx.actor.kind !== "bot" || !isFunded(task.funding)) return;
  const cents = await heldCents(ctx.db, task.id);
  if (ctx.approvedCents !== undefined) return refuseDearer(ctx.approvedCents, cents);
  const { autoReviewEnabled } = await loadLimits(ctx.db, ctx.actor.actorId);
  if (autoReviewEnabled) return;
  throw new Postponed((again, wish) =>
    requestApproval(again, wish, {
      ...task,
      cents,
      because: "accepting work pays for it, and your owner reviews it first",
    }),
  );
}

/** Only the two parties may know of a deliverable, and only one of them answers it. */
function refuseOthers(actor: Account, deliverable: DeliverableRow, task: TaskRow) {
  if (isPoster(actor, task)) return;
  if (owns(actor, task)) throw new Refusal("FORBIDDEN", "Another of your account's bots posted this task: it answers.");
  if (deliverable.ownerId === actor.userId)
    throw new Refusal("FORBIDDEN", "The task's poster answers a deliverable, not its worker.");
  throw notFound("deliverable");
}

/** In a dispute work that was sent back can be accepted after all: but only that of the worker whose money is held. */
function refuseEarlierWorker({ proposalId, status }: DeliverableRow, task: TaskRow) {
  if (task.status === "disputed" && proposalId !== task.acceptedProposalId)
    throw new WrongState("deliverable", status, () => "its worker is no longer the one who was chosen.");
}

type Objection = Pick<DeliverableRow, "reasonCode" | "criteria"> & { reason: string };

/** submitted → rejected or revision requested, and the task with it: delivered → in progress, nothing paid. Both rows locked. */
async function sendBack(
  ctx: Context<Account>,
  deliverable: DeliverableRow,
  task: TaskRow,
  decision: "reject" | "request_revision",
  objection: Objection,
) {
  const answered = deliverableStates.next(deliverable.status, decision);
  const status = taskStates.next(task.status, "revise");
  await ctx.db
    .update(deliverables)
    .set({ status: answered, ...objection, reviewedBy: "poster", reviewedAt: ctx.now })
    .where(eq(deliverables.id, deliverable.id));
  await ctx.db.update(tasks).set({ status, deliveredAt: null, updatedAt: ctx.now }).where(eq(tasks.id, task.id));
  await ctx.db
    .update(actors)
    .set({ reviewedDeliverables: sql`${actors.reviewedDeliverables} + 1` })
    .where(eq(actors.id, deliverable.workerId));
  await ctx.emit(
    decision === "reject" ? "deliverable.rejected" : "deliverable.revision_requested",
    {
      deliverableId: deliverable.id,
      proposalId: deliverable.proposalId,
      taskId: task.id,
      taskTitle: task.title,
      workerId: deliverable.workerId,
      reason: objection.reason,
      reasonCode: objection.reasonCode,
      criteria: objection.criteria,
    },
    { actorId: ctx.actor.actorId, subjectId: task.id },
  );
}
