import { createHash, randomBytes } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** `count` characters of base 62, evenly drawn: 5.95 bits each. */
export function randomBase62(count: number): string {
  let out = "";
  while (out.length < count)
    for (const byte of randomBytes(count)) if (byte < 248 && out.length < count) out += ALPHABET[byte % 62];
  return out;
}

/** Non-negative integer in base 62, padded with zeros. */
export function base62(value: number, width: number): string {
  let out = "";
  for (let i = 0, rest = value; i < width; i++, rest = Math.floor(rest / 62)) out = ALPHABET[rest % 62] + out;
  return out;
}

/** SHA-256. Fast is right here: what is hashed carries at least 160 random bits. */
export const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();
