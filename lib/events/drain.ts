import { and, eq, inArray, isNull, lte, sql } from "drizzle-orm";
import { db } from "@/db";
import { events } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import { log } from "@/lib/log";
import { type Catalog, catalog, type Event } from "./catalog";

const BATCH = 200;
/** Whoever claims an event has this long to tell it; then it is anybody's again. */
const LEASE_MS = 60_000;
const FIRST_RETRY_MS = 5_000;
const MAX_RETRY_MS = 3_600_000;
const MAX_ATTEMPTS = 12;

type Claimed = Event & { deliveredAt: Date | null };

/**
 * Tells waiting events to their subscribers, until none waits or the budget is used up. Safe in any number of processes at
 * once, and to be killed anywhere: what was claimed and not told comes round again when its lease ends.
 * @returns how many were told.
 */
export async function drain(budgetMs: number, known: Catalog = catalog): Promise<number> {
  const until = Date.now() + budgetMs;
  let told = 0;
  while (Date.now() < until) {
    const batch = await claim(known);
    const heard: string[] = [];
    for (const event of batch) {
      if (!(await tell(event, known))) continue;
      told++;
      if (!event.deliveredAt) heard.push(event.id);
    }
    if (heard.length > 0) await db.update(events).set({ deliveredAt: clock.now() }).where(inArray(events.id, heard));
    if (batch.length < BATCH) break;
  }
  return told;
}

/** Takes what is due under a lease. What nobody subscribes to is told by being taken: one write instead of two. */
async function claim(known: Catalog): Promise<Claimed[]> {
  const now = clock.now();
  const silent = Object.keys(known).filter((name) => known[name]!.subscribers.length === 0);
  const due = db
    .select({ id: events.id })
    .from(events)
    .where(and(isNull(events.deliveredAt), isNull(events.failedAt), lte(events.nextAttemptAt, now)))
    .orderBy(events.nextAttemptAt, events.id)
    .limit(BATCH)
    .for("update", { skipLocked: true });
  const claimed = await db
    .update(events)
    .set({
      attempts: sql`${events.attempts} + 1`,
      nextAttemptAt: new Date(now.getTime() + LEASE_MS),
      deliveredAt: sql`case when ${events.name} = any(${sql.param(silent)}::text[]) then ${now.toISOString()}::timestamptz end`,
    })
    // As an array, so that the planner cannot run the locking part more than once.
    .where(sql`${events.id} = any(array(${due}))`)
    .returning();
  return claimed.sort((a, b) => (a.id < b.id ? -1 : 1));
}

async function tell(event: Event, known: Catalog): Promise<boolean> {
  const entry = known[event.name];
  if (!entry?.payload.safeParse(event.payload).success) {
    log.error({ event: event.id, name: event.name }, entry ? "event breaks its schema" : "event is in no catalog");
    await db.update(events).set({ failedAt: clock.now(), deliveredAt: null }).where(eq(events.id, event.id));
    return false;
  }
  try {
    for (const subscriber of entry.subscribers) await subscriber(event);
    return true;
  } catch (error) {
    const now = clock.now();
    const isLast = event.attempts >= MAX_ATTEMPTS;
    const pause = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** (event.attempts - 1));
    await db
      .update(events)
      .set(isLast ? { failedAt: now } : { nextAttemptAt: new Date(now.getTime() + pause) })
      .where(eq(events.id, event.id));
    log.warn({ event: event.id, name: event.name, attempt: event.attempts, error }, "event could not be told");
    return false;
  }
}
