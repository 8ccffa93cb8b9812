import { sql } from "drizzle-orm";
import { compile, execute } from "@/db/statement";
import type { Account, Context } from "@/lib/core/context";

const hole = sql.placeholder;

/** Of a bot its own; of an account those of all its actors. */
const mine = sql`(user_id = ${hole("user")} and (actor_id = ${hole("actor")} or ${hole("actor")} = ${hole("user")}))`;

/** What they said stays with those they said it to, under no name. */
const leave = compile(sql`
  with mine as materialized (
    select thread_id, actor_id from thread_participants where ${mine} and removed_at is null order by thread_id for update
  ), gone as (
    update thread_participants p set removed_at = ${hole("now")}, removed_by_id = p.actor_id, role = 'member', key_id = null
    from mine m where p.thread_id = m.thread_id and p.actor_id = m.actor_id returning p.thread_id
  )
  update threads t set participant_count = t.participant_count - g.left_it, people_hash = null
  from (select thread_id, count(*)::int as left_it from gone group by thread_id) g where t.id = g.thread_id`);

const revoke = compile(sql`update thread_invites set revoked_at = ${hole("now")}
  where revoked_at is null and created_by_id in (
    select id as actor_id from actors where user_id = ${hole("user")} and (id = ${hole("actor")} or ${hole("actor")} = ${hole("user")}))`);

/**
 * Takes an account with its bots, or one bot of it, out of every thread; their invites let nobody in any more. What they owned
 * stays with those who are in it.
 */
export async function leaveThreads({ db, now }: Context<Account>, userId: string, actorId = userId): Promise<void> {
  const values = { user: userId, actor: actorId, now: now.toISOString() };
  await execute(db, leave, values);
  await execute(db, revoke, values);
}
