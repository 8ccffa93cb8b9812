import { randomFillSync } from "node:crypto";

/** Crockford's base 32 in lower case: no i, l, o or u, so an id can be read aloud and never spells a word. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const TIME_CHARS = 10;
const RANDOM_CHARS = 16;

const pool = new Uint8Array(4096);
let used = pool.length;

/** Sixteen random bytes from a pool: one system call serves 256 ids. */
function randomBytes(): Uint8Array {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += RANDOM_CHARS;
  return pool.subarray(used - RANDOM_CHARS, used);
}

/** A new id: the noun's prefix, 48 bits of milliseconds and 80 random bits. Sorts by time of creation. */
export function newId(prefix: string, at: number = Date.now()): string {
  let time = "";
  for (let i = 0, rest = at; i < TIME_CHARS; i++, rest = Math.floor(rest / 32)) time = ALPHABET[rest % 32] + time;
  let random = "";
  for (const byte of randomBytes()) random += ALPHABET[byte & 31];
  return `${prefix}_${time}${random}`;
}

/** The form of an id with this prefix; whatever does not match cannot exist. */
export const idPattern = (prefix: string) => new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{26}$`);
