import { createHash } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import type { Db } from "@/db";
import { idempotentAnswers } from "@/db/schema";
import { Refusal } from "./errors";
import { seal, unseal } from "./seal";

export const MAX_KEY_LENGTH = 255;
export const KEPT_HOURS = 24;

/** An answer may show a secret that is shown but once, so none is kept in clear. */
const SEAL = "idempotent-answers";
const nameOf = (caller: string, key: string) => `${caller} ${key}`;

export type Once = { caller: string; key: string; fingerprint: Buffer };
export type StoredAnswer = { status: number; body: string };

/** What makes two requests the same: method, path and the body's meaning, not its spaces or the order of its keys. */
export function fingerprint(method: string, path: string, body: unknown): Buffer {
  return createHash("sha256")
    .update(`${method} ${path}\n${canonical(body)}`)
    .digest();
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(",")}}`;
}

/**
 * The answer already given under this key, if any. Holds the key until the transaction ends, by an advisory lock: a second
 * request that comes meanwhile is told so, and a crash lets go of it without any clean-up. A refusal keeps nothing.
 */
export async function findAnswer(db: Db, { caller, key, fingerprint }: Once): Promise<StoredAnswer | undefined> {
  const [lock] = await db.execute<{ held: boolean }>(
    sql`select pg_try_advisory_xact_lock(hashtextextended(${nameOf(caller, key)}, 7)) as held`,
  );
  if (!lock?.held)
    throw new Refusal(
      "IDEMPOTENCY_IN_PROGRESS",
      "A request with this Idempotency-Key is still running. Ask again in a moment.",
    );
  const [row] = await db
    .select()
    .from(idempotentAnswers)
    .where(and(eq(idempotentAnswers.caller, caller), eq(idempotentAnswers.key, key)));
  if (!row) return undefined;
  if (!row.fingerprint.equals(fingerprint))
    throw new Refusal("IDEMPOTENCY_KEY_REUSED", "This Idempotency-Key was used with another request.");
  const body = unseal(SEAL, nameOf(caller, key), row.body);
  if (body === undefined)
    throw new Refusal("CONFLICT", "What was answered under this Idempotency-Key can no longer be read.");
  return { status: row.status, body };
}

/** Keeps an answer under its key, sealed, for KEPT_HOURS: in the transaction of the effect, so that both stand or neither. */
export async function keepAnswer(
  db: Db,
  { caller, key, fingerprint }: Once,
  { status, body }: StoredAnswer,
  now: Date,
) {
  const sealed = seal(SEAL, nameOf(caller, key), body);
  await db.insert(idempotentAnswers).values({ caller, key, fingerprint, status, body: sealed, createdAt: now });
}

/** Forgets answers older than a day. Returns how many. */
export async function forgetAnswers(db: Db, now: Date): Promise<number> {
  const rows = await db.execute(
    sql`delete from idempotent_answers where created_at < ${new Date(now.getTime() - KEPT_HOURS * 3_600_000).toISOString()}::timestamptz returning 1`,
  );
  return rows.length;
}
