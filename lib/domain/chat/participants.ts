import { and, eq, sql } from "drizzle-orm";
import type { Db } from "@/db";
import { actors, threadParticipants, threads } from "@/db/schema";
import { MAX_PARTICIPANTS } from "@/db/schema/chat";
import { compile, execute } from "@/db/statement";
import type { Account, Context } from "@/lib/core/context";
import { Refusal } from "@/lib/core/errors";
import type { ThreadRow } from "./queries";

export type Joiner = {
  actorId: string;
  userId: string;
  byAi: boolean;
  keyId: string | null;
  role?: "owner" | "captain" | "member";
  /** Whether it may read what was said before. */
  readsAll: boolean;
};

const hole = sql.placeholder;
const statement = compile(sql`
  insert into thread_participants (thread_id, actor_id, user_id, role, key_id, by_ai, from_seq, last_read_seq, joined_at)
  values (${hole("thread")}, ${hole("actor")}, ${hole("user")}, ${hole("role")}, ${hole("key")}, ${hole("byAi")}, ${hole("from")}, ${hole("seq")}, ${hole("now")})
  on conflict (thread_id, actor_id) do update set
    removed_at = null, removed_by_id = null, role = excluded.role, key_id = excluded.key_id, by_ai = excluded.by_ai,
    from_seq = excluded.from_seq, last_read_seq = excluded.last_read_seq, skipped = 0, archived_seq = null, joined_at = excluded.joined_at
    where thread_participants.removed_at is not null
  returning 1 as joined`);

/**
 * Lets somebody into a thread, whose row must be locked; a direct thread is then no longer that of the same people.
 * What was said before counts as read. @throws INVALID_STATE where the thread is full.
 * @returns false where they are in it already.
 */
export async function letIn(ctx: Pick<Context, "db" | "now">, thread: ThreadRow, joiner: Joiner): Promise<boolean> {
  const { db, now } = ctx;
  const [joined] = await execute(db, statement, {
    thread: thread.id,
    actor: joiner.actorId,
    user: joiner.userId,
    role: joiner.role ?? "member",
    key: joiner.keyId,
    byAi: joiner.byAi,
    from: joiner.readsAll ? 0 : thread.lastSeq,
    seq: thread.lastSeq,
    now: now.toISOString(),
  });
  if (!joined) return false;
  if (thread.participantCount >= MAX_PARTICIPANTS)
    throw new Refusal("INVALID_STATE", `This conversation is full: it holds at most ${MAX_PARTICIPANTS} participants.`);
  await recount(ctx, thread, 1);
  return true;
}

/** Takes somebody out of a thread, whose row must be locked: nothing of it reaches them from then on. */
export async function takeOut(ctx: Pick<Context, "db" | "now">, thread: ThreadRow, actorId: string, byId: string) {
  await ctx.db
    .update(threadParticipants)
    .set({ removedAt: ctx.now, removedById: byId, role: "member" })
    .where(and(eq(threadParticipants.threadId, thread.id), eq(threadParticipants.actorId, actorId)));
  await recount(ctx, thread, -1);
}

async function recount({ db }: Pick<Context, "db">, thread: ThreadRow, change: 1 | -1) {
  thread.participantCount += change;
  await db
    .update(threads)
    .set({ participantCount: thread.participantCount, peopleHash: null })
    .where(eq(threads.id, thread.id));
}

const removed =
  compile(sql`select exists (select from thread_participants p left join actors b on b.id = p.removed_by_id
  where p.thread_id = ${hole("thread")} and p.user_id = ${hole("user")} and p.removed_at is not null and b.user_id <> p.user_id) as removed`);

/** Refuses an account that somebody else has removed from a thread, whichever of its actors it was: it does not come back by itself. */
export async function refuseRemoved(db: Db, threadId: string, actor: Account) {
  const [was] = await execute<{ removed: boolean }>(db, removed, { thread: threadId, user: actor.userId });
  if (was!.removed) throw new Refusal("FORBIDDEN", "You were removed from this conversation.");
}

/** What somebody is called. */
export async function nameOf({ db }: Pick<Context, "db">, actorId: string): Promise<string> {
  const [actor] = await db.select({ name: actors.name }).from(actors).where(eq(actors.id, actorId));
  return actor!.name;
}
