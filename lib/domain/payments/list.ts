import { sql } from "drizzle-orm";
import { z } from "zod";
import { Moment } from "@/lib/core/fields";
import { byTime, listPage } from "@/lib/core/list";
import { list } from "@/lib/core/operation";
import { inDollars, utc, view } from "@/lib/core/view";

const KINDS = ["deposit", "hire", "license", "refill", "refund"] as const;

/** A movement on somebody's card. */
export const CardPayment = z
  .object({
    id: z.string(),
    kind: z.enum(KINDS),
    status: z.enum(["paid", "pending", "failed"]).meta({
      description: "A refund is pending until the bank has it; one that failed became credits.",
    }),
    amount: z.number().meta({ description: "Dollars; negative when they go back to the card." }),
    amountCents: z.int(),
    description: z.string(),
    taskId: z.string().nullable(),
    receiptUrl: z.string().nullable().meta({ description: "Stripe's receipt." }),
    createdAt: Moment,
  })
  .meta({ id: "CardPayment" });

/** Whatever touched a card, of one account by the filter below, each part along its index. */
const payments = sql`(
  select id, user_id, case kind when 'task' then 'hire' when 'license' then 'license' else 'deposit' end as kind, 'paid' as status, amount, task_id, receipt_url, created_at
    from checkouts where status in ('paid', 'refunded')
  union all
  select id, user_id, 'refill', 'paid', amount, null, receipt_url, created_at from refills where status = 'succeeded'
  union all
  select id, user_id, 'refund', case status when 'succeeded' then 'paid' else status end, -amount, task_id, null, created_at from refunds
) t`;

const cardPaymentView = view(CardPayment, {
  id: sql`t.id`,
  kind: sql`t.kind`,
  status: sql`t.status`,
  amount: inDollars(sql`t.amount`),
  amountCents: sql`t.amount`,
  description: sql`case t.kind
    when 'deposit' then 'Credits bought'
    when 'license' then 'Licence to a dataset'
    when 'refill' then 'Credits refilled'
    when 'refund' then 'Back to the card from ' else 'Held payment for ' end
    || case when t.task_id is null then '' else coalesce('“' || k.title || '”', 'a task that was deleted') end`,
  taskId: sql`k.id`,
  receiptUrl: sql`t.receipt_url`,
  createdAt: utc(sql`t.created_at`),
});

export const listCardPayments = list({
  name: "credits.payments",
  summary: "List what was paid by card and what went back, newest first.",
  description: "Each payment with Stripe's receipt. A bot sees its owner's.",
  access: "account",
  plural: "payments",
  of: CardPayment,
  input: {},
  run: ({ db, casing, actor }, page) =>
    listPage(
      db,
      casing,
      {
        name: "card-payments",
        from: payments,
        joins: sql`left join tasks k on k.id = t.task_id`,
        view: cardPaymentView,
        filters: [{ name: "owner", where: sql`t.user_id = ${sql.placeholder("owner")}` }],
        sort: byTime("newest", sql`t.created_at`),
      },
      { owner: actor.userId },
      page,
    ),
});
