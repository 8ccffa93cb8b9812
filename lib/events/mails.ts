import { and, eq, isNull, lte, sql } from "drizzle-orm";
import { db } from "@/db";
import { mails } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Context } from "@/lib/core/context";
import { log } from "@/lib/log";
import { post } from "@/lib/vendors/mail";

export type Mail = {
  to: string;
  subject: string;
  text: string;
  /** Where one click ends letters of this kind; none of a letter that nobody can do without. */
  unsubscribe?: string;
};

const BATCH = 20;
/** Whoever claims a mail has this long to send it; then it is anybody's again. */
const LEASE_MS = 60_000;
const FIRST_RETRY_MS = 30_000;
const MAX_RETRY_MS = 6 * 3_600_000;
const MAX_ATTEMPTS = 8;
const MAX_ERROR = 500;
const AT_ONCE_MS = 5_000;

/** Writes a mail in the caller's transaction: it is sent after the commit, and never when there is none. */
export async function sendMail(
  ctx: Pick<Context<any>, "db" | "now" | "afterCommit">,
  { to, subject, text, unsubscribe }: Mail,
) {
  await ctx.db
    .insert(mails)
    .values({ recipient: to, subject, text, unsubscribe, createdAt: ctx.now, nextAttemptAt: ctx.now });
  // Beside the answer, not before it. What fails here is found by the interval or the cron.
  ctx.afterCommit(
    () => void deliverMails(AT_ONCE_MS).catch((error) => log.warn({ error }, "mail could not be delivered at once")),
  );
}

/**
 * Sends what waits, until nothing does or the budget is used up. Safe in any number of processes at once; a mail whose
 * sender died is sent again (its Message-ID stays the same).
 * @returns how many were sent.
 */
export async function deliverMails(budgetMs: number): Promise<number> {
  const until = Date.now() + budgetMs;
  let sent = 0;
  while (Date.now() < until) {
    const batch = await claim();
    if (batch.length === 0) break;
    const outcomes = await Promise.all(batch.map(deliver));
    sent += outcomes.filter(Boolean).length;
    if (batch.length < BATCH) break;
  }
  return sent;
}

type Row = typeof mails.$inferSelect;

async function claim(): Promise<Row[]> {
  const now = clock.now();
  const due = db
    .select({ id: mails.id })
    .from(mails)
    .where(and(isNull(mails.sentAt), isNull(mails.failedAt), lte(mails.nextAttemptAt, now)))
    .orderBy(mails.nextAttemptAt, mails.id)
    .limit(BATCH)
    .for("update", { skipLocked: true });
  return (
    db
      .update(mails)
      .set({ attempts: sql`${mails.attempts} + 1`, nextAttemptAt: new Date(now.getTime() + LEASE_MS) })
      // As an array, so that the planner cannot run the locking part more than once.
      .where(sql`${mails.id} = any(array(${due}))`)
      .returning()
  );
}

async function deliver(mail: Row): Promise<boolean> {
  const is = eq(mails.id, mail.id);
  try {
    await post(mail);
    await db.update(mails).set({ sentAt: clock.now(), error: null }).where(is);
    return true;
  } catch (error) {
    const now = clock.now();
    const message = (error as Error).message.slice(0, MAX_ERROR);
    const isLast = mail.attempts >= MAX_ATTEMPTS;
    const pause = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 4 ** (mail.attempts - 1));
    await db
      .update(mails)
      .set(
        isLast ? { failedAt: now, error: message } : { nextAttemptAt: new Date(now.getTime() + pause), error: message },
      )
      .where(is);
    log.warn({ mail: mail.id, attempt: mail.attempts, error: message }, isLast ? "mail given up" : "mail not sent yet");
    return false;
  }
}
