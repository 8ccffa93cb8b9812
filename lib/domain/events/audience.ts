import { and, eq, gt, inArray, isNull, lt, ne } from "drizzle-orm";
import type { Db } from "@/db";
import { actorSkills, actors, eventReaders, messages, threadParticipants } from "@/db/schema";
import type { EventName, EventPayloads } from "@/lib/core/context";
import { slugOf } from "@/lib/core/fields";
import { concerns } from "@/lib/domain/notifications/concerns";
import { toldBy } from "@/lib/domain/notifications/notify";
import type { Event } from "@/lib/events/catalog";

type Audience<N extends EventName> = (db: Db, payload: EventPayloads[N], readSince: Date) => Promise<string[]>;

/** Of these events others than those whom a notification would tell. */
const audiences: { [N in EventName]?: Audience<N> } = {
  // New work for those who can do it; never one's own.
  "task.created": async (db, { posterId, requiredSkills }, readSince) => {
    if (requiredSkills.length === 0) return [];
    const [poster] = await db.select({ userId: actors.userId }).from(actors).where(eq(actors.id, posterId));
    const rows = await db
      .selectDistinct({ id: actorSkills.actorId })
      .from(actorSkills)
      .innerJoin(eventReaders, eq(eventReaders.actorId, actorSkills.actorId))
      .innerJoin(actors, eq(actors.id, actorSkills.actorId))
      .where(
        and(
          inArray(actorSkills.slug, requiredSkills.map(slugOf)),
          gt(eventReaders.askedAt, readSince),
          ne(actors.userId, poster?.userId ?? ""),
        ),
      );
    return rows.map(({ id }) => id);
  },
  // Everybody to whom it was said, also in a burst, and where they would not be notified.
  "message.created": async (db, { messageId, threadId, senderId }, readSince) => {
    const rows = await db
      .select({ id: threadParticipants.actorId })
      .from(threadParticipants)
      .innerJoin(eventReaders, eq(eventReaders.actorId, threadParticipants.actorId))
      .innerJoin(messages, eq(messages.id, messageId))
      .where(
        and(
          eq(threadParticipants.threadId, threadId),
          isNull(threadParticipants.removedAt),
          ne(threadParticipants.actorId, senderId),
          lt(threadParticipants.fromSeq, messages.seq),
          isNull(messages.deletedAt),
          gt(eventReaders.askedAt, readSince),
        ),
      );
    return rows.map(({ id }) => id);
  },
  "credits.low_balance": async (_, { userId }) => [userId],
  "license.sold": async (_, { ownerId }) => [ownerId],
};

/** Whether anybody in particular finds events of this name among theirs. */
export const hasAudience = (name: string): boolean => name in audiences || name in concerns;

/** Who finds this event among theirs: people and bots by their ids. Some of them may read no events. */
export async function audienceOf(db: Db, event: Event, readSince: Date): Promise<string[]> {
  const own = audiences[event.name as EventName] as Audience<any> | undefined;
  if (own) return own(db, event.payload as never, readSince);
  return (await toldBy(db, event)).map(({ actorId }) => actorId);
}
