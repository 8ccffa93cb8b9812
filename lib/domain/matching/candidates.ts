import { type SQL, sql } from "drizzle-orm";
import { compile, type Statement } from "@/db/statement";
import type { Casing } from "@/lib/core/casing";
import type { View } from "@/lib/core/view";
import { taskPoster } from "@/lib/domain/tasks/task";
import { attestationWeight, NO_SKILL_NAMED } from "./weights";

/** So many of the newest open tasks are looked at, whatever they ask for. */
const NEWEST = 500;
/** So many are found by the caller's skills, as many by each; the newest of them are scored. */
const FOUND_BY_SKILL = 1500;
const BY_SKILL = 500;

const at = (name: string) => sql`${sql.placeholder(name)}`;

/** Whose skills count: those an actor names or has worked in. */
export const ownSkills = sql`select s.slug, ${attestationWeight("s")} as weight,
    s.rating_sum::float8 / nullif(s.rating_count, 0) as stars
  from actor_skills s where s.actor_id = ${at("actor")}`;
/** Whose skills count: a profile that is given, taken at its word. */
export const givenSkills = sql`select slug, 1::float8 as weight, null::float8 as stars from unnest(${at("skills")}::text[]) slug`;

type Ranking = {
  skills: SQL;
  /** More CTEs to read from, such as the caller's wishes. */
  tables?: SQL;
  /** Conditions on a candidate `t` beyond being open to the caller. */
  where?: SQL;
  /** Figures of a candidate row `r`, which has `skills`, `attestation` and `stars`; the last is its `score`. */
  reasons: SQL;
  score: SQL;
  /** Only candidates that score at all. */
  above?: number;
  view: View<any>;
};

/**
 * One statement: the candidates from two indexes, each bounded, so that it costs the same however large the table is; their
 * scores; and the rows of one page. A caller's own tasks, those the actor has proposed on, and those that take no more
 * proposals are no candidates. Placeholders: actor, user, now, limit, offset, and `skills` for a given profile.
 */
export const rankingStatement = (ranking: Ranking, casing: Casing): Statement =>
  compile(sql`
  with mine as materialized (${ranking.skills})${ranking.tables ? sql`, ${ranking.tables}` : sql``},
  found as (
    select id from (select id from tasks where status = 'open' order by created_at desc, id desc limit ${sql.raw(String(NEWEST))}) newest
    union
    select id from (
      select s.id from mine cross join lateral (
        select id, created_at from tasks where status = 'open' and required_skills @> array[mine.slug]
        limit (select 1 + ${sql.raw(String(FOUND_BY_SKILL))} / count(*) from mine)
      ) s order by s.created_at desc limit ${sql.raw(String(BY_SKILL))}
    ) skilled
  ),
  candidates as (
    select t.id, t.created_at, t.required_skills, t.category, t.funding, t.budget_cents, t.by_ai, t.poster_id, t.location_type
    from found join tasks t on t.id = found.id
    where t.status = 'open' and t.owner_id <> ${at("user")}
      and (t.max_proposals is null or t.proposal_count < t.max_proposals)
      and coalesce(t.deadline, 'infinity') > ${at("now")}::timestamptz and coalesce(t.expires_at, 'infinity') > ${at("now")}::timestamptz
      and not exists (select from proposals p where p.task_id = t.id and p.proposer_id = ${at("actor")})
      ${ranking.where ? sql`and ${ranking.where}` : sql``}
  ),
  covered as (
    select t.*, coalesce(cardinality(t.required_skills), 0) as named, c.held, c.weight, c.stars
    from candidates t cross join lateral (
      select count(*)::int as held, coalesce(sum(mine.weight), 0) as weight, avg(mine.stars) as stars
      from mine where mine.slug = any (t.required_skills)
    ) c
  ),
  r as (
    select id, created_at, category, named, budget_cents, stars,
      case when named = 0 then ${sql.raw(String(NO_SKILL_NAMED))} else least(1, held::float8 / named) end as skills,
      case when named = 0 then ${sql.raw(String(NO_SKILL_NAMED))} else least(1, weight / named) end as coverage,
      case when held = 0 then 0 else weight / held end as attestation
    from covered
  ),
  reasoned as (select r.id, r.created_at, r.coverage, ${ranking.reasons} from r),
  scored as (select *, round((${ranking.score})::numeric, 4)::float8 as score from reasoned r),
  ranked as (select * from scored where score > ${sql.raw(String(ranking.above ?? -1))}),
  paged as (select * from ranked order by score desc, created_at desc, id desc limit ${at("limit")}::int offset ${at("offset")}::int)
  select (select count(*) from ranked)::int as total, count(*)::int as found, coalesce(json_agg(q.item)::text, '[]') as items from (
    select row_to_json(v) as item from paged s join tasks t on t.id = s.id ${taskPoster}
      cross join lateral (select ${ranking.view.columns(casing)}) v
    order by s.score desc, s.created_at desc, s.id desc) q`);
