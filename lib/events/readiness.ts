import { sql } from "drizzle-orm";
import { db } from "@/db";
import journal from "@/db/migrations/meta/_journal.json" with { type: "json" };
import { clock } from "@/lib/core/clock";

/** An outbox further behind than this has nobody who empties it. */
const MAX_LAG_SECONDS = 300;
const TIMEOUT_MS = 3_000;

export type Readiness = {
  status: "ready" | "not_ready";
  database: "ok" | "unreachable";
  migrations: "applied" | "pending" | "unknown";
  outbox_lag_seconds: number | null;
};

/** Whether this process can serve: the database answers, its schema is at least the one this code was built for, and the outbox is being emptied. Never rejects. */
export async function readiness(): Promise<Readiness> {
  try {
    const [applied, lag] = await inTime(Promise.all([appliedMigrations(), outboxLag()]));
    const isMigrated = journal.entries.every(({ when }) => applied.has(when));
    return {
      status: isMigrated && lag < MAX_LAG_SECONDS ? "ready" : "not_ready",
      database: "ok",
      migrations: isMigrated ? "applied" : "pending",
      outbox_lag_seconds: lag,
    };
  } catch {
    return { status: "not_ready", database: "unreachable", migrations: "unknown", outbox_lag_seconds: null };
  }
}

/** For how long a database that has answered counts as there. */
const TRUSTED_MS = 1_000;
let answeredAt = Number.NEGATIVE_INFINITY;

/** Whether the database answers, or did within the last second. Never rejects. */
export async function isDatabaseThere(): Promise<boolean> {
  if (performance.now() - answeredAt < TRUSTED_MS) return true;
  try {
    await inTime(db.execute(sql`select 1`));
    answeredAt = performance.now();
    return true;
  } catch {
    return false;
  }
}

async function appliedMigrations(): Promise<Set<number>> {
  const rows = await db.execute<{ when: number }>(
    sql`select created_at::float8 as when from drizzle.__drizzle_migrations`,
  );
  return new Set(rows.map((row) => row.when));
}

/** For how many seconds the longest waiting event or mail has been due; 0 when none is. */
async function outboxLag(): Promise<number> {
  const now = clock.now().toISOString();
  const [row] = await db.execute<{ lag: number }>(sql`
    select greatest(0, extract(epoch from ${now}::timestamptz - least(
      (select min(next_attempt_at) from events where delivered_at is null and failed_at is null),
      (select min(next_attempt_at) from mails where sent_at is null and failed_at is null))))::float8 as lag`);
  return Math.round(row?.lag ?? 0);
}

function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the database did not answer in time")), TIMEOUT_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
