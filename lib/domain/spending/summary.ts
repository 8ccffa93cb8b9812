import { sql } from "drizzle-orm";
import { z } from "zod";
import { compile, execute } from "@/db/statement";
import { id, Moment } from "@/lib/core/fields";
import { query } from "@/lib/core/operation";
import { loadBotJson } from "@/lib/domain/bots/queries";
import { meant } from "./commissioning";
import { loadLimits } from "./limits";
import { type Period, type Window, windowsAt } from "./windows";

const Amount = z.object({
  limit: z.number().nullable().meta({ description: "Dollars; null: no such limit." }),
  spent: z.number(),
  remaining: z.number().nullable().meta({ description: "Null where there is no limit." }),
  limitCents: z.int().nullable(),
  spentCents: z.int(),
  remainingCents: z.int().nullable(),
  resetsAt: Moment,
});

const statement = compile(sql`
  select (select coalesce(json_object_agg(period, spent), '{}') from bot_spend where bot_id = ${sql.placeholder("bot")}
      and (period, starts_on) in (('day', ${sql.placeholder("day")}::date), ('week', ${sql.placeholder("week")}::date), ('month', ${sql.placeholder("month")}::date))) as spent,
    (select count(*)::int from approvals where bot_id = ${sql.placeholder("bot")} and status = 'pending') as pending`);

const dollars = (cents: number | null) => (cents === null ? null : cents / 100);

export const loadSpending = query({
  name: "bots.spending",
  summary: "Get spending summary for a bot (daily spend, remaining budget).",
  description:
    "For its owner, and the bot itself (403 to others). What it spent today, this week (from Monday) and this month, UTC, less what came back; and what its limits leave.",
  access: "account",
  input: { botId: id("bot") },
  output: {
    botId: z.string(),
    currency: z.string(),
    enabled: z.boolean(),
    daily: Amount,
    weekly: Amount,
    monthly: Amount,
    perTaskLimit: z.number().nullable(),
    perTaskLimitCents: z.int().nullable(),
    pendingApprovals: z.int(),
    resetAt: Moment.meta({ description: "When the day ends." }),
  },
  async run({ db, casing, actor, now }, { botId }) {
    await loadBotJson(db, casing, actor.userId, meant(actor, botId));
    const limits = await loadLimits(db, botId);
    const { day, week, month } = windowsAt(now);
    const values = { bot: botId, day: day.startsOn, week: week.startsOn, month: month.startsOn };
    const [row] = await execute<{ spent: Partial<Record<Period, number>>; pending: number }>(db, statement, values);
    const amount = ({ period, resetsAt }: Window, limitCents: number | null) => {
      const spentCents = row!.spent[period] ?? 0;
      const remainingCents = limitCents === null ? null : Math.max(0, limitCents - spentCents);
      return {
        limit: dollars(limitCents),
        spent: spentCents / 100,
        remaining: dollars(remainingCents),
        limitCents,
        spentCents,
        remainingCents,
        resetsAt: resetsAt.toISOString(),
      };
    };
    return {
      botId,
      currency: "USD",
      enabled: limits.enabled,
      daily: amount(day, limits.dailyMaxCents),
      weekly: amount(week, limits.weeklyMaxCents),
      monthly: amount(month, limits.monthlyMaxCents),
      perTaskLimit: dollars(limits.perTaskMaxCents),
      perTaskLimitCents: limits.perTaskMaxCents,
      pendingApprovals: row!.pending,
      resetAt: day.resetsAt.toISOString(),
    };
  },
});
