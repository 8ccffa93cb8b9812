import { and, eq, isNotNull, isNull, lte, sql } from "drizzle-orm";
import { type Db, db } from "@/db";
import { notificationPreferences, notifications, users } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import { transact } from "@/lib/core/transaction";
import { sendMail } from "@/lib/events/mails";
import { log } from "@/lib/log";
import { notificationLetter } from "./letters";
import { lockPreferences } from "./preferences";
import { isMoot, mootJoins } from "./tell";
import { toldOf } from "./told";

/** Nobody gets letters more often than this: what comes meanwhile goes into one. */
export const LETTERS_EVERY_MS = 10 * 60_000;
const READERS = 50;
/** A letter names a few and counts the rest; no more than this are counted. */
const MAX_IN_LETTER = 500;

type Reader = { actorId: string; userId: string };

/**
 * Writes to everybody who has not read what they were told of: one letter each, of all that waits.
 * @returns how many letters.
 */
export async function mailDue(budgetMs: number): Promise<number> {
  const until = Date.now() + budgetMs;
  let written = 0;
  while (Date.now() < until) {
    const readers = await db
      .selectDistinct({ actorId: notifications.actorId, userId: notifications.userId })
      .from(notifications)
      .where(and(isNotNull(notifications.mailAt), lte(notifications.mailAt, clock.now())))
      .limit(READERS);
    for (const reader of readers) if (await writeTo(reader)) written++;
    if (readers.length < READERS) break;
  }
  return written;
}

/** Those that were not read meanwhile, that their reader still wants by mail, and that still are their reader's business. */
const stillWanted = (db: Db, rows: { id: string }[], emailOff: string[]): Promise<{ id: string }[]> =>
  db.execute<{ id: string }>(sql`select n.id from notifications n ${mootJoins}
    where n.id = any(${sql.param(rows.map(({ id }) => id))}::text[]) and n.read_at is null
      and n.kind <> all(${sql.param(emailOff)}::text[]) and not ${isMoot} order by n.created_at, n.id`);

/** One reader whose letter fails must not keep the others waiting. */
async function writeTo(reader: Reader): Promise<boolean> {
  try {
    return await transact({ kind: "system", job: "mail" }, async (ctx) => {
      const { db, now } = ctx;
      // Under this row letters to one reader are written one after the other, whoever writes them.
      const wishes = await lockPreferences({ db, now, actor: reader });
      const waiting = and(eq(notifications.actorId, reader.actorId), isNotNull(notifications.mailAt));
      if (wishes.nextMailAt && wishes.nextMailAt > now) {
        await db.update(notifications).set({ mailAt: wishes.nextMailAt }).where(waiting);
        return false;
      }
      const rows = await db
        .update(notifications)
        .set({ mailAt: null })
        .where(waiting)
        .returning({ id: notifications.id });
      const wanted = wishes.enableEmail ? await stillWanted(db, rows, wishes.emailOff) : [];
      const told = await toldOf(
        db,
        wanted.slice(0, MAX_IN_LETTER).map(({ id }) => id),
      );
      const [user] = await db
        .select({ email: users.email })
        .from(users)
        .where(and(eq(users.id, reader.userId), isNotNull(users.emailVerifiedAt), isNull(users.deletedAt)));
      if (told.length === 0 || !user) return false;
      await sendMail(ctx, { to: user.email, ...notificationLetter(reader.actorId, told) });
      await db
        .update(notificationPreferences)
        .set({ nextMailAt: new Date(now.getTime() + LETTERS_EVERY_MS) })
        .where(eq(notificationPreferences.id, wishes.id));
      return true;
    });
  } catch (error) {
    log.error({ actor: reader.actorId, error }, "a letter could not be written");
    return false;
  }
}
