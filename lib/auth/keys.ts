import { crc32 } from "node:zlib";
import { sql } from "drizzle-orm";
import { db } from "@/db";
import { listen } from "@/db/listener";
import { apiKeys, botProfiles, users } from "@/db/schema";
import { compile, execute } from "@/db/statement";
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
  /** By the key itself, so that a known one needs no hashing. */
  holders: Map<string, { holder: Holder; until: number }>;
  /** The remembered key of a hash, by which Postgres names what changed. */
  keys: Map<string, string>;
  touched: Map<string, number>;
  /** Keys used since their last use was written down. */
  used: string[];
  live: boolean;
  generation: number;
  stop?: () => Promise<void>;
};
const shared = globalThis as { bothandKeys?: Memory };
shared.bothandKeys ??= {
  holders: new Map(),
  keys: new Map(),
  touched: new Map(),
  used: [],
  live: false,
  generation: 0,
};
const memory = shared.bothandKeys;
const MAX_REMEMBERED = 10_000;
/** The listener notices a dead connection by itself; this is for what neither notices. */
const REMEMBERED_MS = 10 * 60_000;

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
  if (hash === "*") {
    memory.holders.clear();
    memory.keys.clear();
    return;
  }
  memory.holders.delete(memory.keys.get(hash) ?? "");
  memory.keys.delete(hash);
}

/** Forgets a key in this process at once: called after the commit of what changed it. */
export const forgetKey = (hash: Buffer | "*") => forget(hash === "*" ? hash : hash.toString("hex"));

/** Who holds this key. Unknown, revoked and expired are one refusal: a guesser learns nothing. */
export async function loadHolder(key: string): Promise<Holder> {
  ensureListening();
  const known = memory.live ? memory.holders.get(key) : undefined;
  const holder = known && known.until > Date.now() ? known.holder : await remember(key);
  if (holder.expiresAt !== null && holder.expiresAt <= clock.now().getTime()) throw refuse();
  if (holder.suspended) throw new Refusal("ACCOUNT_SUSPENDED", "This account is suspended.");
  touch(holder.keyId);
  return holder;
}

async function remember(key: string): Promise<Holder> {
  if (!isWellFormed(key)) throw refuse();
  const hash = sha256(key);
  const generation = memory.generation;
  const holder = await lookUp(hash);
  if (!holder) throw refuse();
  // A change that came while we looked may be about this key: then it is looked up again next time.
  if (memory.live && generation === memory.generation && memory.holders.size < MAX_REMEMBERED) {
    memory.holders.set(key, { holder, until: Date.now() + REMEMBERED_MS });
    memory.keys.set(hash.toString("hex"), key);
  }
  return holder;
}

const findHolder = compile(
  sql`select k.id as "keyId", k.user_id as "userId", k.bot_id as "botId", extract(epoch from k.expires_at)::float8 * 1000 as "expiresAt",
      u.role, u.suspended_at is not null as suspended,
      array(select b.id from ${botProfiles} b where b.owner_id = k.user_id and b.deleted_at is null) as bots
    from ${apiKeys} k join ${users} u on u.id = k.user_id
    where k.key_hash = ${sql.placeholder("hash")} and k.revoked_at is null and u.deleted_at is null`,
);

async function lookUp(hash: Buffer): Promise<Holder | undefined> {
  const [row] = await execute<Holder & { bots: string[] }>(db, findHolder, { hash });
  return row && { ...row, bots: new Set(row.bots) };
}

const TOUCH_EVERY_MS = 60_000;
const WRITE_TOUCHES_MS = 1000;

/** `last_used_at`, to the minute, beside the request and not before its answer: the keys of a second in one statement. */
function touch(keyId: string) {
  const now = Date.now();
  if (now - (memory.touched.get(keyId) ?? 0) < TOUCH_EVERY_MS) return;
  if (memory.touched.size >= MAX_REMEMBERED) memory.touched.clear();
  memory.touched.set(keyId, now);
  if (memory.used.push(keyId) > 1) return;
  if (env.VERCEL) void writeTouches();
  else setTimeout(writeTouches, WRITE_TOUCHES_MS).unref();
}

const noteUse = compile(
  sql`update ${apiKeys} set last_used_at = ${sql.placeholder("now")}::timestamptz where id = any(${sql.placeholder("ids")}::text[])`,
);

/** Writes down which keys were used of late: by itself a second later; a process that ends does it before. */
export async function writeTouches() {
  const ids = memory.used.splice(0);
  if (ids.length === 0) return;
  await execute(db, noteUse, { ids, now: new Date().toISOString() }).catch((error) =>
    log.warn({ keys: ids.length, error: (error as Error).message }, "last uses of keys were not noted"),
  );
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
