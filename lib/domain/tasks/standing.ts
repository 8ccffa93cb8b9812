import { sql } from "drizzle-orm";
import { z } from "zod";
import { idPattern } from "@/db/id";
import { compile, execute, type Statement } from "@/db/statement";
import type { Casing } from "@/lib/core/casing";
import { notFound } from "@/lib/core/errors";
import { id, Moment } from "@/lib/core/fields";
import { Json } from "@/lib/core/json";
import { query } from "@/lib/core/operation";
import { given, utc, view } from "@/lib/core/view";
import { ActorCard, actorCard } from "@/lib/domain/actors/actor";
import { feeIn } from "@/lib/domain/money/fee-in";

const isTaskId = idPattern("task");
/** Records are counted up to here: a number on a card must not cost more for those who did more. */
const COUNTED = 1000;

/** How a task stands for whoever looks: what its page tells beside the task itself. */
export const Standing = z
  .object({
    role: z.enum(["poster", "worker", "visitor"]),
    /** From GiveGigs: what the poster hopes for, what is promised and how one gets in touch. */
    hope: z.string().nullable(),
    promised: z.object({ amount: z.string(), currency: z.string() }).nullable(),
    paidHow: z.string().nullable(),
    contact: z.string().nullable().meta({ description: "To signed-in callers only." }),
    byAi: z.boolean().meta({ description: "Posted through a key." }),
    posterRecord: z.object({
      ratings: z.int(),
      posted: z.int().meta({ description: `Counted up to ${COUNTED}.` }),
      completed: z.int().meta({ description: `Counted up to ${COUNTED}.` }),
      memberSince: Moment,
    }),
    worker: ActorCard.nullable().meta({ description: "Who was chosen; on a completed task, who did it." }),
    agreedCents: z.int().nullable().meta({ description: "The accepted amount; to its two parties only." }),
    held: z
      .object({
        cents: z.int(),
        feeCents: z.int().meta({
          description: "The fee in what the worker gets of it: of all, while it is held; of what was paid out, since.",
        }),
        releasedCents: z.int().meta({ description: "What was paid out, the fee in it." }),
        returnedCents: z.int(),
        heldAt: Moment,
        settledAt: Moment.nullable(),
      })
      .nullable()
      .meta({
        description: "The latest stretch of held money. Its amount is the parties' own between hiring and completion.",
      }),
    isHeld: z.boolean().meta({ description: "Money is held right now, whoever asks." }),
    bankDecides: z.boolean().meta({
      description: "What is held was paid by card and is contested with the bank; to its two parties only.",
    }),
    startedAt: Moment.nullable(),
    deliveredAt: Moment.nullable(),
    completedAt: Moment.nullable(),
    closedReason: z.string().nullable().meta({ description: "To its two parties only." }),
    receipts: z
      .array(
        z.object({
          kind: z.string(),
          wallet: z.enum(["credits", "earnings", "card"]),
          amountCents: z.int(),
          feeCents: z.int().meta({ description: "Of earnings: the fee that was taken before they came." }),
          at: Moment,
          url: z.string().nullable().meta({ description: "Stripe's own receipt of a card payment." }),
        }),
      )
      .meta({ description: "What this task moved in the asker's own wallets and on their card, oldest first." }),
  })
  .meta({ id: "TaskStanding" });

const user = sql`${sql.placeholder("userId")}::text`;
const isParty = sql`(t.owner_id = ${user} or coalesce(w.owner_id = ${user}, false))`;
/** A budget is public while nobody is chosen, and what was paid in full is in the feed; all else is the parties' own. */
const isShown = sql`(${isParty} or t.started_at is null or (t.status = 'completed' and h.refunded = 0))`;

const standing = view(Standing, {
  role: sql`case when t.owner_id = ${user} then 'poster' when w.owner_id = ${user} then 'worker' else 'visitor' end`,
  hope: sql`t.hope`,
  promised: given(sql`t.promised_amount is not null`, { amount: sql`t.promised_amount`, currency: sql`t.currency` }),
  paidHow: sql`t.payment_method`,
  contact: sql`case when ${user} <> '' then t.contact_methods end`,
  byAi: sql`t.by_ai`,
  posterRecord: {
    ratings: sql`a.rating_count`,
    posted: sql`(select count(*) from (select from tasks o where o.owner_id = t.owner_id limit ${sql.raw(String(COUNTED))}) c)`,
    completed: sql`(select count(*) from (select from tasks o where o.owner_id = t.owner_id and o.status = 'completed' limit ${sql.raw(String(COUNTED))}) c)`,
    memberSince: utc(sql`u.created_at`),
  },
  worker: given(sql`w.id is not null`, actorCard("b", sql`w.by_ai`)),
  agreedCents: sql`case when ${isParty} then w.amount_cents end`,
  held: given(sql`h.id is not null and ${isShown}`, {
    cents: sql`h.gross`,
    feeCents: sql`case when h.settled_at is null then h.gross else h.released end * h.fee_bps / 10000`,
    releasedCents: sql`h.released`,
    returnedCents: sql`h.refunded`,
    heldAt: utc(sql`h.created_at`),
    settledAt: utc(sql`h.settled_at`),
  }),
  isHeld: sql`(h.id is not null and h.settled_at is null)`,
  bankDecides: sql`(${isParty} and h.settled_at is null
    and exists (select from chargebacks c where c.payment_intent = h.payment_intent and c.status = 'open'))`,
  startedAt: utc(sql`t.started_at`),
  deliveredAt: utc(sql`t.delivered_at`),
  completedAt: utc(sql`t.completed_at`),
  closedReason: sql`case when ${isParty} then t.closed_reason end`,
  receipts: sql`(select coalesce(json_agg(json_build_object('kind', r.kind, 'wallet', r.wallet, 'amountCents', r.amount, 'feeCents', r.fee, 'at', ${utc(sql`r.at`)}, 'url', r.url) order by r.at, r.amount), '[]')
    from (
      select j.kind, l.kind as wallet, e.amount, case when l.kind = 'earnings' then ${feeIn(sql`j.id`)} else 0 end as fee, j.created_at as at, null as url
        from ledger_journals j join ledger_entries e on e.journal_id = j.id join ledger_accounts l on l.id = e.account_id
        where j.ref_id = t.id and l.owner_id = ${user} and l.kind in ('credits', 'earnings')
      union all
      select 'card.paid', 'card', -c.amount, 0, c.settled_at, c.receipt_url
        from checkouts c where c.task_id = t.id and c.user_id = ${user} and c.status in ('paid', 'refunded')
      union all
      select 'card.refunded', 'card', f.amount, 0, f.created_at, null
        from refunds f where f.task_id = t.id and f.user_id = ${user} and f.status <> 'failed') r)`,
});

const statements = new Map<Casing, Statement>();
function statementIn(casing: Casing): Statement {
  let statement = statements.get(casing);
  if (!statement) {
    statement = compile(sql`
      select row_to_json(v)::text as standing from tasks t
        join actors a on a.id = t.poster_id join users u on u.id = t.owner_id
        left join proposals w on w.id = t.accepted_proposal_id left join actors b on b.id = w.proposer_id
        left join lateral (select * from holds h where h.task_id = t.id order by h.created_at desc, h.id desc limit 1) h on true
        cross join lateral (select ${standing.columns(casing)}) v
      where t.id = ${sql.placeholder("taskId")}::text`);
    statements.set(casing, statement);
  }
  return statement;
}

export const loadStanding = query({
  name: "tasks.standing",
  summary: "How a task stands for whoever asks.",
  description:
    "Their part in it, who was chosen, the money held, its moments, and what it moved in the asker's own wallets.",
  access: "anyone",
  input: { taskId: id("task") },
  output: { standing: Standing },
  async run({ actor, db, casing }, { taskId }) {
    const userId = "userId" in actor ? actor.userId : "";
    const [row] = isTaskId.test(taskId)
      ? await execute<{ standing: string }>(db, statementIn(casing), { taskId, userId })
      : [];
    if (!row) throw notFound("task");
    return { standing: new Json<any>(row.standing, casing) };
  },
});
