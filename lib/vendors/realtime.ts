import { createHmac, createPrivateKey, type KeyObject, sign } from "node:crypto";
import { Refusal } from "@/lib/core/errors";
import { env } from "@/lib/env";

/** Where pages and bots listen, and the key that stands for everybody there. */
export type Address = { url: string; apikey: string };

/** @throws UNAVAILABLE where nothing is set up to listen to. */
export function realtimeAddress(): Address {
  const url = (env.REALTIME_URL ?? env.SUPABASE_URL)?.replace(/\/+$/, "");
  if (!url || !env.SUPABASE_PUBLISHABLE_KEY || !(env.SUPABASE_JWT_PRIVATE_KEY || env.SUPABASE_JWT_SECRET))
    throw new Refusal("UNAVAILABLE", "Nothing is pushed here: Realtime is not set up. Ask for news instead.");
  return { url, apikey: env.SUPABASE_PUBLISHABLE_KEY };
}

let key: { text: string; object: KeyObject; kid: string | undefined } | undefined;
function privateKey(text: string) {
  if (key?.text !== text) {
    const jwk = JSON.parse(text);
    key = { text, object: createPrivateKey({ key: jwk, format: "jwk" }), kid: jwk.kid };
  }
  return key;
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token by which its bearer is known as `sub` there, as long as the key or the session `via` is good: signed with a key of ours that Supabase was told of, or with its secret. */
export function mintToken(sub: string, via: string | undefined, issuedAt: number, expiresAt: number): string {
  const claims = part({ sub, via, role: "authenticated", aud: "authenticated", iat: issuedAt, exp: expiresAt });
  if (env.SUPABASE_JWT_PRIVATE_KEY) {
    const { object, kid } = privateKey(env.SUPABASE_JWT_PRIVATE_KEY);
    const text = `${part({ alg: "ES256", typ: "JWT", kid })}.${claims}`;
    const signature = sign("sha256", Buffer.from(text), { key: object, dsaEncoding: "ieee-p1363" });
    return `${text}.${signature.toString("base64url")}`;
  }
  const text = `${part({ alg: "HS256", typ: "JWT" })}.${claims}`;
  return `${text}.${createHmac("sha256", env.SUPABASE_JWT_SECRET!).update(text).digest("base64url")}`;
}
