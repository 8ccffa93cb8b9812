import type postgres from "postgres";
import { codeGigs } from "./gigs/code";
import { fill } from "./gigs/gig";
import { placeGigs } from "./gigs/places";
import { studioGigs } from "./gigs/studio";
import { wordGigs } from "./gigs/words";
import { people } from "./people";
import { cities } from "./places";

/** Words by how many of the load rows hold them, for whoever measures a search. */
export const loadWords = {
  /** Twenty rows, however many there are. */
  rare: "zeppelin",
  /** One row in 100. */
  mid: "lighthouse",
  /** About every second row. */
  common: "please",
};

const RARE_ROWS = 20;
const TASKS_A_USER = 50;
const MOST_USERS = 5_000;
/** Of the rows paid with credits: each has a hold and a journal, which triggers check one by one. */
const FUNDED_SHARE = 0.1;
const MOST_FUNDED = 20_000;
/** Cents: every load user can pay for a year of gigs. */
const GRANT = 100_000_000;
/** Above this it is quicker to build the indexes anew than to keep them up row by row. */
const REINDEX_FROM = 50_000;

/** Rows as JSON: what a load row is made of, so that each reads like a gig. */
function material() {
  const gigs = [...wordGigs, ...codeGigs, ...placeGigs, ...studioGigs].filter(({ bot, local }) => !bot && !local);
  const templates = gigs.flatMap(({ title, category, skills, budget: [low, high], variants }) =>
    variants.map((variant) => ({ title: fill(title, variant), category, skills, low, high })),
  );
  const sentences = gigs.flatMap(({ text, variants }) =>
    variants
      .flatMap((variant) => fill(text, variant).split(/(?<=[.!?]) /))
      .filter((sentence) => sentence.length > 20 && !sentence.toLowerCase().includes(loadWords.mid)),
  );
  return { templates, sentences: [...new Set(sentences)] };
}

/**
 * Adds tasks until there are so many: set-based, in one transaction, with the same triggers and guards as any other row.
 * Six of ten are open; a tenth is paid with credits, with its hold and its journal.
 */
export async function addLoad(client: postgres.Sql, target: number, reindexFrom = REINDEX_FROM): Promise<void> {
  const [{ have }] = (await client`select count(*)::int as have from tasks`) as unknown as [{ have: number }];
  const missing = target - have;
  if (missing <= 0) return;
  await client.begin(async (tx) => {
    await tx`select setseed(${(have % 1000) / 1000}::float8)`;
    await tx.unsafe(IDS);
    await makeMaterial(tx);
    const restore = missing >= reindexFrom ? await dropIndexes(tx) : async () => {};
    await addUsers(tx, Math.min(MOST_USERS, Math.max(20, Math.ceil(missing / TASKS_A_USER))));
    await addTasks(tx, missing);
    await addProposals(tx);
    await restore();
    await holdMoney(tx);
  });
  await client`vacuum (analyze)`;
}

// Ids as db/id.ts makes them; hexadecimal digits are a part of Crockford's alphabet.
const IDS = `create function pg_temp.new_id(prefix text, at timestamptz) returns text language sql volatile as $$
  select prefix || '_' || (select string_agg(substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + (ms >> (5 * place) & 31)::int, 1), '' order by place desc)
    from generate_series(0, 9) place) || substr(md5(random()::text), 1, 16)
  from (select (extract(epoch from at) * 1000)::bigint as ms) t $$`;

async function makeMaterial(tx: postgres.TransactionSql) {
  const { templates, sentences } = material();
  await tx`create temp table template on commit drop as
    select row_number() over () as n, t.* from jsonb_to_recordset(${JSON.stringify(templates)}::text::jsonb) as t(title text, category text, skills text[], low int, high int)`;
  await tx`create temp table sentence on commit drop as select row_number() over () as n, s as text from unnest(${sentences}::text[]) s`;
  const places = Object.entries(cities).map(([name, [lat, lon, country]]) => ({ name, lat, lon, country }));
  await tx`create temp table place on commit drop as
    select row_number() over () as n, p.* from jsonb_to_recordset(${JSON.stringify(places)}::text::jsonb) as p(name text, lat float8, lon float8, country text)`;
  await tx`create unique index on template (n)`;
  await tx`create unique index on sentence (n)`;
  await tx`create unique index on place (n)`;
  await tx`analyze template, sentence, place`;
}

/** Takes the plain indexes of the two large tables away and gives back what puts them there again. */
async function dropIndexes(tx: postgres.TransactionSql): Promise<() => Promise<void>> {
  const indexes = await tx<{ name: string; definition: string }[]>`
    select c.relname as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i join pg_class c on c.oid = i.indexrelid
     where i.indrelid in ('tasks'::regclass, 'proposals'::regclass) and not i.indisprimary and not i.indisunique`;
  await tx.unsafe(indexes.map(({ name }) => `drop index ${name}`).join(";"));
  return async () => {
    await tx`set local maintenance_work_mem = '256MB'`;
    // What waits for the commit is done now: Postgres builds no index on a table that still has such triggers to fire.
    const build = indexes.map(({ definition }) => definition);
    await tx.unsafe(["set constraints all immediate", ...build, "set constraints all deferred"].join(";"));
  };
}

async function addUsers(tx: postgres.TransactionSql, count: number) {
  const names = people.map(({ name }) => name.split(" ")[0]!);
  await tx`create temp table crowd on commit drop as
    select row_number() over () as n, pg_temp.new_id('user', at) as id, at, ${names}::text[] as names
      from (select now() - interval '200 days' * (1 + random()) / 2 as at from generate_series(1, ${count}::int)) t`;
  await tx`insert into users (id, email, email_verified_at, accepted_terms_at, claimed_at, created_at)
    select id, id || '@load.example.com', at, at, at, at from crowd`;
  await tx`insert into actors (id, user_id, is_bot, name, created_at)
    select id, id, false, names[1 + n % cardinality(names)] || ' ' || chr((65 + n % 26)::int) || '.', at from crowd`;
  await tx`create unique index on crowd (n)`;
  await tx`analyze crowd`;
}

async function addTasks(tx: postgres.TransactionSql, count: number) {
  const fundedShare = Math.min(FUNDED_SHARE, MOST_FUNDED / count);
  // Each draw is made once in the innermost select: a volatile expression that is named twice would be drawn twice.
  await tx`create temp table load on commit drop as
    select pg_temp.new_id('task', d.created) as id, u.id as owner, x.title, x.category, x.skills, d.*,
           (x.low + d.price * (x.high - x.low))::int * 100 as cents,
           concat_ws(' ', s1.text, s2.text, s3.text, s4.text, d.extra) as description,
           pg_temp.new_id('prop', d.created + interval '3 hours') as chosen
      from (
        select n, now() - interval '180 days' * power(random(), 1.5) - interval '1 minute' as created, random() as price,
               random() as state_roll, random() as funding_roll, random() as city_roll, random() as urgency_roll,
               1 + floor(random() * (select count(*) from crowd))::int as crowd_n,
               1 + floor(random() * (select count(*) from template))::int as template_n,
               1 + floor(random() * (select count(*) from sentence))::int as s1,
               1 + floor(random() * (select count(*) from sentence))::int as s2,
               1 + floor(random() * (select count(*) from sentence))::int as s3,
               1 + floor(random() * (select count(*) from sentence))::int as s4,
               1 + floor(random() * (select count(*) from place))::int as place_n,
               case when n % ${Math.max(1, Math.floor(count / RARE_ROWS))}::int = 0 then 'There is a zeppelin in it.' when n % 100 = 3 then 'The lighthouse is open.'
                    when n % 7 < 3 then 'Please ask when something is unclear.' end as extra
          from generate_series(1, ${count}::int) n) d
      join crowd u on u.n = d.crowd_n join template x on x.n = d.template_n
      join sentence s1 on s1.n = d.s1 join sentence s2 on s2.n = d.s2 join sentence s3 on s3.n = d.s3 join sentence s4 on s4.n = d.s4`;
  await tx`alter table load add column status text, add column funding text`;
  await tx`update load set
    status = case when state_roll < 0.6 then 'open' when state_roll < 0.68 then 'in_progress' when state_roll < 0.88 then 'completed'
                  when state_roll < 0.95 then 'cancelled' else 'expired' end,
    funding = case when state_roll < 0.68 and funding_roll < ${fundedShare / 0.68}::float8 then 'credits'
                   when state_roll < 0.6 and funding_roll < 0.5 then 'card' when funding_roll < 0.8 then 'offsite' else 'charity' end`;
  await tx`insert into tasks (id, poster_id, owner_id, by_ai, title, title_key, description, category, required_skills, funding,
      budget_cents, promised_amount, status, urgency, deadline, accepted_proposal_id, proposal_count, location_type, location_name,
      latitude, longitude, radius_km, country, started_at, completed_at, created_at, updated_at)
    select l.id, l.owner, l.owner, false, l.title, lower(l.title), l.description, l.category, l.skills, l.funding,
      case when l.funding in ('credits', 'card') then l.cents end, case when l.funding = 'offsite' then (l.cents / 100)::text end,
      l.status, case when urgency_roll < 0.7 then 'normal' when urgency_roll < 0.85 then 'low' when urgency_roll < 0.97 then 'urgent' else 'critical' end,
      case when l.status = 'expired' then l.created + interval '5 days' when l.status = 'open' and l.price < 0.5 then now() + interval '60 days' * (0.1 + l.price) end,
      case when l.status in ('in_progress', 'completed') then l.chosen end, case when l.status in ('in_progress', 'completed') or l.n % 3 = 0 then 1 else 0 end,
      case when city_roll < 0.2 then 'local' else 'remote' end, case when city_roll < 0.2 then p.name end,
      case when city_roll < 0.2 then p.lat end, case when city_roll < 0.2 then p.lon end, case when city_roll < 0.2 then 10 end,
      case when city_roll < 0.2 then p.country end,
      case when l.status = 'completed' then l.created + interval '4 hours' when l.status = 'in_progress' then greatest(l.created + interval '4 hours', now() - interval '60 days') end,
      case when l.status = 'completed' then l.created + interval '2 days' end, l.created, l.created
    from load l join place p on p.n = l.place_n order by l.created`;
}

/** One offer on each task that somebody was chosen for, and on a third of the others. */
async function addProposals(tx: postgres.TransactionSql) {
  await tx`insert into proposals (id, task_id, proposer_id, owner_id, by_ai, cover_letter, amount_cents, status, decided_at, created_at)
    select l.chosen, l.id, w.id, w.id, false, 'I can start this week; two samples of the same kind are on my profile.',
      case when l.funding in ('credits', 'card') then l.cents end,
      case when l.status in ('in_progress', 'completed') then 'accepted' else 'pending' end,
      case when l.status in ('in_progress', 'completed') then l.created + interval '4 hours' end, l.created + interval '3 hours'
    from load l join crowd w on w.n = 1 + l.crowd_n % (select count(*) from crowd)
    where l.status in ('in_progress', 'completed') or l.n % 3 = 0`;
}

/** The keys and kinds are the product's own (lib/domain/money/holds.ts), the function is the only one that may write them. */
async function holdMoney(tx: postgres.TransactionSql) {
  // Opened beforehand and counted, so that no plan is made for the few accounts there were before.
  await tx`insert into ledger_accounts (code, kind, owner_id, subject_id, min_balance)
    select distinct owner || ':credits:usd', 'credits', owner, null, 0 from load where funding = 'credits'
    union all select id || ':escrow:usd', 'escrow', owner, id, 0 from load where funding = 'credits'`;
  await tx`analyze ledger_accounts`;
  await tx`select count(j.journal_id) from (
      select owner, min(created) - interval '1 hour' as at from load where funding = 'credits' group by owner order by owner) u
    cross join lateral ledger_transfer('grant:load:' || u.owner, 'grant', u.owner, jsonb_build_array(
      jsonb_build_object('code', 'platform:promotions', 'kind', 'promotions', 'amount', -${GRANT}::bigint),
      jsonb_build_object('code', u.owner || ':credits:usd', 'kind', 'credits', 'owner', u.owner, 'amount', ${GRANT}::bigint)), u.at) j`;
  await tx`select count(j.journal_id) from (select * from load where funding = 'credits' order by created) l
    cross join lateral ledger_transfer('task.fund:' || l.id, 'task.fund', l.id, jsonb_build_array(
      jsonb_build_object('code', l.owner || ':credits:usd', 'kind', 'credits', 'owner', l.owner, 'amount', -l.cents),
      jsonb_build_object('code', l.id || ':escrow:usd', 'kind', 'escrow', 'owner', l.owner, 'subject', l.id, 'amount', l.cents)), l.created) j`;
  await tx`insert into holds (id, task_id, source, gross, fee_bps, created_at)
    select pg_temp.new_id('hold', created), id, 'credits', cents, 0, created from load where funding = 'credits'`;
}
