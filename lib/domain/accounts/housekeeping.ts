import { lt, or } from "drizzle-orm";
import { db } from "@/db";
import { logins, mails, mailTokens } from "@/db/schema";

const KEPT_MS = 30 * 86_400_000;

/** Deletes sessions, links and mails that ended a month ago: nothing reads them any more. Returns how many rows. */
export async function forgetStale(now: Date): Promise<number> {
  const before = new Date(now.getTime() - KEPT_MS);
  const gone = await Promise.all([
    db
      .delete(logins)
      .where(or(lt(logins.expiresAt, before), lt(logins.revokedAt, before)))
      .returning({ id: logins.id }),
    db.delete(mailTokens).where(lt(mailTokens.expiresAt, before)).returning({ id: mailTokens.userId }),
    db
      .delete(mails)
      .where(or(lt(mails.sentAt, before), lt(mails.failedAt, before)))
      .returning({ id: mails.id }),
  ]);
  return gone.reduce((sum, rows) => sum + rows.length, 0);
}
