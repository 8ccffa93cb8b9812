import { bigint, customType, text, timestamp } from "drizzle-orm/pg-core";
import { newId } from "./id";

/** Primary key: prefixed and time-sortable, made by the application so that it is known before the insert. */
export const id = (prefix: string) =>
  text()
    .primaryKey()
    .$defaultFn(() => newId(prefix));

/** Money: whole cents. A JavaScript number is exact up to 90 trillion dollars. */
export const cents = () => bigint({ mode: "number" });

/** A moment, to the millisecond: what a JavaScript Date and a paging cursor can carry without loss. */
export const moment = () => timestamp({ withTimezone: true, precision: 3 });
export const createdAt = () => moment().notNull().defaultNow();

export const bytea = customType<{ data: Buffer }>({ dataType: () => "bytea" });
export const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });
export const xid8 = customType<{ data: string }>({ dataType: () => "xid8" });
