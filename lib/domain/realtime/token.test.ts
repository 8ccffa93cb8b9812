import { generateKeyPairSync } from "node:crypto";
import { afterAll, afterEach, expect, test } from "vitest";
import { closeDatabase } from "@/db";
import { run } from "@/lib/core/run";
import { env } from "@/lib/env";
import { gigiac } from "@/lib/surfaces/gigiac";
import { readToken } from "@/local/realtime/token";
import { codeOf } from "@/local/testing/accounts";
import { bot, person } from "@/local/testing/market";
import { ask, browserOf, keyOf, nobody } from "@/local/testing/request";
import { issueToken, loadAddress, TOKENS_PER_MINUTE } from "./token";

const settings = { ...env, SUPABASE_JWT_PRIVATE_KEY: undefined };
afterEach(() => Object.assign(env, settings));
afterAll(closeDatabase);

const TOKEN = "POST /api/realtime/token";
const SECRET = env.SUPABASE_JWT_SECRET!;

test("whoever acts gets a token in their own name for ten minutes: a person, a key, a bot by its key", async () => {
  const ben = await person();
  const robo = await bot(ben);
  const callers = [
    [await browserOf(ben.userId), ben.userId],
    [await keyOf(ben.userId), ben.userId],
    [await keyOf(ben.userId, robo.actorId), robo.actorId],
  ] as const;
  for (const [caller, sub] of callers) {
    const { status, json } = await ask(gigiac, TOKEN, caller);
    expect(status).toBe(200);
    const claims = readToken(json.token, { secret: SECRET });
    expect(claims).toMatchObject({ sub, role: "authenticated", aud: "authenticated" });
    expect(claims.exp! - (claims.iat as number)).toBe(600);
    expect(json).toMatchObject({
      url: env.REALTIME_URL,
      apikey: env.SUPABASE_PUBLISHABLE_KEY,
      topics: [`user:${sub}`],
    });
    expect(Date.parse(json.expires_at)).toBe(claims.exp! * 1000);
  }
});

test("nobody gets one, but everybody the address", async () => {
  expect((await ask(gigiac, TOKEN, nobody)).status).toBe(401);
  expect((await ask(gigiac, TOKEN, { "x-api-key": "gigiac-nothing" })).status).toBe(401);
  const { json } = await ask(gigiac, "GET /api/realtime", nobody);
  expect(json).toEqual({ url: env.REALTIME_URL, apikey: env.SUPABASE_PUBLISHABLE_KEY });
});

test("a browser of another site gets none by our cookie", async () => {
  const { userId } = await person();
  const foreign = { ...(await browserOf(userId)), "sec-fetch-site": "cross-site", origin: "https://evil.example" };
  expect((await ask(gigiac, TOKEN, foreign)).status).toBe(403);
});

test(`a key gets ${TOKENS_PER_MINUTE} a minute, and each answer is a new one`, async () => {
  const caller = await keyOf((await person()).userId);
  const statuses = [];
  // So many that they are too many even where a new minute begins in between.
  for (let n = 0; n <= 2 * TOKENS_PER_MINUTE; n++) {
    const { status, headers } = await ask(gigiac, TOKEN, caller, { headers: { "idempotency-key": "same" } });
    statuses.push(status);
    expect(headers["X-RateLimit-Limit"]).toBe(String(TOKENS_PER_MINUTE));
    expect(headers["Idempotent-Replayed"]).toBeUndefined();
  }
  expect(statuses.slice(0, TOKENS_PER_MINUTE)).toEqual(Array(TOKENS_PER_MINUTE).fill(200));
  expect(statuses).toContain(429);
});

test("is signed with our own key where there is one, and names it", async () => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  env.SUPABASE_JWT_PRIVATE_KEY = JSON.stringify({ ...privateKey.export({ format: "jwk" }), kid: "k1" });
  const ben = await person();
  const { token } = await run<{ token: string }>(issueToken, ben, {});
  expect(JSON.parse(Buffer.from(token.split(".")[0]!, "base64url").toString())).toEqual({
    alg: "ES256",
    typ: "JWT",
    kid: "k1",
  });
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: "k1" };
  expect(readToken(token, { jwks: [jwk] }).sub).toBe(ben.actorId);
  expect(() => readToken(token, { jwks: [{ ...jwk, kid: "k2" }] })).toThrow("signature");
});

test("is refused where Realtime is not set up", async () => {
  const ben = await person();
  for (const missing of [
    { SUPABASE_PUBLISHABLE_KEY: undefined },
    { SUPABASE_JWT_SECRET: undefined },
    { REALTIME_URL: undefined },
  ]) {
    Object.assign(env, settings, missing);
    expect(await codeOf(run(issueToken, ben, {}))).toBe("UNAVAILABLE");
    expect(await codeOf(run(loadAddress, { kind: "anyone" }, {}))).toBe("UNAVAILABLE");
  }
});
