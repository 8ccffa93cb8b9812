import { sql } from "drizzle-orm";
import { bigint, boolean, check, index, integer, pgTable, primaryKey, smallint, text } from "drizzle-orm/pg-core";
import { bytea, createdAt, id, moment } from "../columns";
import { actors, users } from "./accounts";
import { messages } from "./chat";

export const MAX_FILENAME = 255;

/** A file somebody gave us. Its bytes lie in the storage under its id. A trigger deletes it with the last message that carries it. */
export const files = pgTable(
  "files",
  {
    id: id("file"),
    actorId: text()
      .notNull()
      .references(() => actors.id),
    ownerId: text()
      .notNull()
      .references(() => users.id),
    /** Cleaned, with an ending that fits what it is. */
    filename: text().notNull(),
    /** Told from the bytes, not by whoever sent them. */
    mimeType: text().notNull(),
    sizeBytes: integer().notNull(),
    sha256: bytea().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    index("files_owner").on(t.ownerId, t.createdAt),
    check("files_filename", sql`length(${t.filename}) between 1 and ${sql.raw(String(MAX_FILENAME))}`),
    check("files_size", sql`${t.sizeBytes} > 0`),
  ],
);

/** Which files a message carries. Rows go when the message is deleted: by a trigger, as it stays a row itself. */
export const messageFiles = pgTable(
  "message_files",
  {
    messageId: text()
      .notNull()
      .references(() => messages.id, { onDelete: "cascade" }),
    position: smallint().notNull(),
    fileId: text()
      .notNull()
      .references(() => files.id),
  },
  (t) => [primaryKey({ columns: [t.messageId, t.position] }), index("message_files_file").on(t.fileId)],
);

/**
 * Bytes in the storage that no file speaks for: not yet, because the command that brought them has still to commit, or not
 * any more. What is due is removed, so nothing stays behind whoever dies when.
 */
export const looseFiles = pgTable(
  "loose_files",
  {
    id: text().primaryKey(),
    ownerId: text()
      .notNull()
      .references(() => users.id),
    sizeBytes: bigint({ mode: "number" }).notNull(),
    dueAt: moment().notNull(),
    /** Its bytes are being removed: it becomes no file any more. */
    isDoomed: boolean().notNull().default(false),
  },
  (t) => [index("loose_files_due").on(t.dueAt), index("loose_files_owner").on(t.ownerId)],
);
