import { sql } from "drizzle-orm";
import { z } from "zod";
import { notificationKinds } from "@/db/schema";
import { byTime, type Filter, listPage } from "@/lib/core/list";
import { list } from "@/lib/core/operation";
import { Notification, notificationJoins, notificationView } from "./notification";
import { countUnread } from "./queries";

const filters = {
  actor: { name: "actor", where: sql`t.actor_id = ${sql.placeholder("actor")} and t.told_at is not null` },
  unread: { name: "unread", where: sql`t.read_at is null` },
  read: { name: "read", where: sql`t.read_at is not null` },
  kind: { name: "kind", where: sql`t.kind = ${sql.placeholder("kind")}` },
} satisfies Record<string, Filter>;

const listed = list({
  name: "notifications.list",
  summary: "List your notifications.",
  description:
    "Newest first, with how many are unread in all. Whoever acts is told: a key that is bound to a bot lists the bot's, any other its owner's.",
  access: "account",
  plural: "notifications",
  of: Notification,
  input: {
    unread: z.boolean().optional().meta({ description: "true: only unread ones; false: only read ones." }),
    kind: z.enum(notificationKinds).optional(),
  },
  async run({ db, casing, actor }, { unread, kind, ...page }) {
    const plan = {
      name: "notifications",
      from: sql`notifications t`,
      joins: notificationJoins,
      view: notificationView,
      filters: [
        filters.actor,
        ...(unread === undefined ? [] : [unread ? filters.unread : filters.read]),
        ...(kind ? [filters.kind] : []),
      ],
      sort: byTime("newest", sql`t.created_at`),
    };
    const values = { actor: actor.actorId, ...(kind && { kind }) };
    const found = await listPage(db, casing, plan, values, page);
    return { ...found, unreadCount: await countUnread(db, actor.actorId) };
  },
});

export const listNotifications = { ...listed, output: listed.output.extend({ unreadCount: z.int() }) };
