import postgres from "postgres";

/** What is searched for in a crowd, by how many of its workers and clients have it. */
export const crowdWords = {
  /** Twenty, however many there are. */
  rare: "zeppelin",
  /** One in 100. */
  mid: "lighthouse",
  /** Every second. */
  common: "design",
  /** One in 50, and all of them ask for more than anybody else: the last in an order by rate. */
  dear: "arbitration",
  /** In no keyword, name or country. */
  none: "xylophone",
  /** Too short for a trigram; about one in 100, and nobody. */
  shortMid: "3d",
  shortNone: "zq",
  /** Signs, which trigrams leave out. One in 1,000. */
  signs: "c++",
};

/** Whose history is the longest. */
export const HEAVY = { slug: "heavy", clientTasks: 0.1, workerRatings: 0.05 };
const RARE_ROWS = 20;

const SKILLS =
  "plumbing,carpentry,photography,translation,python,data entry,copywriting,bookkeeping,gardening,cooking,tutoring,driving,welding,sewing,illustration,animation,editing,research,testing,support";
const COUNTRIES =
  "United States,United Kingdom,United Arab Emirates,Germany,India,Brazil,France,Nigeria,Japan,Mexico,Kenya,Poland,Spain,Italy,Canada,Vietnam";
const NAMES = "Alice,Bob,Chiara,Deniz,Emeka,Fatima,Goran,Hana,Ivo,Jun,Kofi,Lena,Marta,Noor,Olu,Priya";

/** Sets of rows: ids sort by the order in which they are made, as real ones do. */
const id = (prefix: string, n: string) =>
  `'${prefix}_01' || lpad(to_hex(${n}), 8, '0') || substr(md5('${prefix}' || ${n}), 1, 16)`;

/**
 * Fills an empty database with so many people, each a worker and a client, as many tasks and as many ratings.
 * What triggers count elsewhere is said here.
 */
export async function makeCrowd(ownerUrl: string, people: number): Promise<void> {
  const sql = postgres(ownerUrl, { max: 1, onnotice() {} });
  const tables = ["users", "actors", "worker_profiles", "client_profiles", "tasks", "proposals", "ratings"];
  await sql.begin(async (tx) => {
    await tx`set local maintenance_work_mem = '256MB'`;
    await tx`set local work_mem = '128MB'`;
    // No trigger and no foreign key: every row refers to one that is made here.
    await tx`set local session_replication_role = replica`;
    const restore = await dropIndexes(tx, tables);
    await addPeople(tx, people);
    await addHistory(tx, people);
    await restore();
  });
  await sql`vacuum (analyze)`;
  await sql.end();
}

/** Indexes are built quicker at the end than kept up row by row. */
async function dropIndexes(tx: postgres.TransactionSql, tables: string[]): Promise<() => Promise<void>> {
  const indexes = await tx<{ name: string; definition: string }[]>`
    select c.relname as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i join pg_class c on c.oid = i.indexrelid
     where i.indrelid = any(${tables}::regclass[]) and not i.indisprimary and not i.indisunique`;
  await tx.unsafe(indexes.map(({ name }) => `drop index ${name}`).join(";"));
  return async () => {
    for (const { definition } of indexes) await tx.unsafe(definition);
  };
}

async function addPeople(tx: postgres.TransactionSql, people: number) {
  const rareEvery = Math.max(1, Math.floor(people / RARE_ROWS));
  await tx`select setseed(0.4)`;
  // Each draw is made once: a volatile expression that is named twice would be drawn twice.
  await tx.unsafe(`create temp table crowd on commit drop as
    select n, ${id("user", "n")} as id, ${id("client", "n")} as client_id, now() - interval '400 days' * (1 - n::float8 / ${people}) as at,
      random() as country_roll, random() as rate_roll, random() as name_roll, random() as open_roll,
      1 + floor(random() * 20)::int as s1, 1 + floor(random() * 20)::int as s2, 1 + floor(random() * 5)::int as stars
    from generate_series(1, ${people}) n`);
  await tx`create unique index on crowd (n)`;
  await tx`analyze crowd`;
  await tx`insert into users (id, email, accepted_terms_at, claimed_at, created_at)
    select id, id || '@bench.example.com', at, at, at from crowd order by n`;
  await tx`insert into actors (id, user_id, is_bot, name, rating_sum, rating_count, completed_tasks, created_at)
    select id, id, false, 'Bench ' || n, 5 * stars, case when n % 3 = 0 then 0 else 5 end, n % 7, at from crowd order by n`;
  const words = `concat_ws(', ', (string_to_array('${SKILLS}', ','))[s1], case when n % 2 = 0 then '${crowdWords.common}' end,
    (string_to_array('${SKILLS}', ','))[s2], case when n % 100 = 3 then '${crowdWords.mid}' when n % ${rareEvery} = 5 then '${crowdWords.rare}'
    when n % 50 = 7 then '${crowdWords.dear}' when n % 100 = 11 then '${crowdWords.shortMid} models' when n % 1000 = 13 then 'C++' end)`;
  await tx.unsafe(`insert into worker_profiles (id, friendly_name, job_title, tagline, introduction, low_rate, rush_rate, country, keywords, created_at, updated_at)
    select id, (string_to_array('${NAMES}', ','))[1 + floor(name_roll * 16)::int] || case when n % 100 = 17 then ' ${crowdWords.mid}' when n % ${rareEvery} = 5 then ' ${crowdWords.rare}' else ' ' || chr(65 + n % 26) || '.' end,
      'Works with ' || (string_to_array('${SKILLS}', ','))[s1], 'Quick, kind and on time', repeat('I have done this for years and like it. ', 6),
      case when n % 50 = 7 then 500 + round(rate_roll * 100) when n % 5 > 0 then 10 + round((rate_roll * 200)::numeric, 2) end, null,
      case when n % 10 > 0 then case when n % ${rareEvery} = 5 then 'Iceland' else (string_to_array('${COUNTRIES}', ','))[1 + floor(power(country_roll, 2) * 16)::int] end end,
      ${words}, at, at from crowd order by n`);
  await tx.unsafe(`insert into client_profiles (id, user_id, slug, company_name, description, skills_needed, payment_methods, by_ai,
      open_task_count, completed_task_count, task_count, rating_sum, rating_count, created_at, updated_at)
    select client_id, id, case when n = 1 then '${HEAVY.slug}' else 'bench-' || n end, (string_to_array('${NAMES}', ','))[1 + floor(name_roll * 16)::int] || ' & Co. ' || n,
      repeat('We need things done well and pay for them on the day. ', 6), ${words}, 'Bank transfer', n % 1000 = 1,
      case when n % ${Math.max(100, rareEvery)} = 21 then 0 else 1 end, n % 7, 1 + n % 7, 5 * stars, case when n % 3 = 0 then 0 else 5 end, at, at
    from crowd order by n`);
}

/** A task and a rating a person; a share of either belongs to the first of them. */
async function addHistory(tx: postgres.TransactionSql, people: number) {
  const [heavyTasks, heavyRatings] = [people * HEAVY.clientTasks, people * HEAVY.workerRatings];
  // Of the heavy client's tasks the newest half was cancelled: whoever looks for one that was not has to get past them.
  await tx.unsafe(`insert into tasks (id, poster_id, owner_id, by_ai, title, title_key, description, category, required_skills, funding, status,
      accepted_proposal_id, created_at, updated_at)
    select ${id("task", "c.n")}, o.id, o.id, false, 'Water plants', 'water plants', 'Twice a week.', 'errands', '{errands}', 'charity',
      case when c.n > ${people - heavyTasks / 2} then 'cancelled' when c.n > ${people - heavyTasks} then 'open' else 'completed' end,
      case when c.n <= ${people - heavyTasks} then ${id("prop", "c.n")} end, c.at, c.at
    from crowd c join crowd o on o.n = case when c.n > ${people - heavyTasks} then 1 else c.n end order by c.n`);
  await tx.unsafe(`insert into proposals (id, task_id, proposer_id, owner_id, by_ai, cover_letter, status, created_at)
    select ${id("prop", "c.n")}, ${id("task", "c.n")}, w.id, w.id, false, 'I can begin today.', 'accepted', c.at
    from crowd c join crowd w on w.n = case when c.n <= ${heavyRatings} then 2 else 1 + c.n % ${people} end
    where c.n <= ${people - heavyTasks} order by c.n`);
  // Nine of ten were said of workers.
  await tx.unsafe(`insert into ratings (id, task_id, side, rater_id, ratee_id, by_ai, rating, comment, reveal_at, revealed, created_at)
    select ${id("rate", "c.n")}, ${id("task", "c.n")}, case when c.n % 10 = 0 then 'worker' else 'poster' end, c.id, w.id, false, c.stars, 'Good work.', c.at, true, c.at
    from crowd c join crowd w on w.n = case when c.n <= ${heavyRatings} then 2 else 1 + c.n % ${people} end
    where c.n <= ${people - heavyTasks} order by c.n`);
}
