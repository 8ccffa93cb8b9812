import { writeFileSync } from "node:fs";
import postgres from "postgres";
import { newId } from "@/db/id";
import { newKey } from "@/lib/auth/keys";
import type { Fixtures } from "./scenarios";

/** Cents. Whoever posts in a bench never runs out. */
const GRANT = 1_000_000_000;
const BUDGET = 4_500;
const TASKS_READ = 2_000;
const ROWS_A_STATEMENT = 1_000;

/** Adds callers with keys and credits, and open tasks with an offer each, to a bench database; writes down what they are. */
export async function makeFixtures(ownerUrl: string, file: string, callers: number, offers: number): Promise<void> {
  const sql = postgres(ownerUrl, { max: 1, onnotice() {} });
  const keys = Array.from({ length: callers }, () => ({ ...newKey(), userId: newId("user"), keyId: newId("key") }));
  await sql.begin(async (tx) => {
    const users = keys.map(({ userId }) => userId);
    await tx`insert into users (id, email, accepted_terms_at, claimed_at)
      select u, u || '@bench.example.com', now(), now() from unnest(${users}::text[]) u`;
    await tx`insert into actors (id, user_id, is_bot, name) select u, u, false, 'Bench' from unnest(${users}::text[]) u`;
    await tx`insert into api_keys (id, user_id, name, prefix, key_hash)
      select k.id, k.user_id, 'bench', k.prefix, decode(k.hash, 'hex')
        from unnest(${keys.map(({ keyId }) => keyId)}::text[], ${users}::text[], ${keys.map(({ prefix }) => prefix)}::text[],
          ${keys.map(({ hash }) => hash.toString("hex"))}::text[]) as k(id, user_id, prefix, hash)`;
    await tx`insert into ledger_accounts (code, kind, owner_id, min_balance)
      select u || ':credits:usd', 'credits', u, 0 from unnest(${users}::text[]) u`;
    await tx`select count(j.journal_id) from unnest(${users}::text[]) u
      cross join lateral ledger_transfer('grant:bench:' || u, 'grant', u, jsonb_build_array(
        jsonb_build_object('code', 'platform:promotions', 'kind', 'promotions', 'amount', -${GRANT}::bigint),
        jsonb_build_object('code', u || ':credits:usd', 'kind', 'credits', 'owner', u, 'amount', ${GRANT}::bigint))) j`;
  });
  const made: Fixtures["offers"] = Array.from({ length: offers }, (_, i) => ({
    ...{ proposalId: newId("prop"), taskId: newId("task"), holdId: newId("hold") },
    ownerId: keys[i % callers]!.userId,
    key: keys[i % callers]!.key,
  }));
  for (let i = 0; i < offers; i += ROWS_A_STATEMENT) await addOffers(sql, made.slice(i, i + ROWS_A_STATEMENT));
  const taskIds = await sql<
    { id: string }[]
  >`select id from tasks tablesample system (30) where status = 'open' limit ${TASKS_READ}`;
  await sql`vacuum (analyze)`;
  await sql.end();
  const fixtures: Fixtures = {
    keys: keys.map(({ key, userId, keyId }) => ({ key, userId, keyId })),
    taskIds: taskIds.map(({ id }) => id),
    offers: made,
  };
  writeFileSync(file, JSON.stringify(fixtures), { mode: 0o600 });
}

async function addOffers(sql: postgres.Sql, offers: Fixtures["offers"]) {
  const worker = await sql<
    { id: string }[]
  >`select id from users where email like '%load.example.com' or email like 'tomas@%' limit 1`;
  await sql.begin(async (tx) => {
    await tx`create temp table offer on commit drop as select * from jsonb_to_recordset(${JSON.stringify(offers)}::text::jsonb)
      as o("taskId" text, "proposalId" text, "holdId" text, "ownerId" text)`;
    // Older than the load rows, so that the newest page of every list stays what it was.
    await tx`insert into tasks (id, poster_id, owner_id, by_ai, title, title_key, description, category, required_skills, funding,
        budget_cents, proposal_count, created_at, updated_at)
      select "taskId", "ownerId", "ownerId", true, 'Water forty plants', 'water forty plants', 'Twice a week for a month, please.', 'errands',
        '{errands}', 'credits', ${BUDGET}, 1, now() - interval '200 days', now() - interval '200 days' from offer`;
    await tx`insert into proposals (id, task_id, proposer_id, owner_id, by_ai, cover_letter, amount_cents)
      select "proposalId", "taskId", ${worker[0]!.id}, ${worker[0]!.id}, true, 'I can begin today.', ${BUDGET - 500} from offer`;
    await tx`insert into ledger_accounts (code, kind, owner_id, subject_id, min_balance)
      select "taskId" || ':escrow:usd', 'escrow', "ownerId", "taskId", 0 from offer`;
    await tx`analyze ledger_accounts`;
    await tx`select count(j.journal_id) from offer
      cross join lateral ledger_transfer('task.fund:' || "taskId", 'task.fund', "taskId", jsonb_build_array(
        jsonb_build_object('code', "ownerId" || ':credits:usd', 'kind', 'credits', 'owner', "ownerId", 'amount', -${BUDGET}::bigint),
        jsonb_build_object('code', "taskId" || ':escrow:usd', 'kind', 'escrow', 'owner', "ownerId", 'subject', "taskId", 'amount', ${BUDGET}::bigint))) j`;
    await tx`insert into holds (id, task_id, source, gross, fee_bps) select "holdId", "taskId", 'credits', ${BUDGET}, 0 from offer`;
  });
}
