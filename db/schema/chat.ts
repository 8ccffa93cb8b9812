import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { bytea, createdAt, id, moment } from "../columns";
import { actors, users } from "./accounts";
import { tasks } from "./tasks";

export const threadKinds = ["task", "direct"] as const;
export const threadRoles = ["owner", "captain", "member"] as const;
export const MAX_PARTICIPANTS = 100;

/** A place to talk: that of a task, or of some people. */
export const threads = pgTable(
  "threads",
  {
    id: id("thread"),
    kind: text({ enum: threadKinds }).notNull(),
    taskId: text()
      .unique()
      .references(() => tasks.id, { onDelete: "cascade" }),
    name: text(),
    /** SHA-256 over who is in a direct thread: the same people find the same one. Null once others are in it. */
    peopleHash: bytea().unique(),
    ownerId: text()
      .notNull()
      .references(() => actors.id),
    /** How many messages there ever were. Counted under this row's lock, so messages commit in the order of their numbers. */
    lastSeq: bigint({ mode: "number" }).notNull().default(0),
    lastMessageAt: createdAt(),
    participantCount: integer().notNull().default(0),
    /** Somebody was marked as hired here. */
    hiredAt: moment(),
    createdAt: createdAt(),
  },
  (t) => [
    check("threads_task", sql`(${t.kind} = 'task') = (${t.taskId} is not null)`),
    check("threads_participants", sql`${t.participantCount} between 0 and ${sql.raw(String(MAX_PARTICIPANTS))}`),
  ],
);

/** Who is or was in a thread. */
export const threadParticipants = pgTable(
  "thread_participants",
  {
    threadId: text()
      .notNull()
      .references(() => threads.id, { onDelete: "cascade" }),
    /** Who acts: a user or a bot. */
    actorId: text()
      .notNull()
      .references(() => actors.id),
    /** Who answers for it: the user behind. */
    userId: text()
      .notNull()
      .references(() => users.id),
    role: text({ enum: threadRoles }).notNull().default("member"),
    /** The key it last acted through here, by which GiveGigs may name it; null for a person in a browser. */
    keyId: text(),
    byAi: boolean().notNull(),
    /** What was said up to here was said before its time, and not to it. */
    fromSeq: bigint({ mode: "number" }).notNull().default(0),
    lastReadSeq: bigint({ mode: "number" }).notNull().default(0),
    /** Of the messages after `lastReadSeq`, those that wait for nobody: its own, and deleted ones. */
    skipped: integer().notNull().default(0),
    /** Out of sight until something is said after this message. */
    archivedSeq: bigint({ mode: "number" }),
    joinedAt: createdAt(),
    removedAt: moment(),
    /** Whoever left by itself may come back by an invite; whoever was removed may not. */
    removedById: text(),
  },
  (t) => [
    primaryKey({ columns: [t.threadId, t.actorId] }),
    index("thread_participants_actor").on(t.actorId, t.threadId).where(sql`${t.removedAt} is null`),
    index("thread_participants_user").on(t.userId),
  ],
);

export const messages = pgTable(
  "messages",
  {
    id: id("msg"),
    threadId: text()
      .notNull()
      .references(() => threads.id, { onDelete: "cascade" }),
    /** Its place in the thread: 1, 2, 3 without a gap. */
    seq: bigint({ mode: "number" }).notNull(),
    senderId: text()
      .notNull()
      .references(() => actors.id),
    ownerId: text()
      .notNull()
      .references(() => users.id),
    byAi: boolean().notNull(),
    /** Empty where there are only files. What is deleted is kept for those who moderate, and shown to nobody else. */
    content: text().notNull(),
    /** Written by us about what `senderId` did. */
    isSystem: boolean().notNull().default(false),
    replyToId: text().references((): AnyPgColumn => messages.id, { onDelete: "set null" }),
    /** The other party of a task, to whom it was said: whoever had been accepted by then, or the poster. */
    recipientId: text(),
    /** When the recipient read it. */
    readAt: moment(),
    deletedAt: moment(),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex("messages_seq").on(t.threadId, t.seq),
    index("messages_sender").on(t.senderId, t.createdAt, t.id),
    index("messages_reply").on(t.replyToId).where(sql`${t.replyToId} is not null`),
    check("messages_content", sql`length(${t.content}) <= 5000`),
  ],
);

/** A link that lets people into a thread. Only its hash is kept. */
export const threadInvites = pgTable(
  "thread_invites",
  {
    id: id("inv"),
    threadId: text()
      .notNull()
      .references(() => threads.id, { onDelete: "cascade" }),
    tokenHash: bytea().notNull().unique(),
    createdById: text()
      .notNull()
      .references(() => actors.id),
    /** Null: as many as the thread holds. */
    maxUses: integer(),
    uses: integer().notNull().default(0),
    expiresAt: moment(),
    revokedAt: moment(),
    createdAt: createdAt(),
  },
  (t) => [
    index("thread_invites_thread").on(t.threadId, t.createdAt, t.id),
    index("thread_invites_creator").on(t.createdById).where(sql`${t.revokedAt} is null`),
    check("thread_invites_uses", sql`${t.uses} >= 0 and (${t.maxUses} is null or ${t.uses} <= ${t.maxUses})`),
  ],
);
