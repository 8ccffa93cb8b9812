import { and, inArray, isNull, lte, sql } from "drizzle-orm";
import type { Db } from "@/db";
import { notifications } from "@/db/schema";
import { transact } from "@/lib/core/transaction";

const BATCH = 200;
/** Whoever sits in the chat reads within seconds, and gets no letter about it. */
export const MAIL_AFTER_MS = 10_000;
/** What happened longer ago is listed, and nobody is disturbed for it: the clock stood still, or the place is new. */
const STALE_MS = 24 * 3_600_000;

type Due = { id: string; actorId: string; userId: string; isMoot: boolean; isPushed: boolean; mailAt: Date | null };

/**
 * Tells what is due: from then on it is in the list, the open browser hears of it, and it goes by push and by mail as far as
 * its reader wants that. What they have read meanwhile is dropped.
 * @returns how many were told.
 */
export async function tellDue(budgetMs: number): Promise<number> {
  const until = Date.now() + budgetMs;
  let told = 0;
  while (Date.now() < until) {
    const batch = await transact({ kind: "system", job: "tell" }, ({ db, now }) => tellBatch(db, now));
    told += batch.told;
    if (batch.found < BATCH) break;
  }
  return told;
}

async function tellBatch(db: Db, now: Date): Promise<{ found: number; told: number }> {
  const due = await db
    .select({ id: notifications.id })
    .from(notifications)
    .where(and(isNull(notifications.toldAt), lte(notifications.tellAt, now)))
    .orderBy(notifications.tellAt, notifications.id)
    .limit(BATCH)
    .for("update", { skipLocked: true });
  if (due.length === 0) return { found: 0, told: 0 };
  const rows = await wishesOf(
    db,
    due.map(({ id }) => id),
    now,
  );
  const moot = rows.filter(({ isMoot }) => isMoot).map(({ id }) => id);
  const told = rows.filter(({ isMoot }) => !isMoot);
  if (moot.length > 0) await db.delete(notifications).where(inArray(notifications.id, moot));
  if (told.length > 0)
    await db.execute(sql`
      update notifications n set told_at = ${now.toISOString()}::timestamptz, created_at = ${now.toISOString()}::timestamptz, mail_at = d.mail_at::timestamptz
        from unnest(${sql.param(told.map(({ id }) => id))}::text[],
                    ${sql.param(told.map(({ mailAt }) => mailAt?.toISOString() ?? null))}::text[]) as d (id, mail_at)
       where n.id = d.id`);
  const pushed = told.filter(({ isPushed }) => isPushed).map(({ id }) => id);
  if (pushed.length > 0)
    await db.execute(sql`
      insert into pushes (notification_id, subscription_id, next_attempt_at)
      select n.id, s.id, ${now.toISOString()}::timestamptz from notifications n
        join push_subscriptions s on s.user_id = n.user_id
        join logins l on l.id = s.login_id and l.revoked_at is null and l.expires_at > ${now.toISOString()}::timestamptz
       where n.id = any(${sql.param(pushed)}::text[])
      on conflict do nothing`);
  return { found: due.length, told: told.length };
}

/**
 * Whether notification `n` is nobody's business any more: its thread was muted, or of its message nobody may know or need be
 * told by now. Asked again before it leaves the house, for a letter waits. With `mootJoins`, in which `p` are its reader's wishes.
 */
export const isMoot = sql`(coalesce(n.thread_id = any(p.muted_threads), false) or n.message_id is not null and
  (m.deleted_at is not null or t.actor_id is null or t.removed_at is not null or t.last_read_seq >= n.seq))`;
export const mootJoins = sql`left join notification_preferences p on p.actor_id = n.actor_id
  left join messages m on m.id = n.message_id
  left join thread_participants t on t.thread_id = n.thread_id and t.actor_id = n.actor_id`;

/** What becomes of each: whether it is moot by now, and the ways its reader wants it. A bot has no mail and no browser. */
async function wishesOf(db: Db, ids: string[], now: Date): Promise<Due[]> {
  const mayBeMailed = sql`not a.is_bot and not n.is_mailed and u.email_verified_at is not null
    and coalesce(p.enable_email and n.kind <> all(p.email_off), true)`;
  const mayBePushed = sql`not a.is_bot and coalesce(p.enable_push and n.kind <> all(p.push_off), true)`;
  const isFresh = sql`n.created_at > ${new Date(now.getTime() - STALE_MS).toISOString()}::timestamptz`;
  const soon = sql`${new Date(now.getTime() + MAIL_AFTER_MS).toISOString()}::timestamptz`;
  const rows = await db.execute<Omit<Due, "mailAt"> & { mailAt: string | null }>(sql`
    select n.id, n.actor_id as "actorId", n.user_id as "userId",
      (u.deleted_at is not null or ${isMoot}) as "isMoot",
      (${isFresh} and ${mayBePushed}) as "isPushed",
      to_json(case when ${isFresh} and ${mayBeMailed} then greatest(${soon}, p.next_mail_at) end) #>> '{}' as "mailAt"
    from notifications n join actors a on a.id = n.actor_id join users u on u.id = n.user_id
      ${mootJoins}
    where n.id = any(${sql.param(ids)}::text[])`);
  return rows.map((row) => ({ ...row, mailAt: row.mailAt === null ? null : new Date(row.mailAt) }));
}
