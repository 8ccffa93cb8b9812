import { sql } from "drizzle-orm";
import { z } from "zod";
import { chargebackStatuses } from "@/db/schema";
import { Moment } from "@/lib/core/fields";
import { byTime, type Filter, type ListPlan, listPage } from "@/lib/core/list";
import { list } from "@/lib/core/operation";
import { utc, view } from "@/lib/core/view";
import { ActorCard, actorCard } from "@/lib/domain/actors/actor";

/** A payment that its payer contests with the bank, as moderators see it. */
export const Chargeback = z
  .object({
    id: z.string().meta({ description: "Stripe's name of it." }),
    payer: ActorCard,
    taskId: z
      .string()
      .nullable()
      .meta({ description: "The task that was hired for; null for credits, or when the task is gone." }),
    taskTitle: z.string().nullable(),
    status: z.enum(chargebackStatuses).meta({
      description:
        "inquiry: the bank asks, no money moved. open: it took the money. won and lost: it has decided. closed: an inquiry that came to nothing.",
    }),
    amountCents: z.int(),
    reservedCents: z
      .int()
      .nullable()
      .meta({ description: "The payer's credits that are set aside; null where none ever were." }),
    reason: z.string().meta({ description: "The bank's word for it." }),
    evidenceDueAt: Moment.nullable().meta({ description: "Until then the bank listens." }),
    answeredAt: Moment.nullable().meta({ description: "When a moderator answered the bank." }),
    createdAt: Moment,
    endedAt: Moment.nullable(),
  })
  .meta({ id: "Chargeback" });

/** Rows `t` of chargebacks with their payer `a` and the task `k`. */
export const chargebackView = view(Chargeback, {
  id: sql`t.id`,
  payer: actorCard("a", sql`false`),
  taskId: sql`k.id`,
  taskTitle: sql`k.title`,
  status: sql`t.status`,
  amountCents: sql`t.amount`,
  reservedCents: sql`t.reserved`,
  reason: sql`t.reason`,
  evidenceDueAt: utc(sql`t.evidence_due_at`),
  answeredAt: utc(
    sql`(select c.created_at from chargeback_answers c where c.chargeback_id = t.id and c.is_final and c.refusal is null)`,
  ),
  createdAt: utc(sql`t.created_at`),
  endedAt: utc(sql`t.ended_at`),
});

export const chargebackJoins = sql`join actors a on a.id = t.user_id left join tasks k on k.id = t.task_id`;

const OPEN: Filter = { name: "open", where: sql`t.status in ('inquiry', 'open')` };
const ENDED: Filter = { name: "ended", where: sql`t.status in ('won', 'lost', 'closed')` };

const plan = (filter: Filter, direction: "asc" | "desc"): ListPlan => ({
  name: "chargebacks",
  from: sql`chargebacks t`,
  joins: chargebackJoins,
  view: chargebackView,
  filters: [filter],
  sort: byTime(direction === "asc" ? "oldest" : "newest", sql`t.created_at`, direction),
});

export const listChargebackQueue = list({
  name: "moderation.chargebacks",
  summary: "List the payments that are contested with the bank, or were.",
  description: "Open ones are listed the oldest first, ended ones the newest first.",
  access: "moderator",
  plural: "chargebacks",
  of: Chargeback,
  input: { status: z.enum(["open", "ended"]).default("open") },
  run: ({ db, casing }, { status, ...page }) =>
    listPage(db, casing, status === "open" ? plan(OPEN, "asc") : plan(ENDED, "desc"), {}, page),
});

/** A payment that its card's bank reported as fraud before anybody contested it. */
export const FraudWarning = z
  .object({
    id: z.string().meta({ description: "Stripe's name of it." }),
    payer: ActorCard,
    taskId: z.string().nullable(),
    taskTitle: z.string().nullable(),
    amountCents: z.int(),
    refundedCents: z.int().meta({ description: "What was not spent yet, and went back to the card at once." }),
    reason: z.string().meta({ description: "The bank's word for it." }),
    createdAt: Moment,
  })
  .meta({ id: "FraudWarning" });

const warningView = view(FraudWarning, {
  id: sql`t.id`,
  payer: actorCard("a", sql`false`),
  taskId: sql`k.id`,
  taskTitle: sql`k.title`,
  amountCents: sql`t.amount`,
  refundedCents: sql`t.refunded`,
  reason: sql`t.reason`,
  createdAt: utc(sql`t.created_at`),
});

export const listFraudWarnings = list({
  name: "moderation.fraud_warnings",
  summary: "List the payments that a card's bank reported as fraud, newest first.",
  description:
    "What they bought and was not spent yet is on its way back to the card already. A hire's money stays held: look at the gig.",
  access: "moderator",
  plural: "warnings",
  of: FraudWarning,
  input: {},
  run: ({ db, casing }, page) =>
    listPage(
      db,
      casing,
      {
        name: "fraud_warnings",
        from: sql`fraud_warnings t`,
        joins: chargebackJoins,
        view: warningView,
        filters: [],
        sort: byTime("newest", sql`t.created_at`),
      },
      {},
      page,
    ),
});
