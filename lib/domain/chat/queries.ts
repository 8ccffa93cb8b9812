import { and, eq, isNull, sql } from "drizzle-orm";
import type { Db } from "@/db";
import { idPattern } from "@/db/id";
import { messages, threadParticipants, threads } from "@/db/schema";
import { compile, execute } from "@/db/statement";
import type { Casing } from "@/lib/core/casing";
import type { Account } from "@/lib/core/context";
import { notFound } from "@/lib/core/errors";
import type { Json } from "@/lib/core/json";
import { findOne } from "@/lib/core/list";
import { messageJoins, messageView } from "./message";
import { ownThreads, threadJoins, wholeThreadView } from "./thread";

const isThreadId = idPattern("thread");
const isMessageId = idPattern("msg");

export type ThreadRow = typeof threads.$inferSelect;
export type ParticipantRow = typeof threadParticipants.$inferSelect;
export type MessageRow = typeof messages.$inferSelect;

/** Those who are in a thread now. */
const isIn = (threadId: string, actorId: string) =>
  and(
    eq(threadParticipants.threadId, threadId),
    eq(threadParticipants.actorId, actorId),
    isNull(threadParticipants.removedAt),
  );

export async function findParticipant(db: Db, threadId: string, actorId: string): Promise<ParticipantRow | undefined> {
  const [row] = await db.select().from(threadParticipants).where(isIn(threadId, actorId));
  return row;
}

/** All of an account's actors that are in a thread. */
export const participantsOf = (db: Db, threadId: string, userId: string): Promise<ParticipantRow[]> =>
  db
    .select()
    .from(threadParticipants)
    .where(
      and(
        eq(threadParticipants.threadId, threadId),
        eq(threadParticipants.userId, userId),
        isNull(threadParticipants.removedAt),
      ),
    );

/** How `actor` takes part in a thread. Refuses NOT_FOUND to everybody who does not, as for a thread that does not exist. */
export async function loadParticipant(db: Db, actor: Account, threadId: string): Promise<ParticipantRow> {
  const row = isThreadId.test(threadId) ? await findParticipant(db, threadId, actor.actorId) : undefined;
  if (!row) throw notFound("thread");
  return row;
}

/**
 * A thread and how `actor` takes part in it; the thread's row is locked until the transaction ends, so that nobody joins,
 * leaves or speaks meanwhile. Refuses NOT_FOUND to everybody who is not in it.
 */
export async function lockThread(
  db: Db,
  actor: Account,
  threadId: string,
): Promise<{ thread: ThreadRow; me: ParticipantRow }> {
  const thread = isThreadId.test(threadId) ? await lockThreadRow(db, threadId) : undefined;
  // Read after the lock was given: who was removed while this waited is out.
  const me = thread && (await findParticipant(db, threadId, actor.actorId));
  if (!thread || !me) throw notFound("thread");
  return { thread, me };
}

export async function lockThreadRow(db: Db, threadId: string): Promise<ThreadRow | undefined> {
  const [thread] = await db.select().from(threads).where(eq(threads.id, threadId)).for("no key update");
  return thread;
}

export async function lockTaskThread(db: Db, taskId: string): Promise<ThreadRow | undefined> {
  const [thread] = await db.select().from(threads).where(eq(threads.taskId, taskId)).for("no key update");
  return thread;
}

export async function findTaskThread(db: Db, taskId: string): Promise<ThreadRow | undefined> {
  const [thread] = await db.select().from(threads).where(eq(threads.taskId, taskId));
  return thread;
}

const oneThread = {
  name: "thread",
  from: ownThreads,
  joins: threadJoins,
  view: wholeThreadView,
  where: sql`t.id = ${sql.placeholder("id")}`,
};

/** The thread as `actor` sees it, with everybody in it, as JSON. Refuses NOT_FOUND to everybody who is not in it. */
export async function loadThreadJson(db: Db, casing: Casing, actor: Account, id: string): Promise<Json<any>> {
  const found = isThreadId.test(id) ? await findOne(db, casing, oneThread, { id, me: actor.actorId }) : undefined;
  if (!found) throw notFound("thread");
  return found as Json<any>;
}

const oneMessage = {
  name: "message",
  from: sql`messages t`,
  joins: messageJoins,
  view: messageView,
  where: sql`t.id = ${sql.placeholder("id")}`,
};

/** A message as `me` sees it. */
export async function loadMessageJson(db: Db, casing: Casing, me: ParticipantRow, id: string): Promise<Json<any>> {
  const found = await findOne(db, casing, oneMessage, { id, from: me.fromSeq });
  if (!found) throw notFound("message");
  return found as Json<any>;
}

/** A message of a thread that was not deleted. Refuses NOT_FOUND, also for what was said before one's own time. */
export async function loadMessageRow(db: Db, me: ParticipantRow, id: string): Promise<MessageRow> {
  const [row] = isMessageId.test(id)
    ? await db
        .select()
        .from(messages)
        .where(and(eq(messages.id, id), eq(messages.threadId, me.threadId)))
    : [];
  if (!row || row.deletedAt || row.seq <= me.fromSeq) throw notFound("message");
  return row;
}

const ofOneUser = compile(sql`select t.actor_id as id from thread_participants t
  where t.thread_id = ${sql.placeholder("thread")} and t.removed_at is null
    and (t.actor_id = ${sql.placeholder("user")} or t.key_id = ${sql.placeholder("key")}) limit 2`);

/** Who in the thread is meant: named by who they are, or by the key they act through, which several may share. */
export async function findNamed(
  db: Db,
  threadId: string,
  named: { userId?: string | null | undefined; apiKeyId?: string | null | undefined },
): Promise<ParticipantRow | "nobody" | "several"> {
  const values = { thread: threadId, user: named.userId ?? null, key: named.apiKeyId ?? null };
  const [row, another] = await execute<{ id: string }>(db, ofOneUser, values);
  if (another) return "several";
  return (row && (await findParticipant(db, threadId, row.id))) ?? "nobody";
}
