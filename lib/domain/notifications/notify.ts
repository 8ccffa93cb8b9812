import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Db } from "@/db";
import { newId } from "@/db/id";
import { actors, events, notifications, users } from "@/db/schema";
import type { EventName } from "@/lib/core/context";
import { transact } from "@/lib/core/transaction";
import type { Event } from "@/lib/events/catalog";
import { type Concern, concerns } from "./concerns";
import { messageEvent, noteMessage } from "./messages";
import { MAX_PREVIEW, types } from "./notification";

/** Whether anybody in particular is told of events of this name. */
export const concernsSomebody = (name: string): boolean => name === messageEvent || name in concerns;

/**
 * Writes down who is to be told of an event, once however often it is told: under the event's own row. They are told by
 * `tellDue`.
 */
export const notify = (event: Event): Promise<void> =>
  transact({ kind: "system", job: "notify" }, async ({ db, now }) => {
    const [fresh] = await db
      .update(events)
      .set({ notifiedAt: now })
      .where(and(eq(events.id, event.id), isNull(events.notifiedAt)))
      .returning({ id: events.id });
    if (!fresh) return;
    if (event.name === messageEvent) return noteMessage(db, event, now);
    await note(db, event, now);
  });

type Told = Concern & { actorId: string; userId: string; senderId: string | null };

/** Whom an event concerns, each once and for the first reason there is; not who did it, nor others of the same account. */
export async function toldBy(db: Db, event: Event): Promise<Told[]> {
  const look = concerns[event.name as EventName] as (payload: unknown, about: object) => Concern[];
  const found = await look(event.payload, { db, event });
  const ids = [...new Set(found.flatMap(({ to }) => to))].filter((id) => typeof id === "string");
  if (event.actorId) ids.push(event.actorId);
  const known = await db
    .select({ id: actors.id, userId: actors.userId })
    .from(actors)
    .innerJoin(users, eq(users.id, actors.userId))
    .where(and(inArray(actors.id, ids), isNull(users.deletedAt)));
  const ownerOf = new Map(known.map(({ id, userId }) => [id, userId]));
  const told = new Map<string, Told>();
  for (const concern of found) {
    const senderId = concern.isOurs ? null : event.actorId;
    for (const actorId of concern.to) {
      const userId = actorId && ownerOf.get(actorId);
      if (!userId || told.has(actorId) || actorId === senderId) continue;
      if (senderId && !concern.amongOwn && userId === ownerOf.get(senderId)) continue;
      told.set(actorId, { ...concern, actorId, userId, senderId });
    }
  }
  return [...told.values()];
}

async function note(db: Db, event: Event, now: Date) {
  const told = await toldBy(db, event);
  const rows = told.map(({ actorId, userId, senderId, type, preview, taskId, blockId, commentId, isMailed }) => ({
    id: newId("notif", now.getTime()),
    actorId,
    userId,
    kind: types[type].kind,
    type,
    eventId: event.id,
    senderId,
    taskId: taskId ?? null,
    blockId: blockId ?? null,
    commentId: commentId ?? null,
    preview: preview ? [...preview].slice(0, MAX_PREVIEW).join("") : null,
    isMailed: isMailed ?? false,
    tellAt: now,
    createdAt: event.createdAt,
  }));
  if (rows.length > 0) await db.insert(notifications).values(rows);
}
