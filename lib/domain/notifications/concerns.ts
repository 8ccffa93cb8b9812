import { eq } from "drizzle-orm";
import type { Db } from "@/db";
import { blockTasks, comments, disputes, proposals, ratings, tasks } from "@/db/schema";
import type { EventName, EventPayloads } from "@/lib/core/context";
import { usd } from "@/lib/domain/money/ledger";
import type { Event } from "@/lib/events/catalog";
import type { NotificationType } from "./notification";

/** Who is told of an event, and what. */
export type Concern = {
  type: NotificationType;
  /** Whoever acted: people and bots by their ids. Who did the deed is never told of it. */
  to: (string | null | undefined)[];
  /** What is said besides the sentence. A message and a comment speak for themselves. */
  preview?: string | null;
  taskId?: string | null;
  blockId?: string;
  commentId?: string;
  /** Nobody's deed: the event names an actor whom it is only about. */
  isOurs?: boolean;
  /** The operation that told of it has written a letter. */
  isMailed?: boolean;
  /** Also whoever acts for themselves and others: a bot and its owner may tell each other. */
  amongOwn?: boolean;
};

type Look = <N extends EventName>(
  payload: EventPayloads[N],
  about: { db: Db; event: Event },
) => Promise<Concern[]> | Concern[];
type Concerns = { [N in EventName]?: (payload: EventPayloads[N], about: Parameters<Look>[1]) => ReturnType<Look> };

/** Who posted a task and who does it; nobody once it is gone. */
async function sidesOf(db: Db, taskId: string): Promise<{ poster?: string; worker?: string }> {
  const [row] = await db
    .select({ poster: tasks.posterId, worker: proposals.proposerId })
    .from(tasks)
    .leftJoin(proposals, eq(proposals.id, tasks.acceptedProposalId))
    .where(eq(tasks.id, taskId));
  return { ...(row && { poster: row.poster }), ...(row?.worker && { worker: row.worker }) };
}
const posterOf = async (db: Db, taskId: string) => (await sidesOf(db, taskId)).poster;

/** For work the parties agreed on: those who act, and those who answer for them. */
const bothSides = async (db: Db, told: { taskId: string; ownerId: string; workerId: string }) => {
  const [worker] = await db
    .select({ ownerId: proposals.ownerId })
    .from(tasks)
    .innerJoin(proposals, eq(proposals.id, tasks.acceptedProposalId))
    .where(eq(tasks.id, told.taskId));
  return [await posterOf(db, told.taskId), told.ownerId, told.workerId, worker?.ownerId];
};

/** Who posted a block task, and who answers for it. */
async function blockPoster(db: Db, blockId: string): Promise<string[]> {
  const [row] = await db
    .select({ posterId: blockTasks.posterId, ownerId: blockTasks.ownerId })
    .from(blockTasks)
    .where(eq(blockTasks.id, blockId));
  return row ? [row.posterId, row.ownerId] : [];
}
const answersOf = (count: number) => `${count} ${count === 1 ? "response" : "responses"}`;

const sum = (cents: number | null, rest: string) => (cents === null ? null : `${usd(cents)} ${rest}`);
const ENDINGS = {
  accepted: "The work is accepted.",
  conceded: "The money goes back to the poster.",
  charged_back: "The bank gave the payment back to its cardholder.",
};
const WAITS = "What they said is shown once you have rated too, or after two weeks.";

/** Of each event whom it concerns; events that stand here nowhere concern nobody in particular. */
export const concerns: Concerns = {
  "proposal.submitted": async ({ taskId, proposedAmountCents }, { db }) => [
    { type: "PROPOSAL_RECEIVED", to: [await posterOf(db, taskId)], taskId, preview: sum(proposedAmountCents, "asked") },
  ],
  "proposal.accepted": ({ taskId, proposerId, proposedAmountCents }) => [
    { type: "PROPOSAL_ACCEPTED", to: [proposerId], taskId, preview: sum(proposedAmountCents, "agreed") },
  ],
  "proposal.rejected": ({ taskId, proposerId, reason }) => [
    { type: "PROPOSAL_REJECTED", to: [proposerId], taskId, preview: reason },
  ],
  "proposal.withdrawn": async ({ taskId, reason }, { db }) => [
    { type: "PROPOSAL_WITHDRAWN", to: [await posterOf(db, taskId)], taskId, preview: reason },
  ],
  "task.expired": async ({ taskId }, { db }) => [
    { type: "TASK_EXPIRED", to: [await posterOf(db, taskId)], taskId, isOurs: true },
  ],
  "task.cancelled": async ({ taskId, reason }, { db }) => [
    { type: "TASK_CANCELLED", to: [(await sidesOf(db, taskId)).worker], taskId, preview: reason },
  ],
  "task.completed": ({ taskId, workerId }) => [{ type: "TASK_COMPLETED", to: [workerId], taskId }],

  "deliverable.submitted": async ({ taskId }, { db }) => [
    { type: "DELIVERY_RECEIVED", to: [await posterOf(db, taskId)], taskId },
  ],
  "deliverable.accepted": ({ taskId, workerId, paidCents, reviewedBy }) => [
    {
      type: "DELIVERY_ACCEPTED",
      to: [workerId],
      taskId,
      isOurs: reviewedBy === "clock",
      preview: sum(paidCents, "is in your earnings"),
    },
  ],
  "deliverable.rejected": ({ taskId, workerId, reason }) => [
    { type: "DELIVERY_REJECTED", to: [workerId], taskId, preview: reason },
  ],
  "deliverable.revision_requested": ({ taskId, workerId, reason }) => [
    { type: "REVISION_REQUESTED", to: [workerId], taskId, preview: reason },
  ],

  // Both ratings are shown the moment the second is given: then that is told, and nothing else.
  "rating.submitted": async ({ ratingId, taskId, rateeId }, { db }) => {
    const [row] = await db.select({ revealed: ratings.revealed }).from(ratings).where(eq(ratings.id, ratingId));
    return row?.revealed ? [] : [{ type: "REVIEW_GIVEN", to: [rateeId], taskId, preview: WAITS }];
  },
  "rating.revealed": ({ taskId, rateeId, rating }) => [
    { type: "REVIEW_REVEALED", to: [rateeId], taskId, isOurs: true, preview: `${rating} of 5` },
  ],

  "task.contested": async (told, { db }) => [
    {
      type: "DISPUTE_OPENED",
      to: await bothSides(db, told),
      taskId: told.taskId,
      preview: told.reason,
      isMailed: true,
    },
  ],
  "dispute.statement_added": async ({ disputeId, taskId, side }, { db }) => {
    const [row] = await db
      .select({ poster: tasks.posterId, owner: tasks.ownerId, worker: proposals.proposerId, of: proposals.ownerId })
      .from(disputes)
      .innerJoin(tasks, eq(tasks.id, disputes.taskId))
      .innerJoin(proposals, eq(proposals.id, disputes.proposalId))
      .where(eq(disputes.id, disputeId));
    const other = side === "poster" ? [row?.worker, row?.of] : [row?.poster, row?.owner];
    return [{ type: "DISPUTE_STATEMENT", to: other, taskId }];
  },
  "dispute.decided": async (told, { db }) => [
    {
      type: "DISPUTE_DECIDED",
      to: await bothSides(db, told),
      taskId: told.taskId,
      isOurs: true,
      preview: told.reason,
      isMailed: true,
    },
  ],
  "dispute.ended": async (told, { db }) => [
    {
      type: told.ending === "charged_back" ? "DISPUTE_DECIDED_BY_BANK" : "DISPUTE_ENDED",
      to: await bothSides(db, told),
      taskId: told.taskId,
      isOurs: told.ending === "charged_back",
      preview: ENDINGS[told.ending],
    },
  ],

  "block_task.completed": async ({ blockId, responseCount }, { db }) => [
    {
      type: "BLOCK_COUNTED",
      to: await blockPoster(db, blockId),
      blockId,
      isOurs: true,
      preview: answersOf(responseCount),
    },
  ],
  "block_task.expired": async ({ blockId }, { db }) => [
    { type: "BLOCK_EXPIRED", to: await blockPoster(db, blockId), blockId, isOurs: true },
  ],
  "block_task.paid": async ({ blockId, paidCents, returnedCents }, { db }) => [
    {
      type: "BLOCK_PAID",
      to: await blockPoster(db, blockId),
      blockId,
      isOurs: true,
      preview: `${usd(paidCents)} to workers, ${usd(returnedCents)} back to you`,
    },
  ],
  "block_response.settled": ({ blockId, workerId, paidCents }) => [
    {
      type: "RESPONSE_SETTLED",
      to: [workerId],
      blockId,
      isOurs: true,
      preview: paidCents > 0 ? `${usd(paidCents)} is in your earnings` : "Nothing is paid for them; see why.",
    },
  ],
  "block_task.contested": async ({ blockId, reason }, { db }) => [
    { type: "BLOCK_CONTESTED", to: await blockPoster(db, blockId), blockId, preview: reason },
  ],
  "block_task.contest_decided": async ({ blockId, workerOwnerId, reason }, { db }) => [
    {
      type: "BLOCK_CONTEST_DECIDED",
      to: [workerOwnerId, ...(await blockPoster(db, blockId))],
      blockId,
      isOurs: true,
      preview: reason,
    },
  ],

  "credits.low_balance": ({ userId, availableCents, refills }) =>
    refills ? [] : [{ type: "LOW_BALANCE", to: [userId], isOurs: true, preview: `${usd(availableCents)} is left.` }],
  "credits.refilled": ({ userId, amountCents }) => [
    { type: "CREDITS_REFILLED", to: [userId], isOurs: true, preview: `${usd(amountCents)} came from your card.` },
  ],
  "credits.refill_failed": ({ userId, reason }) => [
    { type: "REFILL_FAILED", to: [userId], isOurs: true, preview: reason, isMailed: true },
  ],
  "refund.succeeded": ({ userId, taskId, amountCents }) => [
    { type: "REFUNDED", to: [userId], isOurs: true, taskId, preview: usd(amountCents) },
  ],
  "refund.failed": ({ userId, taskId, amountCents }) => [
    { type: "REFUND_FAILED", to: [userId], isOurs: true, taskId, preview: usd(amountCents) },
  ],
  "payment.contested": ({ userId, taskId, amountCents }) => [
    { type: "PAYMENT_CONTESTED", to: [userId], isOurs: true, taskId, preview: usd(amountCents), isMailed: true },
  ],
  "payment.contest_ended": ({ userId, taskId, amountCents, outcome }) => [
    {
      type: "CONTEST_ENDED",
      to: [userId],
      isOurs: true,
      taskId,
      preview:
        outcome === "won" ? `The payment of ${usd(amountCents)} stands.` : `${usd(amountCents)} is back with you.`,
    },
  ],
  "withdrawal.paid": ({ userId, amountCents }) => [
    { type: "WITHDRAWAL_PAID", to: [userId], isOurs: true, preview: usd(amountCents) },
  ],
  "withdrawal.bounced": ({ userId, reason }) => [
    { type: "WITHDRAWAL_BOUNCED", to: [userId], isOurs: true, preview: reason, isMailed: true },
  ],
  "withdrawal.failed": ({ userId, reason }) => [
    { type: "WITHDRAWAL_RETURNED", to: [userId], isOurs: true, preview: reason, isMailed: true },
  ],
  "withdrawal.reversed": ({ userId, reversedCents }) => [
    { type: "WITHDRAWAL_RETURNED", to: [userId], isOurs: true, preview: usd(reversedCents), isMailed: true },
  ],

  "approval.requested": ({ ownerId, title, amountCents, taskId }) => [
    {
      type: "APPROVAL_REQUESTED",
      to: [ownerId],
      taskId,
      preview: `${usd(amountCents)} on “${title}”`,
      amongOwn: true,
      isMailed: true,
    },
  ],
  "approval.resolved": ({ botId, title, amountCents, status, taskId }) => [
    {
      type: "APPROVAL_RESOLVED",
      to: [botId],
      taskId,
      preview: `${usd(amountCents)} on “${title}”: ${status}`,
      amongOwn: true,
    },
  ],

  "comment.posted": async ({ commentId, taskId, parentId }, { db }) => {
    const [answered] = parentId
      ? await db.select({ authorId: comments.authorId }).from(comments).where(eq(comments.id, parentId))
      : [];
    // Whoever is answered on a gig of their own is told once.
    return [
      { type: "COMMENT_ANSWERED", to: [answered?.authorId], taskId, commentId },
      { type: "COMMENT_RECEIVED", to: [await posterOf(db, taskId)], taskId, commentId },
    ];
  },
};
