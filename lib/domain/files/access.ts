import { type SQL, sql } from "drizzle-orm";
import type { Account } from "@/lib/core/context";

/**
 * Whether the caller may see file `f`: whoever brought it; whoever is in a thread of which they can see a message that
 * carries it; and both parties of the task whose thread it is, who read there without being in it, its worker from where
 * they came in. An account sees what its
 * bots see so; a bot does not see what its account or another bot of it does. A moderator sees what was sent in the chat of a task
 * over which there is a dispute.
 */
export function seesFile({ actorId, userId, role }: Account): SQL {
  /** `actsFor`, of columns. */
  const acts = (owner: SQL, who: SQL) =>
    actorId === userId ? sql`${owner} = ${userId}` : sql`(${owner} = ${userId} and ${who} = ${actorId})`;
  return sql`(${acts(sql`f.owner_id`, sql`f.actor_id`)} or exists (
    select from message_files mf join messages m on m.id = mf.message_id
      join threads h on h.id = m.thread_id
      left join thread_participants p on p.thread_id = h.id and p.actor_id = ${actorId} and p.removed_at is null
      left join tasks k on k.id = h.task_id left join proposals o on o.id = k.accepted_proposal_id
      left join thread_participants w on w.thread_id = h.id and w.actor_id = o.proposer_id
    where mf.file_id = f.id and m.deleted_at is null and (m.seq > p.from_seq
      or ${role === "moderator" ? sql`exists (select from disputes d where d.task_id = h.task_id)` : sql`false`}
      or ${acts(sql`k.owner_id`, sql`k.poster_id`)} or m.seq > w.from_seq and ${acts(sql`o.owner_id`, sql`o.proposer_id`)})))`;
}
