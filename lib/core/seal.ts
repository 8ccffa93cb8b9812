import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { env } from "@/lib/env";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const keys = new Map<string, Buffer>();

/** One key a purpose, all drawn from the one secret of this installation. */
function keyFor(purpose: string): Buffer {
  let key = keys.get(purpose);
  if (!key) {
    if (!env.NEXTAUTH_SECRET) throw new Error("NEXTAUTH_SECRET is not set.");
    key = Buffer.from(hkdfSync("sha256", env.NEXTAUTH_SECRET, "bothand", purpose, 32));
    keys.set(purpose, key);
  }
  return key;
}

/** Text as only this installation can read it again (AES-256-GCM), bound to `context`: base64. */
export function seal(purpose: string, context: string, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keyFor(purpose), nonce).setAAD(Buffer.from(context));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64");
}

/** The sealed text; undefined when it was sealed with another secret, for another context, or changed since. */
export function unseal(purpose: string, context: string, sealed: string): string | undefined {
  const bytes = Buffer.from(sealed, "base64");
  try {
    const decipher = createDecipheriv("aes-256-gcm", keyFor(purpose), bytes.subarray(0, NONCE_BYTES))
      .setAAD(Buffer.from(context))
      .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}
