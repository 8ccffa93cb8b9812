import { and, eq, isNull, lte } from "drizzle-orm";
import { z } from "zod";
import { notificationKinds, notifications } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { notFound } from "@/lib/core/errors";
import { id, instant } from "@/lib/core/fields";
import { command } from "@/lib/core/operation";
import { Notification } from "./notification";
import { countUnread, isNotificationId, loadNotificationJson, toldTo, unreadBy } from "./queries";

export const readNotification = command({
  name: "notifications.read",
  summary: "Mark a notification as read.",
  description: "`isRead: false` marks it as unread again.",
  access: "account",
  input: { notificationId: id("notif"), isRead: z.boolean().default(true) },
  output: { notification: Notification, unreadCount: z.int() },
  async run(ctx, { notificationId, isRead }) {
    const { db, actor, now } = ctx;
    if (!isNotificationId.test(notificationId)) throw notFound("notification");
    const mine = and(eq(notifications.id, notificationId), toldTo(actor.actorId));
    // Read, it goes into no letter any more; unread again, it was in one or is known.
    await db
      .update(notifications)
      .set(isRead ? { readAt: now, mailAt: null } : { readAt: null })
      .where(isRead ? and(mine, isNull(notifications.readAt)) : mine);
    return {
      notification: await loadNotificationJson(ctx, notificationId),
      unreadCount: await countUnread(db, actor.actorId),
    };
  },
});

export const readAllNotifications = command({
  name: "notifications.read_all",
  summary: "Mark your notifications as read.",
  description: "All of them; with `kind` those of a kind, with `until` those that were there at that moment.",
  access: "account",
  input: {
    kind: z.enum(notificationKinds).nullish(),
    until: instant.nullish(),
  },
  output: { read: z.int().meta({ description: "How many were unread." }), unreadCount: z.int() },
  async run({ db, actor, now }, { kind, until }) {
    const read = await db
      .update(notifications)
      .set({ readAt: now, mailAt: null })
      .where(
        and(
          unreadBy(actor.actorId),
          kind ? eq(notifications.kind, kind) : undefined,
          until ? lte(notifications.createdAt, until) : undefined,
        ),
      )
      .returning({ id: notifications.id });
    return { read: read.length, unreadCount: await countUnread(db, actor.actorId) };
  },
});

/**
 * Whoever reads a thread has read what was told of it: up to the message `seq`, or all of it. What still waits to be told of
 * those messages is told no more. Called in the transaction that marks the thread as read.
 */
export async function markThreadRead(
  { db, now }: Pick<Context<any>, "db" | "now">,
  threadId: string,
  actorId: string,
  seq?: number,
) {
  const theirs = and(
    eq(notifications.actorId, actorId),
    eq(notifications.threadId, threadId),
    seq === undefined ? undefined : lte(notifications.seq, seq),
  );
  await db.delete(notifications).where(and(theirs, isNull(notifications.toldAt)));
  await db
    .update(notifications)
    .set({ readAt: now, mailAt: null })
    .where(and(theirs, isNull(notifications.readAt)));
}
