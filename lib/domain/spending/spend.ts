import { sql } from "drizzle-orm";
import { newId } from "@/db/id";
import { compile, execute } from "@/db/statement";
import type { Context } from "@/lib/core/context";
import { Refusal } from "@/lib/core/errors";
import { Postponed } from "@/lib/core/postponed";
import { requestApproval } from "@/lib/domain/approvals/request";
import { usd } from "@/lib/domain/money/ledger";
import { refuseDearer } from "./dearer";
import { type Period, type Window, windowsAt } from "./windows";

/** What money is spent on: a task, a block, a licence. */
export type Purpose = { id: string; title: string; category: string };

type Spend = {
  /** Whose; the acting bot's, when left out. */
  botId?: string;
  cents: number;
  on: Purpose;
  /** Nobody acts who could be asked to wait: it is held to the limits, but asks for nobody's word. */
  isUnasked?: boolean;
};

type Row = {
  enabled: boolean | null;
  perTaskMax: number | null;
  approvalAbove: number | null;
  allowedCategories: string[] | null;
  maxima: Record<Period, number | null>;
  /** Sums of the windows, this spend among them. */
  spent: Record<Period, number>;
  /** What the bot had spent on this before, and how much of it without its owner's word. */
  before: number;
  unapproved: number;
};

const p = (name: string) => sql`${sql.placeholder(name)}`;
/** Sums are locked in the order of their key, here and where something comes back. */
const take = compile(sql`
  with taken as (
    insert into bot_spend as w (bot_id, period, starts_on, spent) values
      (${p("bot")}, 'day', ${p("day")}::date, ${p("cents")}::bigint), (${p("bot")}, 'month', ${p("month")}::date, ${p("cents")}::bigint),
      (${p("bot")}, 'week', ${p("week")}::date, ${p("cents")}::bigint)
    on conflict (bot_id, period, starts_on) do update set spent = w.spent + excluded.spent returning period, spent
  ), noted as (
    insert into bot_spends (id, bot_id, task_id, cents, approved, spent_at)
      values (${p("id")}, ${p("bot")}, ${p("task")}, ${p("cents")}::bigint, ${p("approved")}::boolean, ${p("now")}::timestamptz)
  )
  select l.enabled, l.per_task_max_cents::float8 as "perTaskMax", l.require_approval_above_cents::float8 as "approvalAbove",
    l.allowed_categories as "allowedCategories",
    json_build_object('day', l.daily_max_cents, 'week', l.weekly_max_cents, 'month', l.monthly_max_cents) as maxima,
    (select json_object_agg(period, spent) from taken) as spent, s.before, s.unapproved
  from (select coalesce(sum(cents - returned), 0)::float8 as before,
      coalesce(sum(cents - returned) filter (where not approved), 0)::float8 as unapproved
    from bot_spends where task_id = ${p("task")} and bot_id = ${p("bot")}) s
  left join bot_limits l on l.bot_id = ${p("bot")}`);

/**
 * A spend of a bot, counted against its limits in the transaction that spends it; of people it asks nothing. Call it once the
 * row of what is paid for is locked or new, and before any money moves: the sums are locked after the task and its proposal,
 * before accounts. What comes back later is told to `keepSpent`.
 * Refuses SPENDING_LIMIT_EXCEEDED; and postpones the whole command where the bot's owner must say yes to it first.
 */
export async function spend(ctx: Context<any>, { botId, cents, on, isUnasked = false }: Spend): Promise<void> {
  const bot = botId ?? (ctx.actor.kind === "bot" ? (ctx.actor.actorId as string) : undefined);
  if (bot === undefined || cents <= 0) return;
  const windows = windowsAt(ctx.now);
  if (ctx.approvedCents !== undefined && !isUnasked) refuseDearer(ctx.approvedCents, cents);
  const isApproved = ctx.approvedCents !== undefined || isUnasked;
  const [row] = await execute<Row>(ctx.db, take, {
    bot,
    cents,
    task: on.id,
    id: newId("spend"),
    approved: isApproved,
    now: ctx.now.toISOString(),
    day: windows.day.startsOn,
    week: windows.week.startsOn,
    month: windows.month.startsOn,
  });
  refuseOutside(row!, cents, on);
  for (const period of ["day", "week", "month"] as const) refuseOver(row!, windows[period], cents);
  const { approvalAbove, unapproved } = row!;
  if (!isApproved && approvalAbove !== null && unapproved + cents > approvalAbove)
    throw new Postponed((again, wish) =>
      requestApproval(again, wish, {
        ...on,
        cents,
        because: `it spends ${usd(cents)}, and more than ${usd(approvalAbove)} on a task needs your owner's word`,
      }),
    );
}

/** What no waiting helps: the bot may spend nothing, not on this, or not so much on one thing. */
function refuseOutside({ enabled, allowedCategories, perTaskMax, before }: Row, cents: number, on: Purpose) {
  if (enabled === false)
    throw exceeded("enabled", cents, 0, null, `This bot may not spend: its owner has switched its commissioning off.`);
  refuseCategory(allowedCategories, cents, on);
  if (perTaskMax !== null && before + cents > perTaskMax) {
    const left = Math.max(0, perTaskMax - before);
    const so = before > 0 ? ` It has spent ${usd(before)} on this one already: ${usd(left)} remain.` : "";
    throw exceeded(
      "per_task_max_cents",
      cents,
      left,
      null,
      `${usd(cents)} is over this bot's limit of ${usd(perTaskMax)} for one task.${so}`,
    );
  }
}

/** Refuses SPENDING_LIMIT_EXCEEDED where a bot may spend on some categories only, and this is none of them. */
export function refuseCategory(allowed: string[] | null, cents: number, { category }: Pick<Purpose, "category">) {
  if (allowed && !allowed.includes(category))
    throw exceeded(
      "allowed_categories",
      cents,
      0,
      null,
      `This bot may not spend on ${category}, only on ${allowed.join(", ") || "nothing"}.`,
    );
}

const WORDS = {
  day: { name: "daily", limit: "daily_max_cents" },
  week: { name: "weekly", limit: "weekly_max_cents" },
  month: { name: "monthly", limit: "monthly_max_cents" },
} as const;

function refuseOver({ maxima, spent }: Row, { period, resetsAt }: Window, cents: number) {
  const most = maxima[period];
  if (most === null || spent[period] <= most) return;
  const left = Math.max(0, most - (spent[period] - cents));
  const { name, limit } = WORDS[period];
  throw exceeded(
    limit,
    cents,
    left,
    resetsAt,
    `${usd(cents)} is over this bot's ${name} limit of ${usd(most)}: ${usd(left)} remain until ${resetsAt.toISOString()}.`,
  );
}

const exceeded = (limit: string, amountCents: number, remainingCents: number, resetsAt: Date | null, told: string) =>
  new Refusal("SPENDING_LIMIT_EXCEEDED", told, { extra: { limit, amountCents, remainingCents, resetsAt } });

type Kept = { id: string; botId: string; spentAt: Date; back: number };
const surplus = compile(sql`
  select id, bot_id as "botId", spent_at as "spentAt", least(counted, running - ${p("keep")}::bigint)::float8 as back
  from (select id, bot_id, spent_at, cents - returned as counted, sum(cents - returned) over (order by spent_at, id) as running
    from bot_spends where task_id = ${p("task")} and cents > returned) s
  where running > ${p("keep")}::bigint`);

/**
 * Of what bots spent on a task (a block, a licence) no more than `cents` counts from now on: the rest came back, and gives
 * room again in the day, the week and the month in which it was spent. The latest spends come back first.
 */
export async function keepSpent(ctx: Pick<Context<any>, "db">, taskId: string, cents: number): Promise<void> {
  const returned = await execute<Kept>(ctx.db, surplus, { task: taskId, keep: cents });
  if (returned.length === 0) return;
  const sums = new Map<string, { bot: string; period: Period; startsOn: string; back: number }>();
  for (const { botId, spentAt, back } of returned)
    for (const { period, startsOn } of Object.values(windowsAt(new Date(spentAt)))) {
      const key = `${botId} ${period} ${startsOn}`;
      const sum = sums.get(key) ?? { bot: botId, period, startsOn, back: 0 };
      sums.set(key, { ...sum, back: sum.back + back });
    }
  for (const { id, back } of returned)
    await ctx.db.execute(sql`update bot_spends set returned = returned + ${back} where id = ${id}`);
  // One after the other, by key: the order in which spends lock them.
  for (const [, { bot, period, startsOn, back }] of [...sums].sort(([a], [b]) => (a < b ? -1 : 1)))
    await ctx.db.execute(
      sql`update bot_spend set spent = spent - ${back} where bot_id = ${bot} and period = ${period} and starts_on = ${startsOn}::date`,
    );
}
