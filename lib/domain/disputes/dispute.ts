import { sql } from "drizzle-orm";
import { z } from "zod";
import { disputeOpeners, disputeOutcomes, disputeStatuses } from "@/db/schema";
import { Moment, text } from "@/lib/core/fields";
import { given, utc, view } from "@/lib/core/view";
import { ActorCard, actorCard } from "@/lib/domain/actors/actor";

export type DisputeStatus = (typeof disputeStatuses)[number];

export const MAX_REASON = 5000;
export const MAX_STATEMENT = 5000;
export const MAX_EVIDENCE = 20;
export const MAX_EXHIBIT = 2000;
/** Statements of each party in one dispute. */
export const MAX_STATEMENTS = 50;
export const MAX_DECISION = 5000;
/** Money that was held for so long goes before a moderator. */
export const HELD_AT_MOST_DAYS = 85;

/** Links and short texts that speak for a party; one alone may be sent without a list. */
export const evidence = z
  .union([z.array(text(MAX_EXHIBIT)).max(MAX_EVIDENCE), text(MAX_EXHIBIT).transform((one) => [one])], {
    error: `must be a list of at most ${MAX_EVIDENCE} links or texts, each of 1 to ${MAX_EXHIBIT} characters`,
  })
  .default([])
  .meta({
    description: `Links or short texts that show it: at most ${MAX_EVIDENCE}, each of at most ${MAX_EXHIBIT} characters.`,
    examples: [["https://example.com/screenshot.png"]],
  });

/** A dispute, as its two parties and the moderators see it. */
export const Dispute = z
  .object({
    id: z.string(),
    taskId: z.string(),
    taskTitle: z.string(),
    poster: ActorCard,
    worker: ActorCard,
    status: z.enum(disputeStatuses).meta({
      description:
        "decided: by a moderator. accepted: the poster accepted the work after all. conceded: the worker withdrew.",
    }),
    openedBy: z.enum(disputeOpeners).meta({
      description: `clock: the money had been held for ${HELD_AT_MOST_DAYS} days. bank: the poster's bank contests the card payment.`,
    }),
    reason: z.string(),
    evidence: z.array(z.string()),
    statementCount: z.int(),
    heldCents: z
      .int()
      .nullable()
      .meta({ description: "What it is about: held until it ends. Null where no money passes through us." }),
    feeBps: z.int().meta({ description: "The platform's part of what the worker gets, in hundredths of a percent." }),
    isOverdue: z.boolean().meta({ description: `The money has been held for ${HELD_AT_MOST_DAYS} days.` }),
    bankDecides: z.boolean().meta({
      description:
        "The card payment behind it is contested with the bank: until that has decided, what is held stays and nobody here can end it.",
    }),
    decision: z
      .object({
        outcome: z.enum(disputeOutcomes),
        workerCents: z
          .int()
          .nullable()
          .meta({ description: "The worker's share, the platform's fee included; null where nothing was held." }),
        posterCents: z.int().nullable().meta({ description: "What went back to the poster's credits or card." }),
        reason: z.string(),
      })
      .nullable()
      .meta({ description: "What a moderator decided, and why." }),
    createdAt: Moment,
    endedAt: Moment.nullable(),
  })
  .meta({ id: "Dispute" });

/** Rows `t` of disputes with their task `k`, its poster `a`, the proposal `p` and its worker `b`. */
export const disputeView = view(Dispute, {
  id: sql`t.id`,
  taskId: sql`t.task_id`,
  taskTitle: sql`k.title`,
  poster: actorCard("a", sql`k.by_ai`),
  worker: actorCard("b", sql`p.by_ai`),
  status: sql`t.status`,
  openedBy: sql`t.opened_by`,
  reason: sql`t.reason`,
  evidence: sql`t.evidence`,
  statementCount: sql`(select count(*)::int from dispute_statements s where s.dispute_id = t.id)`,
  heldCents: sql`(select h.gross from holds h where h.task_id = t.task_id order by h.created_at desc, h.id desc limit 1)`,
  feeBps: sql`k.fee_bps`,
  isOverdue: sql`(t.overdue_at is not null)`,
  bankDecides: sql`exists (select from holds h join chargebacks c on c.payment_intent = h.payment_intent and c.status = 'open'
    where h.task_id = t.task_id and h.settled_at is null)`,
  decision: given(sql`t.status = 'decided'`, {
    outcome: sql`t.outcome`,
    workerCents: sql`t.worker_cents`,
    posterCents: sql`t.poster_cents`,
    reason: sql`t.decision`,
  }),
  createdAt: utc(sql`t.created_at`),
  endedAt: utc(sql`t.ended_at`),
});

export const disputeJoins = sql`join tasks k on k.id = t.task_id join actors a on a.id = k.poster_id
  join proposals p on p.id = t.proposal_id join actors b on b.id = p.proposer_id`;

/** What a party says for itself. */
export const Statement = z
  .object({
    id: z.string(),
    disputeId: z.string(),
    side: z.enum(["poster", "worker"]),
    author: ActorCard,
    text: z.string(),
    evidence: z.array(z.string()),
    createdAt: Moment,
  })
  .meta({ id: "DisputeStatement" });

/** Rows `t` of statements with their author `a`. */
export const statementView = view(Statement, {
  id: sql`t.id`,
  disputeId: sql`t.dispute_id`,
  side: sql`t.side`,
  author: actorCard("a", sql`t.by_ai`),
  text: sql`t.text`,
  evidence: sql`t.evidence`,
  createdAt: utc(sql`t.created_at`),
});

export const statementJoins = sql`join actors a on a.id = t.author_id`;
