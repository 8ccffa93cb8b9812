import { createCipheriv, createECDH, createPrivateKey, ECDH, hkdfSync, randomBytes, sign } from "node:crypto";
import { appUrl, env } from "@/lib/env";
import { guardedFetch, Unreachable } from "./guarded-fetch";

/** Where a browser takes pushes, and what they are sealed for, as its own script hands it out. */
export type Subscription = { endpoint: string; p256dh: string; auth: string };

const CURVE = "prime256v1";
const POINT_BYTES = 65;
const AUTH_BYTES = 16;
/** One record holds all of it, as push services want it. */
const RECORD_BYTES = 4096;
const TIMEOUT_MS = 10_000;
const TOKEN_LIVES_S = 12 * 3600;
/** After a day it is no news any more. */
const TTL_S = 24 * 3600;

const bytes = (text: string) => Buffer.from(text, "base64url");
const base64 = (value: Buffer | string) => Buffer.from(value as Buffer).toString("base64url");
const derive = (secret: Buffer, salt: Buffer, info: Buffer | string, length: number) =>
  Buffer.from(hkdfSync("sha256", secret, salt, info, length));

/** Whether browsers can be pushed to: the operator has named a pair of keys. */
export const canPush = (): boolean => env.VAPID_PUBLIC_KEY !== undefined && env.VAPID_PRIVATE_KEY !== undefined;

/** Whether this is a point of the curve that can be sealed for. */
export function isPushKey(p256dh: string): boolean {
  const point = bytes(p256dh);
  if (point.length !== POINT_BYTES || point[0] !== 4) return false;
  try {
    ECDH.convertKey(point, CURVE);
    return true;
  } catch {
    return false;
  }
}
export const isPushSecret = (auth: string): boolean => bytes(auth).length === AUTH_BYTES;

/** Seals a text for one browser (RFC 8291, RFC 8188): the push service carries it and cannot read it. */
export function sealPush(
  text: string,
  { p256dh, auth }: Pick<Subscription, "p256dh" | "auth">,
  salt = randomBytes(16),
  own?: Buffer,
): Buffer {
  const ecdh = createECDH(CURVE);
  if (own) ecdh.setPrivateKey(own);
  else ecdh.generateKeys();
  const [theirs, ours] = [bytes(p256dh), ecdh.getPublicKey()];
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), theirs, ours]);
  const secret = derive(ecdh.computeSecret(theirs), bytes(auth), info, 32);
  const key = derive(secret, salt, "Content-Encoding: aes128gcm\0", 16);
  const nonce = derive(secret, salt, "Content-Encoding: nonce\0", 12);
  const cipher = createCipheriv("aes-128-gcm", key, nonce);
  // The byte behind the text says that this record is the last.
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.update(Buffer.of(2)), cipher.final()]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(RECORD_BYTES);
  return Buffer.concat([salt, size, Buffer.of(ours.length), ours, sealed, cipher.getAuthTag()]);
}

/** Whom a push service writes to when something is wrong with our pushes. */
const contact = () =>
  appUrl.startsWith("https:") ? appUrl : `mailto:${/<(.+)>/.exec(env.MAIL_FROM)?.[1] ?? env.MAIL_FROM}`;

/** Says to the service at `origin` who pushes (RFC 8292). */
function vapid(origin: string): string {
  const point = bytes(env.VAPID_PUBLIC_KEY!);
  const [x, y] = [base64(point.subarray(1, 33)), base64(point.subarray(33))];
  const key = createPrivateKey({ key: { kty: "EC", crv: "P-256", x, y, d: env.VAPID_PRIVATE_KEY! }, format: "jwk" });
  const exp = Math.floor(Date.now() / 1000) + TOKEN_LIVES_S;
  const claims = [
    { typ: "JWT", alg: "ES256" },
    { aud: origin, exp, sub: contact() },
  ];
  const said = claims.map((part) => base64(JSON.stringify(part))).join(".");
  const signature = sign("sha256", Buffer.from(said), { key, dsaEncoding: "ieee-p1363" });
  return `vapid t=${said}.${base64(signature)}, k=${env.VAPID_PUBLIC_KEY}`;
}

export type Pushed = "sent" | "gone" | "refused" | "later";

/**
 * Hands one push to the browser's service. `gone`: the subscription is none any more, or leads where nothing may be sent.
 * `refused`: this one will not be taken. Of pushes under one `topic` that wait, the last is kept.
 */
export async function push(to: Subscription, text: string, topic: string): Promise<Pushed> {
  let status: number;
  try {
    ({ status } = await guardedFetch(to.endpoint, {
      method: "POST",
      headers: {
        Authorization: vapid(new URL(to.endpoint).origin),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        TTL: String(TTL_S),
        Topic: topic,
        Urgency: "normal",
      },
      body: sealPush(text, to),
      timeoutMs: TIMEOUT_MS,
      maxBytes: 1024,
      cut: true,
    }));
  } catch (error) {
    return error instanceof Unreachable && error.reason === "refused" ? "gone" : "later";
  }
  if (status >= 200 && status < 300) return "sent";
  if (status === 404 || status === 410) return "gone";
  return status === 408 || status === 429 || status >= 500 ? "later" : "refused";
}
