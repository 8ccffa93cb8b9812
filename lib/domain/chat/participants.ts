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
  /** What was said up to this message was not said to it; left out: all that was said so far. */
  fromSeq?: number;
  /** It was hired for the thread's task, for which a place is kept. */
  isHired?: boolean;
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
    from: joiner.fromSeq ?? thread.lastSeq,
    seq: thread.lastSeq,
    now: now.toISOString(),
  });
  if (!joined) return false;
  if (thread.participantCount >= (joiner.isHired ? MAX_PARTICIPANTS : await placesIn(db, thread)))
    throw new Refusal("INVALID_STATE", FULL);
  await recount(ctx, thread, 1);
  return true;
}

export const FULL = `This conversation is full: it holds at most ${MAX_PARTICIPANTS} participants, and that of a task keeps a place for whoever is hired.`;

/** How many a thread holds now: that of a task keeps a place for whoever is hired, so that no crowd stands in a hire's way. */
export async function placesIn(db: Db, thread: Pick<ThreadRow, "id" | "taskId">): Promise<number> {
  if (thread.taskId === null) return MAX_PARTICIPANTS;
  const [row] = await execute<{ isIn: boolean }>(db, workerIsIn, { thread: thread.id, task: thread.taskId });
  return row!.isIn ? MAX_PARTICIPANTS : MAX_PARTICIPANTS - 1;
}
const workerIsIn = compile(sql`select exists (
  select from tasks k join proposals o on o.id = k.accepted_proposal_id
    join thread_participants p on p.thread_id = ${hole("thread")} and p.actor_id = o.proposer_id and p.removed_at is null
  where k.id = ${hole("task")}) as "isIn"`);

/**
 * Where a task's worker begins to read its thread: what was said before they came into it was not said to them, whichever
 * of their account's actors reads, and also once they have left.
 */
export async function beginningOf(
  db: Db,
  thread: Pick<ThreadRow, "id" | "lastSeq">,
  workerId: string,
): Promise<number> {
  const [row] = await db
    .select({ fromSeq: threadParticipants.fromSeq })
    .from(threadParticipants)
    .where(and(eq(threadParticipants.threadId, thread.id), eq(threadParticipants.actorId, workerId)));
  return row?.fromSeq ?? thread.lastSeq;
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
