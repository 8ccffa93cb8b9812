import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";

export type Push = { path: string; headers: IncomingHttpHeaders; body: Buffer };

/** A push service on loopback: keeps what it was sent and answers with `state.status`. */
export async function startPushService() {
  const received: Push[] = [];
  const state = { status: 201 };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push({ path: request.url!, headers: request.headers, body: Buffer.concat(chunks) });
    response.writeHead(state.status).end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  return { host: `127.0.0.1:${port}`, url: `http://127.0.0.1:${port}`, received, state, stop: () => server.close() };
}

/** A browser's half of a subscription: what it tells the site, and how it reads what comes. */
export function browserKeys() {
  const ecdh = createECDH("prime256v1");
  ecdh.generateKeys();
  const auth = randomBytes(16);
  const keys = { p256dh: ecdh.getPublicKey("base64url"), auth: auth.toString("base64url") };
  const open = (body: Buffer): string => {
    const [salt, idLength] = [body.subarray(0, 16), body[20]!];
    const theirs = body.subarray(21, 21 + idLength);
    const info = Buffer.concat([Buffer.from("WebPush: info\0"), ecdh.getPublicKey(), theirs]);
    const derive = (secret: Buffer, salt: Buffer, info: Buffer, length: number) =>
      Buffer.from(hkdfSync("sha256", secret, salt, info, length));
    const secret = derive(ecdh.computeSecret(theirs), auth, info, 32);
    const key = derive(secret, salt, Buffer.from("Content-Encoding: aes128gcm\0"), 16);
    const nonce = derive(secret, salt, Buffer.from("Content-Encoding: nonce\0"), 12);
    const sealed = body.subarray(21 + idLength);
    const decipher = createDecipheriv("aes-128-gcm", key, nonce).setAuthTag(sealed.subarray(-16));
    const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
    const end = padded.lastIndexOf(2);
    return padded.subarray(0, end).toString("utf8");
  };
  return { keys, open };
}

/** What an Authorization header of VAPID claims, if its signature is that of the key it names. */
export function readVapid(header: string): { claims: any; publicKey: string } | undefined {
  const [, token, publicKey] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(header) ?? [];
  if (!token || !publicKey) return undefined;
  const point = Buffer.from(publicKey, "base64url");
  const [x, y] = [point.subarray(1, 33).toString("base64url"), point.subarray(33).toString("base64url")];
  const key = createPublicKey({ key: { kty: "EC", crv: "P-256", x, y }, format: "jwk" });
  const [head, body, signature] = token.split(".") as [string, string, string];
  const signed = Buffer.from(`${head}.${body}`);
  const isGood = verify("sha256", signed, { key, dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url"));
  return isGood ? { claims: JSON.parse(Buffer.from(body, "base64url").toString()), publicKey } : undefined;
}
