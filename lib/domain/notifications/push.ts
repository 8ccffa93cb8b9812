import { createHash } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import { db } from "@/db";
import { pushes, pushSubscriptions } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import { log } from "@/lib/log";
import { push } from "@/lib/vendors/web-push";
import { sentenceOf } from "./letters";
import { isMoot, mootJoins } from "./tell";
import { type Told, toldOf } from "./told";

const BATCH = 20;
/** Whoever claims a push has this long to send it; then it is anybody's again. */
const LEASE_MS = 60_000;
const FIRST_RETRY_MS = 10_000;
const MAX_ATTEMPTS = 5;
const TOPIC_CHARS = 32;

type Due = {
  notificationId: string;
  subscriptionId: string;
  attempts: number;
  endpoint: string;
  p256dh: string;
  auth: string;
  /** It was read meanwhile or concerns its reader no more, the browser is another's by now, or its session ended. */
  isMoot: boolean;
};

/**
 * Pushes what waits. A browser that takes no more is forgotten; one that cannot be reached is tried again.
 * @returns how many were taken.
 */
export async function deliverPushes(budgetMs: number): Promise<number> {
  const until = Date.now() + budgetMs;
  let sent = 0;
  while (Date.now() < until) {
    const batch = await claim();
    if (batch.length === 0) break;
    const told = new Map(
      (
        await toldOf(
          db,
          batch.map(({ notificationId }) => notificationId),
        )
      ).map((one) => [one.id, one]),
    );
    const outcomes = await Promise.all(batch.map((due) => deliver(due, told.get(due.notificationId))));
    sent += outcomes.filter(Boolean).length;
    if (batch.length < BATCH) break;
  }
  return sent;
}

async function claim(): Promise<Due[]> {
  const now = clock.now();
  const [at, lease] = [now.toISOString(), new Date(now.getTime() + LEASE_MS).toISOString()];
  return db.execute<Due>(sql`
    with due as materialized (
      select notification_id, subscription_id from pushes where next_attempt_at <= ${at}::timestamptz
       order by next_attempt_at limit ${BATCH} for update skip locked),
    claimed as (
      update pushes p set attempts = attempts + 1, next_attempt_at = ${lease}::timestamptz from due
       where p.notification_id = due.notification_id and p.subscription_id = due.subscription_id returning p.*)
    select c.notification_id as "notificationId", c.subscription_id as "subscriptionId", c.attempts, s.endpoint, s.p256dh, s.auth,
      (n.read_at is not null or n.user_id <> s.user_id or l.revoked_at is not null or l.expires_at <= ${at}::timestamptz or ${isMoot}) as "isMoot"
    from claimed c join notifications n on n.id = c.notification_id join push_subscriptions s on s.id = c.subscription_id
      join logins l on l.id = s.login_id ${mootJoins}`);
}

/** Who and about what, and where it can be read: never the words of a message. */
const payloadOf = (told: Told) =>
  JSON.stringify({ id: told.id, title: sentenceOf(told), url: told.url, tag: told.threadId ?? told.id });

const topicOf = (tag: string) => createHash("sha256").update(tag).digest("base64url").slice(0, TOPIC_CHARS);

async function deliver(due: Due, told: Told | undefined): Promise<boolean> {
  const is = and(eq(pushes.notificationId, due.notificationId), eq(pushes.subscriptionId, due.subscriptionId));
  if (due.isMoot || !told) {
    await db.delete(pushes).where(is);
    return false;
  }
  const outcome = await push(due, payloadOf(told), topicOf(told.threadId ?? told.id));
  // Its pushes go with it.
  if (outcome === "gone") await db.delete(pushSubscriptions).where(eq(pushSubscriptions.id, due.subscriptionId));
  else if (outcome === "later" && due.attempts < MAX_ATTEMPTS) {
    const pause = FIRST_RETRY_MS * 4 ** (due.attempts - 1);
    await db
      .update(pushes)
      .set({ nextAttemptAt: new Date(clock.now().getTime() + pause) })
      .where(is);
  } else await db.delete(pushes).where(is);
  if (outcome !== "sent") log.warn({ subscription: due.subscriptionId, outcome }, "push was not taken");
  return outcome === "sent";
}
