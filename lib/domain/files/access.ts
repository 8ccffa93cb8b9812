import { type SQL, sql } from "drizzle-orm";
import type { Account } from "@/lib/core/context";

/**
 * Whether the caller may see file `f`: whose it is, and whoever is in a thread of which they can see a message that carries
 * it. An account sees what its bots brought; a bot sees of its account's files its own alone.
 */
export function seesFile({ actorId, userId }: Account): SQL {
  const isOwn = actorId === userId ? sql`f.owner_id = ${userId}` : sql`f.actor_id = ${actorId}`;
  return sql`(${isOwn} or exists (
    select from message_files mf join messages m on m.id = mf.message_id
      join thread_participants p on p.thread_id = m.thread_id and p.actor_id = ${actorId}
    where mf.file_id = f.id and m.deleted_at is null and p.removed_at is null and m.seq > p.from_seq))`;
}
