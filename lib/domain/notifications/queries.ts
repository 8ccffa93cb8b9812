import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { Db } from "@/db";
import { idPattern } from "@/db/id";
import { notifications } from "@/db/schema";
import { compile, execute } from "@/db/statement";
import type { Account, Context } from "@/lib/core/context";
import { notFound } from "@/lib/core/errors";
import type { Json } from "@/lib/core/json";
import { findOne } from "@/lib/core/list";
import { notificationJoins, notificationView } from "./notification";

export const isNotificationId = idPattern("notif");

/** Those that somebody was told of; what still waits is not there yet. */
export const toldTo = (actorId: string) => and(eq(notifications.actorId, actorId), isNotNull(notifications.toldAt));
export const unreadBy = (actorId: string) => and(toldTo(actorId), isNull(notifications.readAt));

const unread = compile(sql`select count(*)::int as count from notifications
  where actor_id = ${sql.placeholder("actor")} and told_at is not null and read_at is null`);

export async function countUnread(db: Db, actor: string): Promise<number> {
  const [row] = await execute<{ count: number }>(db, unread, { actor });
  return row!.count;
}

const one = {
  name: "notification",
  from: sql`notifications t`,
  joins: notificationJoins,
  view: notificationView,
  where: sql`t.id = ${sql.placeholder("id")} and t.actor_id = ${sql.placeholder("actor")} and t.told_at is not null`,
};

/** The caller's own, as JSON. @throws NOT_FOUND, also for somebody else's. */
export async function loadNotificationJson(
  { db, casing, actor }: Pick<Context<Account>, "db" | "casing" | "actor">,
  id: string,
): Promise<Json<any>> {
  const found = isNotificationId.test(id) && (await findOne(db, casing, one, { id, actor: actor.actorId }));
  if (!found) throw notFound("notification");
  return found as Json<any>;
}
