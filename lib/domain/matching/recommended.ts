import { sql } from "drizzle-orm";
import { z } from "zod";
import { list } from "@/lib/core/operation";
import { view } from "@/lib/core/view";
import { Task, taskView } from "@/lib/domain/tasks/task";
import { ownSkills, rankingStatement } from "./candidates";
import { perCasing, RANKED_LIMIT, rankedPage } from "./rank";
import {
  FRESH_DAYS,
  NEWCOMER_WEIGHTS,
  NO_SKILL_NAMED,
  PAST_WORK,
  REASON_WEIGHTS,
  UNKNOWN,
  USUAL_BUDGET_CENTS,
} from "./weights";

const Reason = z.number().min(0).max(1);

const RecommendedTask = Task.extend({
  matchScore: Reason,
  matchReasons: z.object({
    skills: Reason.meta({ description: "The share of the task's skills that you have." }),
    attestation: Reason.meta({ description: "How far those are attested, on average." }),
    performance: Reason.meta({ description: "Your stars in those skills, else your whole record." }),
    preferences: Reason.meta({
      description: "How many of your kinds of wishes it meets; half for each you did not state.",
    }),
    budgetFit: Reason.meta({ description: "Its budget against your minimum, or a usual one." }),
  }),
}).meta({ id: "RecommendedTask" });

const recommendedView = view(RecommendedTask, {
  ...taskView.fields,
  matchScore: sql`s.score`,
  matchReasons: {
    skills: sql`round(s.skills::numeric, 3)::float8`,
    attestation: sql`round(s.attestation::numeric, 3)::float8`,
    performance: sql`round(s.performance::numeric, 3)::float8`,
    preferences: sql`round(s.preferences::numeric, 3)::float8`,
    budgetFit: sql`round(s.budget_fit::numeric, 3)::float8`,
  },
});

const at = (name: string) => sql`${sql.placeholder(name)}`;
const unknown = sql.raw(String(UNKNOWN));

/** What the account wishes for, and how well the actor has worked so far: one row each, also where nothing is on record. */
const tables = sql`wish as materialized (
    select coalesce(p.min_budget_cents, 0) as min_budget, coalesce(p.categories, '{}') as categories, coalesce(p.fundings, '{}') as fundings,
      coalesce(p.poster_kind, 'any') as poster_kind, coalesce(p.remote_only, false) as remote_only
    from (select 1) one left join preferences p on p.user_id = ${at("user")}
  ), performer as materialized (
    select (coalesce(a.rating_sum::float8 / nullif(a.rating_count, 0) / 5, ${unknown})
        + coalesce(a.accepted_deliverables::float8 / nullif(a.reviewed_deliverables, 0), ${unknown})
        + coalesce(a.on_time_tasks::float8 / nullif(a.completed_tasks, 0), ${unknown})
        + coalesce(1 - a.disputed_tasks::float8 / nullif(a.completed_tasks, 0), ${unknown})) / 4 as record
    from actors a where a.id = ${at("actor")}
  ), newcomer as materialized (select not exists (select from mine) as is_one),
  worked as materialized (
    select distinct k.category from (
      select p.task_id from proposals p where p.proposer_id = ${at("actor")} and p.status = 'accepted' and (select is_one from newcomer)
      order by p.created_at desc, p.id desc limit ${sql.raw(String(PAST_WORK))}) past
    join tasks k on k.id = past.task_id
  )`;

const where = sql`exists (select from wish w where coalesce(t.budget_cents, 0) >= w.min_budget
  and (w.categories = '{}' or t.category = any (w.categories)) and (w.fundings = '{}' or t.funding = any (w.fundings))
  and (not w.remote_only or t.location_type = 'remote')
  and (w.poster_kind = 'any' or (w.poster_kind = 'bot') = (t.by_ai or (select b.is_bot from actors b where b.id = t.poster_id))))`;

/** Of a caller without skills the work done so far speaks; without that, what asks for no skill is as good as unknown. */
const reasons = sql`r.skills, r.attestation,
  case when r.category in (select category from worked) then 1 when r.named = 0 then ${unknown} else 0 end as familiarity,
  power(0.5, greatest(0, extract(epoch from ${at("now")}::timestamptz - r.created_at)) / ${sql.raw(String(FRESH_DAYS * 86_400))}) as freshness,
  greatest(0, least(1, coalesce(r.stars / 5, (select record from performer)))) as performance,
  (select (case when w.categories = '{}' then ${unknown} else 1 end + case when w.fundings = '{}' then ${unknown} else 1 end
    + case when w.poster_kind = 'any' then ${unknown} else 1 end + case when w.remote_only then 1 else ${unknown} end)::float8 / 4 from wish w) as preferences,
  (select coalesce(r.budget_cents, 0)::float8 / (coalesce(r.budget_cents, 0) + greatest(w.min_budget, ${sql.raw(String(USUAL_BUDGET_CENTS))})) from wish w) as budget_fit`;

const COLUMNS: Record<string, string> = { budgetFit: "budget_fit" };
/** Reasons and what each counts for, as SQL and as people read it. */
const sumOf = (weights: Record<string, number>) =>
  Object.entries(weights)
    .map(([reason, weight]) => `${weight} * ${COLUMNS[reason] ?? reason}`)
    .join(" + ");
const weighed = sql.raw(
  `case when (select is_one from newcomer) then ${sumOf(NEWCOMER_WEIGHTS)} else ${sumOf(REASON_WEIGHTS)} end`,
);

export const recommended = perCasing((casing) =>
  rankingStatement({ skills: ownSkills, tables, where, reasons, score: weighed, view: recommendedView }, casing),
);

export const listRecommended = list({
  name: "tasks.recommended",
  summary: "List open tasks ranked by match quality, best first.",
  description: `match_score = ${sumOf(REASON_WEIGHTS)}, each answered in match_reasons. For a caller who names no skill and has earned none it is ${sumOf(NEWCOMER_WEIGHTS)}: there familiarity is 1 for a category of your past work, ${UNKNOWN} for a task that asks for no skill, else 0, and freshness, from created_at, halves every ${FRESH_DAYS} days. Only tasks that meet your preferences (minimum budget, categories, payment methods, kind of poster, remote) are listed, none of your own and none you proposed on. performance is your average stars in the task's skills / 5, else the mean of stars / 5, acceptance, on-time and undisputed rates, ${UNKNOWN} where there is no record; budget_fit = budget / (budget + your minimum, at least $${USUAL_BUDGET_CENTS / 100}); a task that names no skill has skills ${NO_SKILL_NAMED}.`,
  access: "account",
  plural: "tasks",
  of: RecommendedTask,
  defaultLimit: RANKED_LIMIT,
  isRanked: true,
  input: {},
  run: (ctx, page) => rankedPage(ctx, recommended(ctx.casing), page),
});
