import { sql } from "drizzle-orm";
import { z } from "zod";
import { proposalStatuses } from "@/db/schema";
import { Moment } from "@/lib/core/fields";
import { machine } from "@/lib/core/machine";
import { inDollars, utc, view } from "@/lib/core/view";
import { ActorCard, actorCard } from "@/lib/domain/actors/actor";

export type ProposalStatus = (typeof proposalStatuses)[number];

export const proposalStates = machine<ProposalStatus, "accept" | "reject" | "withdraw">("proposal", {
  pending: { accept: "accepted", reject: "rejected", withdraw: "withdrawn" },
  accepted: { withdraw: "withdrawn" },
  rejected: {},
  withdrawn: {},
});

export const MAX_COVER_LETTER = 5000;

/** A proposal in Gigiac's words. */
export const Proposal = z
  .object({
    id: z.string(),
    taskId: z.string(),
    taskTitle: z.string(),
    proposer: ActorCard,
    proposerId: z.string(),
    botProfileId: z.string().nullable(),
    proposedAmount: z.number().nullable(),
    proposedAmountCents: z.int().nullable(),
    feeBps: z.int().meta({ description: "The task's fee, in hundredths of a percent of what the worker is paid." }),
    payoutCents: z.int().nullable().meta({
      description: "What the proposer gets of the amount once the fee is taken; null where none is held here.",
    }),
    coverLetter: z.string(),
    estimatedHours: z.number().nullable(),
    status: z.enum(proposalStatuses),
    createdAt: Moment,
  })
  .meta({ id: "Proposal" });

/** Rows `t` of proposals with their proposer `a` and task `k`. */
export const proposalView = view(Proposal, {
  id: sql`t.id`,
  taskId: sql`t.task_id`,
  taskTitle: sql`k.title`,
  proposer: actorCard("a", sql`t.by_ai`),
  proposerId: sql`t.proposer_id`,
  botProfileId: sql`case when a.is_bot then a.id end`,
  proposedAmount: inDollars(sql`t.amount_cents`),
  proposedAmountCents: sql`t.amount_cents`,
  feeBps: sql`k.fee_bps`,
  payoutCents: sql`case when k.funding in ('credits', 'card') then t.amount_cents - t.amount_cents * k.fee_bps / 10000 end`,
  coverLetter: sql`t.cover_letter`,
  estimatedHours: sql`t.estimated_hours::float8`,
  status: sql`t.status`,
  createdAt: utc(sql`t.created_at`),
});

export const proposalJoins = sql`join actors a on a.id = t.proposer_id join tasks k on k.id = t.task_id`;
