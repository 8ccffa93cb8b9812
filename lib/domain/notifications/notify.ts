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
    const look = concerns[event.name as EventName] as (payload: unknown, about: object) => Concern[];
    await note(db, event, await look(event.payload, { db, event }), now);
  });

async function note(db: Db, event: Event, found: Concern[], now: Date) {
  const ids = [...new Set(found.flatMap(({ to }) => to))].filter((id) => typeof id === "string");
  if (event.actorId) ids.push(event.actorId);
  const known = await db
    .select({ id: actors.id, userId: actors.userId })
    .from(actors)
    .innerJoin(users, eq(users.id, actors.userId))
    .where(and(inArray(actors.id, ids), isNull(users.deletedAt)));
  const ownerOf = new Map(known.map(({ id, userId }) => [id, userId]));
  const rows = new Map<string, typeof notifications.$inferInsert>();
  for (const { to, type, preview, taskId, commentId, isOurs, isMailed, amongOwn } of found) {
    const sender = isOurs ? null : event.actorId;
    for (const actorId of to) {
      const userId = actorId && ownerOf.get(actorId);
      if (!userId || rows.has(actorId) || actorId === sender) continue;
      if (sender && !amongOwn && userId === ownerOf.get(sender)) continue;
      rows.set(actorId, {
        id: newId("notif", now.getTime()),
        actorId,
        userId,
        kind: types[type].kind,
        type,
        eventId: event.id,
        senderId: sender,
        taskId: taskId ?? null,
        commentId: commentId ?? null,
        preview: preview ? [...preview].slice(0, MAX_PREVIEW).join("") : null,
        isMailed: isMailed ?? false,
        tellAt: now,
        createdAt: event.createdAt,
      });
    }
  }
  if (rows.size > 0) await db.insert(notifications).values([...rows.values()]);
}
