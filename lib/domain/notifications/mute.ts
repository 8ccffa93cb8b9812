import { and, eq, inArray, isNull, ne } from "drizzle-orm";
import { z } from "zod";
import { actors, notificationPreferences, tasks, threadParticipants, threads } from "@/db/schema";
import { Refusal } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { command, query } from "@/lib/core/operation";
import { loadParticipant } from "@/lib/domain/chat/queries";
import { lockPreferences, MAX_MUTES, NotificationPreferences, shown } from "./preferences";

export const muteThread = command({
  name: "notifications.mute",
  summary: "Mute a thread, or hear of it again.",
  description: "One that you are in (404). Whatever else is muted stays so: nothing is lost where two do this at once.",
  access: "account",
  input: { threadId: id("thread"), muted: z.boolean().default(true) },
  output: { preferences: NotificationPreferences },
  async run(ctx, { threadId, muted }) {
    // What one is no longer in may still be let go.
    if (muted) await loadParticipant(ctx.db, ctx.actor, threadId);
    const row = await lockPreferences(ctx);
    const others = row.mutedThreads.filter((one) => one !== threadId);
    if (muted && others.length >= MAX_MUTES)
      throw new Refusal("CONFLICT", `At most ${MAX_MUTES} threads are muted at a time.`);
    const [changed] = await ctx.db
      .update(notificationPreferences)
      .set({ mutedThreads: muted ? [...others, threadId] : others, updatedAt: ctx.now })
      .where(eq(notificationPreferences.id, row.id))
      .returning();
    return { preferences: shown(changed!) };
  },
});

const MAX_NAMED = 3;

export const listMuted = query({
  name: "notifications.muted",
  summary: "The threads you muted, by what they are called.",
  access: "account",
  input: {},
  output: { threads: z.array(z.object({ threadId: z.string(), name: z.string() })) },
  async run({ db, actor }) {
    const [preferences] = await db
      .select({ ids: notificationPreferences.mutedThreads })
      .from(notificationPreferences)
      .where(eq(notificationPreferences.actorId, actor.actorId));
    const ids = preferences?.ids ?? [];
    if (ids.length === 0) return { threads: [] };
    const isIn = and(
      inArray(threadParticipants.threadId, ids),
      eq(threadParticipants.actorId, actor.actorId),
      isNull(threadParticipants.removedAt),
    );
    const known = await db
      .select({ id: threads.id, name: threads.name, title: tasks.title })
      .from(threadParticipants)
      .innerJoin(threads, eq(threads.id, threadParticipants.threadId))
      .leftJoin(tasks, eq(tasks.id, threads.taskId))
      .where(isIn);
    const people = await db
      .select({ threadId: threadParticipants.threadId, name: actors.name })
      .from(threadParticipants)
      .innerJoin(actors, eq(actors.id, threadParticipants.actorId))
      .where(
        and(
          inArray(
            threadParticipants.threadId,
            known.map((one) => one.id),
          ),
          ne(threadParticipants.actorId, actor.actorId),
          isNull(threadParticipants.removedAt),
        ),
      )
      .orderBy(threadParticipants.joinedAt);
    const nameOf = (threadId: string): string => {
      const thread = known.find((one) => one.id === threadId);
      const named = people.filter((one) => one.threadId === threadId).map(({ name }) => name);
      const others = named.slice(0, MAX_NAMED).join(", ") + (named.length > MAX_NAMED ? " and others" : "");
      return thread?.name ?? thread?.title ?? (others || "A thread you are no longer in");
    };
    return { threads: ids.map((threadId) => ({ threadId, name: nameOf(threadId) })) };
  },
});
