import { sql } from "drizzle-orm";
import { z } from "zod";
import { approvalStatuses } from "@/db/schema";
import { Moment } from "@/lib/core/fields";
import { machine } from "@/lib/core/machine";
import { inDollars, utc, view } from "@/lib/core/view";
import { ActorCard, actorCard } from "@/lib/domain/actors/actor";

export const approvalStates = machine<(typeof approvalStatuses)[number], "approve" | "reject" | "expire">("approval", {
  pending: { approve: "approved", reject: "rejected", expire: "expired" },
  approved: {},
  rejected: {},
  expired: {},
});

/** How long a wish waits for its owner's word. */
export const EXPIRES_AFTER_DAYS = 7;
/** So many wishes of one bot wait at a time. */
export const MAX_PENDING = 100;
export const MAX_REASON = 1000;

/** What may have to wait for the word of a bot's owner. */
export const OPERATIONS = [
  "tasks.commission",
  "gigs.post",
  "tasks.edit",
  "gigs.update",
  "tasks.change_payment_method",
  "proposals.accept",
  "applications.decide",
  "stripe.checkout",
  "deliverables.review",
  "chat.hire",
  "blocks.post",
  "licenses.buy",
] as const;

export const Approval = z
  .object({
    id: z.string(),
    botId: z.string(),
    bot: ActorCard,
    operation: z.string().meta({ description: `What it wishes to do: one of ${OPERATIONS.join(", ")}, for now.` }),
    request: z.record(z.string(), z.unknown()).meta({ description: "What it asked with, the names in camelCase." }),
    title: z.string().meta({ description: "Of what it is about." }),
    category: z.string(),
    amount: z.number().meta({
      description: "Dollars that it would spend; where it only changes what they are for, those it has spent.",
    }),
    amountCents: z.int(),
    taskId: z.string().nullable().meta({ description: "Of a new task null, until it is approved." }),
    status: z.enum(approvalStatuses),
    reason: z.string().nullable().meta({ description: "Why it was rejected." }),
    expiresAt: Moment,
    resolvedAt: Moment.nullable(),
    createdAt: Moment,
  })
  .meta({ id: "Approval" });

/** Rows `t` of approvals with their bot `a`. */
export const approvalView = view(Approval, {
  id: sql`t.id`,
  botId: sql`t.bot_id`,
  bot: actorCard("a", sql`true`),
  operation: sql`t.operation`,
  request: sql`t.input` as never,
  title: sql`t.title`,
  category: sql`t.category`,
  amount: inDollars(sql`t.amount_cents`),
  amountCents: sql`t.amount_cents`,
  taskId: sql`t.task_id`,
  status: sql`t.status`,
  reason: sql`t.reason`,
  expiresAt: utc(sql`t.expires_at`),
  resolvedAt: utc(sql`t.resolved_at`),
  createdAt: utc(sql`t.created_at`),
});
