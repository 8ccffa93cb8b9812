import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { notifications } from "@/db/schema";
import { notFound } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { command } from "@/lib/core/operation";
import { countUnread, isNotificationId, toldTo } from "./queries";

export const deleteNotification = command({
  name: "notifications.delete",
  summary: "Delete a notification.",
  access: "account",
  input: { notificationId: id("notif") },
  output: { id: z.string(), deleted: z.literal(true), unreadCount: z.int() },
  async run({ db, actor }, { notificationId }) {
    const gone = isNotificationId.test(notificationId)
      ? await db
          .delete(notifications)
          .where(and(eq(notifications.id, notificationId), toldTo(actor.actorId)))
          .returning({ id: notifications.id })
      : [];
    if (gone.length === 0) throw notFound("notification");
    return { id: notificationId, deleted: true as const, unreadCount: await countUnread(db, actor.actorId) };
  },
});
