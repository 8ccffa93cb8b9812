import { sql } from "drizzle-orm";
import { bigint, boolean, index, integer, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, id, moment } from "../columns";
import { actors, logins, users } from "./accounts";
import { blockTasks } from "./blocks";
import { messages, threads } from "./chat";
import { comments } from "./comments";
import { events } from "./events";
import { tasks } from "./tasks";

export const notificationKinds = [
  "messages",
  "proposals",
  "deliveries",
  "reviews",
  "disputes",
  "payments",
  "comments",
] as const;

/** What somebody is to be told. It waits unseen until `toldAt`: what follows too fast in a thread is told later, or not at all. */
export const notifications = pgTable(
  "notifications",
  {
    id: id("notif"),
    /** Who is told: a person, or a bot by its key. */
    actorId: text()
      .notNull()
      .references(() => actors.id, { onDelete: "cascade" }),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    kind: text({ enum: notificationKinds }).notNull(),
    type: text().notNull(),
    eventId: text()
      .notNull()
      .references(() => events.id, { onDelete: "cascade" }),
    /** Whose deed it is; null where it is ours, or the clock's. */
    senderId: text().references(() => actors.id),
    byAi: boolean().notNull().default(false),
    taskId: text().references(() => tasks.id, { onDelete: "cascade" }),
    blockId: text().references(() => blockTasks.id, { onDelete: "cascade" }),
    threadId: text().references(() => threads.id, { onDelete: "cascade" }),
    messageId: text().references(() => messages.id, { onDelete: "cascade" }),
    /** The message's place in its thread: whoever has read that far has read this. */
    seq: bigint({ mode: "number" }),
    commentId: text().references(() => comments.id, { onDelete: "cascade" }),
    /** What it says besides; null where it is read from the message or the comment, which may be deleted. */
    preview: text(),
    /** A letter of its own tells the same: it is mailed no second time. */
    isMailed: boolean().notNull().default(false),
    tellAt: moment().notNull(),
    toldAt: moment(),
    readAt: moment(),
    /** When it goes into a letter, unless it is read before. Null: it is in one, or goes into none. */
    mailAt: moment(),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex("notifications_event").on(t.eventId, t.actorId),
    index("notifications_due").on(t.tellAt, t.id).where(sql`${t.toldAt} is null`),
    index("notifications_waiting").on(t.actorId, t.threadId).where(sql`${t.toldAt} is null`),
    index("notifications_actor").on(t.actorId, t.createdAt, t.id).where(sql`${t.toldAt} is not null`),
    index("notifications_unread")
      .on(t.actorId, t.createdAt, t.id)
      .where(sql`${t.toldAt} is not null and ${t.readAt} is null`),
    index("notifications_mail").on(t.mailAt, t.actorId).where(sql`${t.mailAt} is not null`),
    index("notifications_user").on(t.userId),
    index("notifications_old").on(t.createdAt),
    index("notifications_task").on(t.taskId).where(sql`${t.taskId} is not null`),
    index("notifications_block").on(t.blockId).where(sql`${t.blockId} is not null`),
    index("notifications_thread").on(t.threadId).where(sql`${t.threadId} is not null`),
    index("notifications_message").on(t.messageId).where(sql`${t.messageId} is not null`),
    index("notifications_comment").on(t.commentId).where(sql`${t.commentId} is not null`),
  ],
);

/** How somebody wants to be told. No row means: in every way. */
export const notificationPreferences = pgTable(
  "notification_preferences",
  {
    id: id("pref"),
    actorId: text()
      .notNull()
      .unique()
      .references(() => actors.id, { onDelete: "cascade" }),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    enablePush: boolean().notNull().default(true),
    enableEmail: boolean().notNull().default(true),
    /** The kinds that are switched off, one way each. */
    pushOff: text().array().notNull().default(sql`'{}'`),
    emailOff: text().array().notNull().default(sql`'{}'`),
    mutedThreads: text().array().notNull().default(sql`'{}'`),
    /** Before this no further letter is sent: what comes meanwhile goes into one. */
    nextMailAt: moment(),
    updatedAt: createdAt(),
  },
  (t) => [index("notification_preferences_user").on(t.userId)],
);

/** When somebody is next told of a thread, at the earliest. Its row is the lock under which what waits is replaced. */
export const notificationPauses = pgTable(
  "notification_pauses",
  {
    threadId: text()
      .notNull()
      .references(() => threads.id, { onDelete: "cascade" }),
    actorId: text()
      .notNull()
      .references(() => actors.id, { onDelete: "cascade" }),
    nextAt: moment().notNull(),
  },
  (t) => [primaryKey({ columns: [t.threadId, t.actorId] }), index("notification_pauses_old").on(t.nextAt)],
);

/** A browser that takes pushes, by the address its maker gave it (RFC 8030) and the keys it reads them with (RFC 8291). */
export const pushSubscriptions = pgTable(
  "push_subscriptions",
  {
    id: id("sub"),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** The session it was made in: whoever signs out is told nothing more there. */
    loginId: text()
      .notNull()
      .references(() => logins.id, { onDelete: "cascade" }),
    endpoint: text().notNull().unique(),
    p256dh: text().notNull(),
    auth: text().notNull(),
    createdAt: createdAt(),
  },
  (t) => [index("push_subscriptions_user").on(t.userId, t.createdAt), index("push_subscriptions_login").on(t.loginId)],
);

/** A notification on its way to one browser. Gone once it is there, or given up. */
export const pushes = pgTable(
  "pushes",
  {
    notificationId: text()
      .notNull()
      .references(() => notifications.id, { onDelete: "cascade" }),
    subscriptionId: text()
      .notNull()
      .references(() => pushSubscriptions.id, { onDelete: "cascade" }),
    attempts: integer().notNull().default(0),
    nextAttemptAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.notificationId, t.subscriptionId] }),
    index("pushes_due").on(t.nextAttemptAt),
    index("pushes_subscription").on(t.subscriptionId),
  ],
);
