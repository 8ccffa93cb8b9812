import { and, eq, gt, inArray, isNull, lte, ne, sql } from "drizzle-orm";
import type { Db } from "@/db";
import { newId } from "@/db/id";
import {
  actors,
  messages,
  notificationPauses,
  notificationPreferences,
  notifications,
  threadParticipants,
  threads,
} from "@/db/schema";
import type { Event } from "@/lib/events/catalog";

export const messageEvent = "message.created";
/** Nobody is told of one thread more often than this. */
export const PAUSE_MS = 5_000;
/** So many messages on, somebody else has spoken, or one person talks alone. */
const LOOK_AHEAD = 200;

type Told = { messageId: string; threadId: string; replyToSenderId: string | null };
type Listener = { actorId: string; userId: string; name: string };

/**
 * Who is told of a message: everybody in the thread who has not read it, not muted the thread and not written it. In a burst
 * the last one waits out the pause in the place of those before it, and is never lost; what was said to somebody by name
 * gives way only to what was said to them by name later.
 */
export async function noteMessage(db: Db, event: Event, now: Date) {
  const { messageId, threadId, replyToSenderId } = event.payload as Told;
  const [message] = await db
    .select({
      seq: messages.seq,
      content: messages.content,
      senderId: messages.senderId,
      taskId: threads.taskId,
      deletedAt: messages.deletedAt,
    })
    .from(messages)
    .innerJoin(threads, eq(threads.id, messages.threadId))
    .where(eq(messages.id, messageId));
  if (!message) return;
  // Those before it may have given way to it.
  if (message.deletedAt) return tellInstead(db, { threadId, seq: message.seq, eventId: event.id, tellAt: now }, now);
  const later = await sendersAfter(db, threadId, message.seq);
  const mayName = replyToSenderId !== null || message.content.includes("@");
  if (later.length > 1 && !mayName) return;
  const all = await listenersOf(db, threadId, message.senderId, message.seq);
  const named = mentionedIn(message.content, all);
  const typeFor = ({ actorId }: Listener) =>
    actorId === replyToSenderId ? "REPLY" : named.has(actorId) ? "MENTION" : "NEW_MESSAGE";
  // Of a burst that has gone on meanwhile they are told the end.
  const hearsMore = ({ actorId }: Listener) => later.some((senderId) => senderId !== actorId);
  const listeners = all.filter((one) => typeFor(one) !== "NEW_MESSAGE" || !hearsMore(one));
  if (listeners.length === 0) return;
  const places = await takePlaces(
    db,
    threadId,
    message.seq,
    listeners.map((one) => ({ actorId: one.actorId, isNamed: typeFor(one) !== "NEW_MESSAGE" })),
    now,
  );
  const rows = listeners.flatMap((one) => {
    const tellAt = places.get(one.actorId);
    return tellAt
      ? {
          id: newId("notif", now.getTime()),
          actorId: one.actorId,
          userId: one.userId,
          kind: "messages" as const,
          type: typeFor(one),
          eventId: event.id,
          senderId: message.senderId,
          taskId: message.taskId,
          threadId,
          messageId,
          seq: message.seq,
          tellAt,
          createdAt: event.createdAt,
        }
      : [];
  });
  if (rows.length > 0) await db.insert(notifications).values(rows);
}

/**
 * A message was deleted: nobody is told of it. To whom it was still to be told, in the place of those before it, the newest of
 * those is told at the time it would have been.
 */
export async function forgetMessage(
  db: Db,
  { id, threadId, seq }: { id: string; threadId: string; seq: number },
  now: Date,
) {
  const gone = await db.delete(notifications).where(eq(notifications.messageId, id)).returning({
    actorId: notifications.actorId,
    eventId: notifications.eventId,
    tellAt: notifications.tellAt,
    toldAt: notifications.toldAt,
  });
  for (const { actorId, eventId, tellAt, toldAt } of gone)
    if (!toldAt) await tellInstead(db, { threadId, seq, eventId, tellAt, actorId }, now);
}

type Place = { threadId: string; seq: number; eventId: string; tellAt: Date; actorId?: string };
type Instead = Record<"actorId" | "userId" | "messageId" | "senderId", string> & { seq: number; taskId: string | null };

/** Tells of the newest message before `seq` that waits for each (or for `actorId`) and of which they are told by nothing else. */
async function tellInstead(db: Db, { threadId, seq, eventId, tellAt, actorId }: Place, now: Date): Promise<void> {
  // What is older had its time, and was told or was not to be.
  const since = new Date(tellAt.getTime() - PAUSE_MS);
  const rows = await db.execute<Instead>(sql`
    select p.actor_id as "actorId", p.user_id as "userId", m.id as "messageId", m.sender_id as "senderId", m.seq::float8 as seq, h.task_id as "taskId"
    from thread_participants p join threads h on h.id = p.thread_id
      left join notification_preferences w on w.actor_id = p.actor_id
      cross join lateral (select * from messages m where m.thread_id = p.thread_id and m.seq < ${seq}::bigint
        and m.seq > greatest(p.from_seq, p.last_read_seq) and m.deleted_at is null and not m.is_system and m.sender_id <> p.actor_id
        and m.created_at > ${since.toISOString()}::timestamptz
        order by m.seq desc limit 1) m
    where p.thread_id = ${threadId} and p.removed_at is null and (${actorId ?? null}::text is null or p.actor_id = ${actorId ?? null})
      and p.thread_id <> all(coalesce(w.muted_threads, '{}'))
      and not exists (select from notifications n where n.actor_id = p.actor_id and n.thread_id = p.thread_id and n.seq >= m.seq)
    order by p.actor_id`);
  if (rows.length === 0) return;
  const common = { kind: "messages" as const, type: "NEW_MESSAGE", eventId, threadId, tellAt, createdAt: now };
  const values = rows.map((row) => ({ id: newId("notif", now.getTime()), ...row, ...common }));
  await db.insert(notifications).values(values).onConflictDoNothing();
}

/** Who has said something since: one of them, or that there are more. */
const sendersAfter = async (db: Db, threadId: string, seq: number): Promise<string[]> => {
  const rows = await db
    .selectDistinct({ senderId: messages.senderId })
    .from(messages)
    .where(
      and(
        eq(messages.threadId, threadId),
        gt(messages.seq, seq),
        lte(messages.seq, seq + LOOK_AHEAD),
        eq(messages.isSystem, false),
        isNull(messages.deletedAt),
      ),
    )
    .limit(2);
  return rows.map(({ senderId }) => senderId);
};

/** In the order of their ids, in which everybody locks them. */
const listenersOf = (db: Db, threadId: string, senderId: string, seq: number): Promise<Listener[]> =>
  db
    .select({ actorId: threadParticipants.actorId, userId: threadParticipants.userId, name: actors.name })
    .from(threadParticipants)
    .innerJoin(actors, eq(actors.id, threadParticipants.actorId))
    .leftJoin(notificationPreferences, eq(notificationPreferences.actorId, threadParticipants.actorId))
    .where(
      and(
        eq(threadParticipants.threadId, threadId),
        isNull(threadParticipants.removedAt),
        ne(threadParticipants.actorId, senderId),
        // What was said before their time was not said to them.
        sql`greatest(${threadParticipants.fromSeq}, ${threadParticipants.lastReadSeq}) < ${seq}`,
        sql`${threadId} <> all(coalesce(${notificationPreferences.mutedThreads}, '{}'))`,
      ),
    )
    .orderBy(threadParticipants.actorId);

/**
 * Whom a text names: "@Ada Lovelace" or "@AdaLovelace", and "@Ada" where only one here goes by it. In any case, and not as the
 * beginning of a longer word.
 */
export function mentionedIn(content: string, people: { actorId: string; name: string }[]): Set<string> {
  const found = new Set<string>();
  if (!content.includes("@")) return found;
  const text = fold(content);
  const firsts = Map.groupBy(people, ({ name }) => fold(name).split(" ")[0]!);
  for (const { actorId, name } of people) {
    const whole = fold(name);
    const first = whole.split(" ")[0]!;
    const spellings = [whole, whole.replaceAll(" ", ""), ...(firsts.get(first)!.length === 1 ? [first] : [])];
    if (spellings.some((spelling) => calls(text, spelling))) found.add(actorId);
  }
  return found;
}
const fold = (text: string) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
const IN_A_WORD = /[\p{L}\p{N}_]/u;
function calls(text: string, name: string): boolean {
  for (let at = text.indexOf(`@${name}`); at >= 0; at = text.indexOf(`@${name}`, at + 1)) {
    const [before, after] = [text[at - 1], text.slice(at + 1 + name.length)[0]];
    // An address of mail is no call.
    if ((!before || !IN_A_WORD.test(before)) && (!after || !IN_A_WORD.test(after))) return true;
  }
  return false;
}

type Waiting = { id: string; actorId: string; type: string; seq: number | null; tellAt: Date };

/** When each of them is told, in the place of what waits for them by now; nobody to whom something later is to be told. */
async function takePlaces(
  db: Db,
  threadId: string,
  seq: number,
  listeners: { actorId: string; isNamed: boolean }[],
  now: Date,
): Promise<Map<string, Date>> {
  const ids = listeners.map(({ actorId }) => actorId);
  const theirs = and(eq(notificationPauses.threadId, threadId), inArray(notificationPauses.actorId, ids));
  await db
    .insert(notificationPauses)
    .values(ids.map((actorId) => ({ threadId, actorId, nextAt: now })))
    .onConflictDoNothing();
  const pauses = await db
    .select()
    .from(notificationPauses)
    .where(theirs)
    .orderBy(notificationPauses.actorId)
    .for("update");
  const nextAt = new Map(pauses.map((pause) => [pause.actorId, pause.nextAt]));
  const waiting: Waiting[] = await db
    .select({
      id: notifications.id,
      actorId: notifications.actorId,
      type: notifications.type,
      seq: notifications.seq,
      tellAt: notifications.tellAt,
    })
    .from(notifications)
    .where(and(eq(notifications.threadId, threadId), inArray(notifications.actorId, ids), isNull(notifications.toldAt)))
    .orderBy(notifications.tellAt, notifications.id)
    // One that is being told at this moment waits no longer.
    .for("update");
  const places = new Map<string, Date>();
  const replaced: string[] = [];
  const moved: string[] = [];
  for (const { actorId, isNamed } of listeners) {
    const theirs = waiting.filter((one) => one.actorId === actorId);
    const outranks = (one: Waiting) => isNamed || one.type === "NEW_MESSAGE";
    // Told out of order: what waits already is later, and says no less.
    if (theirs.some((one) => one.seq! > seq && (!isNamed || one.type !== "NEW_MESSAGE"))) continue;
    const before = theirs.filter((one) => one.seq! < seq && outranks(one));
    replaced.push(...before.map(({ id }) => id));
    if (before[0]) places.set(actorId, before[0].tellAt);
    else {
      places.set(actorId, new Date(Math.max(now.getTime(), nextAt.get(actorId)!.getTime())));
      moved.push(actorId);
    }
  }
  if (replaced.length > 0) await db.delete(notifications).where(inArray(notifications.id, replaced));
  if (moved.length > 0)
    await db
      .update(notificationPauses)
      .set({
        nextAt: sql`greatest(${notificationPauses.nextAt}, ${now.toISOString()}::timestamptz) + ${`${PAUSE_MS} milliseconds`}::interval`,
      })
      .where(and(eq(notificationPauses.threadId, threadId), inArray(notificationPauses.actorId, moved)));
  return places;
}
