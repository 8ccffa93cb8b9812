import { sql } from "drizzle-orm";
import { bigint, boolean, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, id, moment } from "../columns";
import { actors } from "./accounts";

/** The outbox: what happened, written in the transaction in which it happened. Subscribers read it after the commit. */
export const events = pgTable(
  "events",
  {
    id: id("evt"),
    name: text().notNull(),
    /** Who did it, and what it is about. */
    actorId: text(),
    subjectId: text(),
    payload: jsonb().$type<Record<string, unknown>>().notNull(),
    /** Shown in the live feed. */
    isPublic: boolean().notNull().default(false),
    attempts: integer().notNull().default(0),
    nextAttemptAt: createdAt(),
    deliveredAt: moment(),
    failedAt: moment(),
    /** When it was written down whom it concerns: told twice, it makes nobody two notifications. */
    notifiedAt: moment(),
    createdAt: createdAt(),
  },
  (t) => [
    index("events_due").on(t.nextAttemptAt, t.id).where(sql`${t.deliveredAt} is null and ${t.failedAt} is null`),
    index("events_feed").on(t.createdAt, t.id).where(sql`${t.isPublic}`),
    index("events_subject").on(t.subjectId, t.createdAt),
  ],
);

/** Whoever asks for events. Only for those who did of late are any put down. */
export const eventReaders = pgTable("event_readers", {
  actorId: text()
    .primaryKey()
    .references(() => actors.id, { onDelete: "cascade" }),
  /** How many were put down for them: raised under the lock of this row, so its order is that of the commits. */
  lastSeq: bigint({ mode: "number" }).notNull().default(0),
  askedAt: createdAt(),
});

/** An event as one reader finds it, once. */
export const eventEntries = pgTable(
  "event_entries",
  {
    actorId: text()
      .notNull()
      .references(() => eventReaders.actorId, { onDelete: "cascade" }),
    seq: bigint({ mode: "number" }).notNull(),
    eventId: text()
      .notNull()
      .references(() => events.id, { onDelete: "cascade" }),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.actorId, t.seq] }),
    uniqueIndex("event_entries_once").on(t.eventId, t.actorId),
    index("event_entries_age").on(t.createdAt),
  ],
);

/** Mail waiting to go out, written in the transaction that wants it sent. */
export const mails = pgTable(
  "mails",
  {
    id: id("mail"),
    recipient: text().notNull(),
    subject: text().notNull(),
    text: text().notNull(),
    /** Where one click ends letters of this kind (RFC 8058); null of those that nobody can do without. */
    unsubscribe: text(),
    attempts: integer().notNull().default(0),
    nextAttemptAt: createdAt(),
    sentAt: moment(),
    failedAt: moment(),
    error: text(),
    createdAt: createdAt(),
  },
  (t) => [index("mails_due").on(t.nextAttemptAt, t.id).where(sql`${t.sentAt} is null and ${t.failedAt} is null`)],
);
