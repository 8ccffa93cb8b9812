import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db";
import { compile, execute } from "@/db/statement";
import { query } from "@/lib/core/operation";
import { usd } from "@/lib/domain/money/ledger";

/** What is open of an account, by kind; in the order in which it is told. */
export const UNSETTLED = [
  "gigs",
  "work",
  "blocks",
  "block_work",
  "payments",
  "withdrawals",
  "refunds",
  "contested_payments",
  "owed_payments",
  "earnings",
  "credits",
] as const;
type Kind = (typeof UNSETTLED)[number];

/** More of a kind is counted, not named. */
const NAMED = 20;

export const Unsettled = z
  .object({
    kind: z.enum(UNSETTLED),
    count: z.int(),
    amountCents: z.int().meta({ description: "The money in it, in cents; 0 where none is held." }),
    ids: z.array(z.string()).meta({ description: `What it is about: the first ${NAMED}.` }),
    message: z.string().meta({ description: "What it is, and what to do about it." }),
  })
  .meta({ id: "Unsettled" });
export type Unsettled = z.output<typeof Unsettled>;

const user = sql.placeholder("user");

const open = compile(sql`
  select kind, count(*)::int as count, coalesce(sum(cents), 0)::float8 as cents,
    coalesce((array_agg(id order by at, id) filter (where id is not null))[1:${sql.raw(String(NAMED))}], '{}') as ids
  from (
    select 'gigs' as kind, t.id, t.created_at as at, h.gross as cents
      from tasks t left join holds h on h.task_id = t.id and h.settled_at is null
      where t.owner_id = ${user} and t.status in ('open', 'in_progress', 'delivered', 'disputed')
    union all
    select 'work', p.id, p.created_at, case when p.status = 'accepted' and h.id is not null then p.amount_cents end
      from proposals p join tasks t on t.id = p.task_id left join holds h on h.task_id = t.id and h.settled_at is null
      where p.owner_id = ${user} and (p.status = 'pending' and t.status = 'open'
        or p.status = 'accepted' and t.status in ('in_progress', 'delivered', 'disputed'))
    union all select 'blocks', id, created_at, worker_count * pay_cents from block_tasks where owner_id = ${user} and status in ('open', 'completed')
    union all select 'block_work', r.id, r.created_at, b.pay_cents from block_responses r join block_tasks b on b.id = r.block_id
      where r.owner_id = ${user} and b.status in ('open', 'completed')
    union all select 'payments', id, created_at, amount from refills where user_id = ${user} and status = 'pending'
    union all select 'withdrawals', id, created_at, amount from withdrawals where user_id = ${user} and status = 'pending'
    union all select 'refunds', id, created_at, amount from refunds where user_id = ${user} and status = 'pending'
    union all select 'contested_payments', id, created_at, amount from chargebacks where user_id = ${user} and status in ('inquiry', 'open')
    union all select 'owed_payments', id, created_at, owed from chargebacks where user_id = ${user} and status = 'lost' and owed > 0
    union all select kind, null, created_at, balance from ledger_accounts
      where owner_id = ${user} and currency = 'usd' and kind in ('credits', 'earnings') and closed_at is null and balance > 0
  ) o group by kind`);

const of = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;

const words: Record<Kind, (count: number, cents: number) => string> = {
  gigs: (count, cents) =>
    `${of(count, "unfinished gig")}${cents > 0 ? ` with ${usd(cents)} held` : ""}: cancel ${count === 1 ? "it" : "them"}, or see ${count === 1 ? "it" : "them"} through.`,
  work: (count) =>
    count === 1
      ? "1 live proposal or piece of work: withdraw it, or deliver it and be paid."
      : `${count} live proposals or pieces of work: withdraw them, or deliver them and be paid.`,
  blocks: (count, cents) =>
    `${of(count, "block task")} with ${usd(cents)} held: cancel ${count === 1 ? "it" : "them"}, or close and pay ${count === 1 ? "it" : "them"}.`,
  block_work: (count) =>
    `${of(count, "response")} to block tasks that ${count === 1 ? "is" : "are"} not paid yet: wait until ${count === 1 ? "it is" : "they are"}.`,
  payments: (count, cents) =>
    `${of(count, "payment")} of ${usd(cents)} by card under way: wait until Stripe has told us what became of it.`,
  withdrawals: (count, cents) => `${of(count, "withdrawal")} of ${usd(cents)} on the way: wait until it is sent.`,
  refunds: (count, cents) => `${of(count, "refund")} of ${usd(cents)} on its way to your card: wait until it is there.`,
  contested_payments: (count, cents) =>
    `${of(count, "payment")} of ${usd(cents)} contested with your bank: wait until the bank has decided.`,
  owed_payments: (count, cents) =>
    `${usd(cents)} owed for ${of(count, "payment")} that your bank took back after you had spent it: add credits, and it is settled.`,
  earnings: (_, cents) => `${usd(cents)} earned: withdraw it, or give it up.`,
  credits: (_, cents) => `${usd(cents)} of credits: spend it, or give it up.`,
};

/** What must be settled before an account can be deleted; empty where nothing is open. */
export async function findUnsettled(db: Db, userId: string): Promise<Unsettled[]> {
  const rows = await execute<{ kind: Kind; count: number; cents: number; ids: string[] }>(db, open, { user: userId });
  return rows
    .map(({ kind, count, cents, ids }) => ({
      kind,
      count,
      amountCents: cents,
      ids,
      message: words[kind](count, cents),
    }))
    .sort((a, b) => UNSETTLED.indexOf(a.kind) - UNSETTLED.indexOf(b.kind));
}

export const listUnsettled = query({
  name: "accounts.unsettled",
  summary: "List what must be settled before one's account can be deleted.",
  access: "session",
  input: {},
  output: { unsettled: z.array(Unsettled) },
  run: async ({ db, actor }) => ({ unsettled: await findUnsettled(db, actor.userId) }),
});
