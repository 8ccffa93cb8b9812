import { crc32 } from "node:zlib";
import { eq, sql } from "drizzle-orm";
import { db } from "@/db";
import { listen } from "@/db/listener";
import { apiKeys, botProfiles, users } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Account } from "@/lib/core/context";
import { Refusal } from "@/lib/core/errors";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { base62, randomBase62, sha256 } from "./secrets";

const PREFIX = "givegigs-";
const SECRET_CHARS = 32;
const CHECK_CHARS = 6;
/** How much of a key its owner is shown in lists. */
const SHOWN_CHARS = PREFIX.length + 6;
export const KEY_PATTERN = /givegigs-[0-9A-Za-z]{38}/;

/** A new key: 190 random bits and a checksum, so that a mistyped one is refused without asking the database. */
export function newKey(): { key: string; hash: Buffer; prefix: string } {
  const secret = randomBase62(SECRET_CHARS);
  const key = `${PREFIX}${secret}${base62(crc32(secret), CHECK_CHARS)}`;
  return { key, hash: sha256(key), prefix: key.slice(0, SHOWN_CHARS) };
}

export function isWellFormed(key: string): boolean {
  if (key.length !== PREFIX.length + SECRET_CHARS + CHECK_CHARS || !key.startsWith(PREFIX)) return false;
  const secret = key.slice(PREFIX.length, PREFIX.length + SECRET_CHARS);
  return base62(crc32(secret), CHECK_CHARS) === key.slice(PREFIX.length + SECRET_CHARS);
}

/** What is known of a key's holder. */
export type Holder = {
  keyId: string;
  userId: string;
  botId: string | null;
  role: "member" | "moderator";
  suspended: boolean;
  expiresAt: number | null;
  bots: Set<string>;
};

const refuse = () => new Refusal("INVALID_API_KEY", "Invalid API key.");

// One memory a process, also where a bundler makes two copies of this module.
type Memory = {
  holders: Map<string, { holder: Holder; until: number }>;
  touched: Map<string, number>;
  live: boolean;
  generation: number;
  stop?: () => Promise<void>;
};
const shared = globalThis as { bothandKeys?: Memory };
shared.bothandKeys ??= { holders: new Map(), touched: new Map(), live: false, generation: 0 };
const memory = shared.bothandKeys;
const MAX_REMEMBERED = 10_000;
/** A connection can die without a word; no memory outlives this. */
const REMEMBERED_MS = 30_000;

/**
 * Keys are remembered only while Postgres tells us of every change to them (trigger `api_key_changed`): the moment that
 * connection is gone nothing is remembered, and every request asks the database.
 */
function ensureListening() {
  if (env.DATABASE_POOLER || memory.stop) return;
  memory.stop = listen("api_keys", {
    notify: forget,
    up: () => {
      forget("*");
      memory.live = true;
    },
    down: () => {
      memory.live = false;
      forget("*");
    },
  });
}

/** Closes the connection that listens: scripts and tests call it before they end. */
export async function stopListening() {
  await memory.stop?.();
  memory.stop = undefined;
  memory.live = false;
}

function forget(hash: string) {
  memory.generation++;
  if (hash === "*") memory.holders.clear();
  else memory.holders.delete(hash);
}

/** Forgets a key in this process at once: called after the commit of what changed it. */
export const forgetKey = (hash: Buffer | "*") => forget(hash === "*" ? hash : hash.toString("hex"));

/** Who holds this key. Unknown, revoked and expired are one refusal: a guesser learns nothing. */
export async function loadHolder(key: string): Promise<Holder> {
  if (!isWellFormed(key)) throw refuse();
  ensureListening();
  const hash = sha256(key);
  const name = hash.toString("hex");
  const known = memory.live ? memory.holders.get(name) : undefined;
  let holder = known && known.until > Date.now() ? known.holder : undefined;
  if (!holder) {
    const generation = memory.generation;
    holder = await lookUp(hash);
    if (!holder) throw refuse();
    // A change that came while we looked may be about this key: then it is looked up again next time.
    if (memory.live && generation === memory.generation && memory.holders.size < MAX_REMEMBERED)
      memory.holders.set(name, { holder, until: Date.now() + REMEMBERED_MS });
  }
  if (holder.expiresAt !== null && holder.expiresAt <= clock.now().getTime()) throw refuse();
  if (holder.suspended) throw new Refusal("ACCOUNT_SUSPENDED", "This account is suspended.");
  touch(holder.keyId);
  return holder;
}

const findHolder = () =>
  db
    .select({
      keyId: apiKeys.id,
      userId: apiKeys.userId,
      botId: apiKeys.botId,
      expiresAt: apiKeys.expiresAt,
      role: users.role,
      suspendedAt: users.suspendedAt,
      bots: sql<
        string[]
      >`array(select b.id from ${botProfiles} b where b.owner_id = ${apiKeys.userId} and b.deleted_at is null)`,
    })
    .from(apiKeys)
    .innerJoin(users, eq(users.id, apiKeys.userId))
    .where(
      sql`${apiKeys.keyHash} = ${sql.placeholder("hash")} and ${apiKeys.revokedAt} is null and ${users.deletedAt} is null`,
    );

async function lookUp(hash: Buffer): Promise<Holder | undefined> {
  const [row] = await findHolder().prepare("find_holder").execute({ hash });
  return (
    row && {
      keyId: row.keyId,
      userId: row.userId,
      botId: row.botId,
      role: row.role,
      suspended: row.suspendedAt !== null,
      expiresAt: row.expiresAt?.getTime() ?? null,
      bots: new Set(row.bots),
    }
  );
}

const TOUCH_EVERY_MS = 60_000;

/** `last_used_at`, to the minute, beside the request and not before its answer. */
function touch(keyId: string) {
  const now = Date.now();
  if (now - (memory.touched.get(keyId) ?? 0) < TOUCH_EVERY_MS) return;
  if (memory.touched.size >= MAX_REMEMBERED) memory.touched.clear();
  memory.touched.set(keyId, now);
  db.update(apiKeys)
    .set({ lastUsedAt: new Date(now) })
    .where(eq(apiKeys.id, keyId))
    .catch((error) => log.warn({ keyId, error: (error as Error).message }, "last use of a key was not noted"));
}

/** The holder as an actor: the bot the key is bound to, or the one that `X-Bot-Id` names, else the user by key. */
export function actorOf(holder: Holder, namedBot?: string): Account {
  const { keyId, userId, role } = holder;
  const botId = holder.botId ?? namedBot;
  if (namedBot !== undefined && (holder.botId ? holder.botId !== namedBot : !holder.bots.has(namedBot)))
    throw new Refusal("FORBIDDEN", "X-Bot-Id names no bot that this key may act as.");
  return botId
    ? { kind: "bot", userId, actorId: botId, keyId, role }
    : { kind: "key", userId, actorId: userId, keyId, role };
}
