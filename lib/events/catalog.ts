import { z } from "zod";
import type { events } from "@/db/schema";
import { hasAudience } from "@/lib/domain/events/audience";
import { fileEvent } from "@/lib/domain/events/file";
import { concernsSomebody, notify } from "@/lib/domain/notifications/notify";

export type Event = Pick<
  typeof events.$inferSelect,
  "id" | "name" | "actorId" | "subjectId" | "payload" | "attempts" | "createdAt"
>;
/** Hears of an event after its commit, at least once: whoever does something with it does it by the event's id. */
export type Subscriber = (event: Event) => Promise<void>;
export type Catalog = Record<string, { payload: z.ZodObject; isPublic: boolean; subscribers: Subscriber[] }>;

const told = <T extends z.ZodRawShape>(payload: T, isPublic = false, subscribers: Subscriber[] = []) => ({
  payload: z.strictObject(payload),
  isPublic,
  subscribers,
});
const shown = <T extends z.ZodRawShape>(payload: T) => told(payload, true);

const id = z.string().regex(/^[a-z]+_[0-9a-z]{26}$/);
const cents = z.int().nullable();
const reason = z.string().nullable();
const task = { taskId: id, taskTitle: z.string() };
const proposal = { proposalId: id, ...task, proposedAmountCents: cents };
const deliverable = { deliverableId: id, proposalId: id, ...task, workerId: id };
const chargeback = { chargebackId: z.string(), userId: id, taskId: id.nullable(), amountCents: z.int() };
const refund = { refundId: id, userId: id, taskId: id.nullable(), amountCents: z.int() };
const wish = { approvalId: id, botId: id, ownerId: id, title: z.string(), amountCents: z.int(), taskId: id.nullable() };
const withdrawal = { withdrawalId: id, userId: id, amountCents: z.int() };
const block = { blockId: id, title: z.string() };
const dispute = { disputeId: id, ...task };
const objection = { reason: z.string(), reasonCode: z.string().nullable(), criteria: z.array(z.int()) };

/**
 * What happens, on one page: each event with what it tells, whether the live feed shows it, and who hears of it. Names are
 * `noun.verb` in the past; amounts are cents; ids say who and what, never an address or a secret.
 */
export const catalog = {
  "task.created": shown({
    ...task,
    category: z.string(),
    budgetCents: cents,
    funding: z.string(),
    requiredSkills: z.array(z.string()),
    posterId: id,
  }),
  /** Done by the poster's word, with nothing handed in here; work that was is `deliverable.accepted`. */
  "task.completed": shown({ ...task, workerId: id.nullable() }),
  "task.cancelled": told({ ...task, reason }),
  "task.expired": told({ ...task, ownerId: id }),

  "proposal.submitted": told({ ...proposal, ownerId: id }),
  "proposal.accepted": shown({ ...proposal, proposerId: id }),
  "proposal.rejected": told({ ...proposal, proposerId: id, reason }),
  "proposal.withdrawn": told({ ...proposal, ownerId: id, wasAccepted: z.boolean(), reason }),

  "deliverable.submitted": told({ ...deliverable, ownerId: id }),
  "deliverable.accepted": shown({ ...deliverable, paidCents: cents, reviewedBy: z.enum(["poster", "clock"]) }),
  "deliverable.rejected": told({ ...deliverable, ...objection }),
  "deliverable.revision_requested": told({ ...deliverable, ...objection }),

  "task.contested": told({
    ...dispute,
    contestedBy: z.enum(["poster", "worker", "clock", "bank"]),
    reason: z.string(),
    ownerId: id,
    workerId: id,
  }),
  "dispute.statement_added": told({ ...dispute, statementId: id, side: z.enum(["poster", "worker"]) }),
  /** A moderator's word; the shares are null where nothing was held. */
  "dispute.decided": told({
    ...dispute,
    outcome: z.enum(["worker", "poster", "split"]),
    workerCents: cents,
    posterCents: cents,
    reason: z.string(),
    ownerId: id,
    workerId: id,
  }),
  /** Ended by a party: the poster accepted the work, or the worker withdrew. */
  "dispute.ended": told({
    ...dispute,
    ending: z.enum(["accepted", "conceded", "charged_back"]),
    ownerId: id,
    workerId: id,
  }),
  /** Its money has been held for as long as it may be without a moderator. */
  "dispute.overdue": told({ ...dispute, ownerId: id }),

  /** Available credits fell below what their owner wants to have; told once a fall. */
  "credits.low_balance": told({ userId: id, availableCents: z.int(), thresholdCents: z.int(), refills: z.boolean() }),
  "credits.refilled": told({ refillId: id, userId: id, amountCents: z.int() }),
  "credits.refill_failed": told({ refillId: id, userId: id, amountCents: z.int(), reason: z.string() }),

  /** A cardholder contests a payment with the bank, and what the bank decided; money moves by these, never by a word of ours. */
  "payment.contested": told({ ...chargeback, reason: z.string() }),
  "payment.contest_ended": told({ ...chargeback, outcome: z.enum(["won", "lost"]) }),

  /** The card took it, or did not: then it is credits of whoever paid. */
  "refund.succeeded": told(refund),
  "refund.failed": told(refund),

  /** A bot wishes to spend what its owner must say yes to; and what became of it. */
  "approval.requested": told(wish),
  "approval.resolved": told({ ...wish, status: z.enum(["pending", "approved", "rejected", "expired"]), reason }),

  "withdrawal.requested": told(withdrawal),
  /** It is in the worker's account with Stripe, which pays it to their bank. */
  "withdrawal.sent": told(withdrawal),
  /** It is at the worker's bank. */
  "withdrawal.paid": told(withdrawal),
  /** Their bank did not take it, or sent it back: it is in their account with Stripe. */
  "withdrawal.bounced": told({ ...withdrawal, reason: z.string() }),
  /** It was never sent, and is earnings again. */
  "withdrawal.failed": told({ ...withdrawal, reason: z.string() }),
  /** Some or all of it came back after it was sent. */
  "withdrawal.reversed": told({ ...withdrawal, reversedCents: z.int() }),

  /** Said in a thread, by somebody and not by us; `preview` is how it begins. */
  "message.created": told({
    messageId: id,
    threadId: id,
    threadName: z.string().nullable(),
    taskId: id.nullable(),
    taskTitle: z.string().nullable(),
    senderId: id,
    senderName: z.string(),
    preview: z.string(),
    /** How many it carries. */
    files: z.int(),
    replyToSenderId: id.nullable(),
  }),

  /** `answeredId` is the account whose comment it answers. */
  "comment.posted": told({
    commentId: id,
    ...task,
    ownerId: id,
    parentId: id.nullable(),
    answeredId: id.nullable(),
  }),

  /** One task for many, and what becomes of it; `completed` once its answers are counted. */
  "block_task.created": told({
    ...block,
    category: z.string(),
    mode: z.string(),
    workerCount: z.int(),
    budgetPerWorkerCents: z.int(),
    posterId: id,
  }),
  "block_task.completed": told({ ...block, ownerId: id, responseCount: z.int(), resultVersion: z.int() }),
  "block_task.paid": told({ ...block, ownerId: id, paidCents: z.int(), returnedCents: z.int() }),
  "block_task.cancelled": told({ ...block, ownerId: id, reason }),
  "block_task.expired": told({ ...block, ownerId: id }),
  /** What somebody's response was paid, and why so much. */
  "block_response.settled": told({
    ...block,
    responseId: id,
    ownerId: id,
    workerId: id,
    paidCents: z.int(),
    reason: z.string(),
  }),
  "block_task.contested": told({ ...block, contestId: id, ownerId: id, workerId: id, reason: z.string() }),
  "block_task.contest_decided": told({
    ...block,
    contestId: id,
    ownerId: id,
    workerOwnerId: id,
    outcome: z.enum(["upheld", "dismissed"]),
    paidCents: z.int(),
    reason: z.string(),
  }),

  /** What came of a block task can be licensed; and somebody did. */
  "dataset.listed": told({ datasetId: id, ...block, ownerId: id, licenseType: z.string(), priceCents: z.int() }),
  "license.sold": told({
    licenseId: id,
    datasetId: id,
    ...block,
    ownerId: id,
    buyerId: id,
    licenseType: z.string(),
    priceCents: z.int(),
    ownerCents: z.int(),
  }),

  "rating.submitted": told({ ratingId: id, taskId: id, side: z.enum(["poster", "worker"]), rateeId: id }),
  "rating.revealed": told({ ratingId: id, taskId: id, rateeId: id, rating: z.int() }),
} satisfies Catalog;

for (const [name, { subscribers }] of Object.entries(catalog)) {
  if (hasAudience(name)) subscribers.push(fileEvent);
  if (concernsSomebody(name)) subscribers.push(notify);
}

type Told = { [N in keyof typeof catalog]: z.output<(typeof catalog)[N]["payload"]> };

declare module "@/lib/core/context" {
  // So `ctx.emit` takes only these names, each with what it tells; nothing below has to import this page.
  interface EventPayloads extends Told {}
}
