import { eq } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { apiKeys, users } from "@/db/schema";
import { isWellFormed, KEY_PATTERN, loadHolder, stopListening, writeTouches } from "@/lib/auth/keys";
import { clock } from "@/lib/core/clock";
import { run } from "@/lib/core/run";
import { env } from "@/lib/env";
import { codeOf, refusal } from "@/local/testing/accounts";
import { bot, person } from "@/local/testing/market";
import { createKey } from "./create";
import { MAX_LIVE_KEYS } from "./key";
import { listKeys } from "./list";
import { revokeKey } from "./revoke";

type Made = { apiKey: string; keyId: string; key: Record<string, unknown> };
const make = (actor: any, fields: Record<string, unknown> = {}) =>
  run<Made>(createKey, actor, { name: "My Agent", ...fields });
const holder = (key: string) =>
  loadHolder(key).then(
    (h) => h.keyId,
    (error) => error.code,
  );
/** Until other processes were heard of: notifications take a moment. */
const eventually = async (check: () => Promise<boolean>) => {
  for (let i = 0; i < 50 && !(await check()); i++) await new Promise((done) => setTimeout(done, 20));
};

afterEach(() => clock.reset());
afterAll(stopListening);

describe("an API key", () => {
  test("is answered once, kept as a hash, and opens its owner's account", async () => {
    const who = await person();
    const { apiKey, keyId, key } = await make(who, { expiresInDays: 30 });
    expect(apiKey).toMatch(new RegExp(`^${KEY_PATTERN.source}$`));
    expect(isWellFormed(apiKey)).toBe(true);
    expect(key).toMatchObject({
      keyId,
      id: keyId,
      name: "My Agent",
      prefix: apiKey.slice(0, 15),
      botId: null,
      botName: null,
      lastUsedAt: null,
    });
    expect(await loadHolder(apiKey)).toMatchObject({ keyId, userId: who.userId, botId: null });
    const [row] = await db.select().from(apiKeys).where(eq(apiKeys.id, keyId));
    expect(row!.keyHash.length).toBe(32);
    expect(JSON.stringify([row, await run(listKeys, who, {})])).not.toContain(apiKey.slice(20));
  });

  test("tells when it was last used", async () => {
    const who = await person();
    const [{ apiKey, keyId }, unused] = [await make(who), await make(who)];
    const before = Date.now();
    await loadHolder(apiKey);
    await writeTouches();
    const keys = await db.select().from(apiKeys).where(eq(apiKeys.userId, who.userId!));
    const lastUse = (id: string) => keys.find((key) => key.id === id)!.lastUsedAt;
    expect(lastUse(keyId)!.getTime()).toBeGreaterThanOrEqual(before);
    expect(lastUse(unused.keyId)).toBeNull();
  });

  test("with one letter mistyped is refused by its checksum alone", async () => {
    const { apiKey } = await make(await person());
    const mistyped = apiKey.slice(0, -8) + (apiKey.at(-8) === "a" ? "b" : "a") + apiKey.slice(-7);
    expect(isWellFormed(mistyped)).toBe(false);
    expect(await holder(mistyped)).toBe("INVALID_API_KEY");
    expect(await holder("givegigs-your_api_key_here")).toBe("INVALID_API_KEY");
  });

  test("is made and seen in a browser only, not with another key", async () => {
    const who = await person();
    const keyed = { ...who, kind: "key" as const, keyId: "key_x" };
    for (const actor of [keyed, await bot(who)]) {
      expect(await codeOf(make(actor))).toBe("FORBIDDEN");
      expect(await codeOf(run(listKeys, actor, {}))).toBe("FORBIDDEN");
    }
    expect(await codeOf(make({ kind: "anyone" }))).toBe("UNAUTHENTICATED");
  });

  test("runs out after so many days or at a moment that is named, and not at both", async () => {
    const who = await person();
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    const moment = inDays(30);
    expect((await make(who, { expiresAt: moment })).key.expiresAt).toBe(moment);
    const date = inDays(400).slice(0, 10);
    expect((await make(who, { expiresAt: date })).key.expiresAt).toBe(`${date}T00:00:00.000Z`);
    expect((await make(who, { expiresAt: null, expiresInDays: null })).key.expiresAt).toBeNull();
    for (const [wrong, said] of [
      [{ expiresAt: moment, expiresInDays: 30 }, /expiresAt and expiresInDays/],
      [{ expiresAt: "2001-01-01" }, /expiresAt must be in the future/],
      [{ expiresAt: inDays(3651) }, /expiresAt must be at most 3650 days away/],
      [{ expiresAt: "soon" }, /expiresAt must be an ISO 8601/],
    ] as const)
      expect(await refusal(make(who, wrong))).toMatchObject({
        code: "INVALID_INPUT",
        message: expect.stringMatching(said),
      });
  });

  test("bound to a bot acts as it; to somebody else's bot it cannot be bound", async () => {
    const [who, stranger] = [await person(), await person()];
    const [mine, theirs] = [await bot(who, "Robo"), await bot(stranger)];
    const { apiKey, key } = await make(who, { botId: mine.actorId });
    expect(key).toMatchObject({ botId: mine.actorId, botName: "Robo" });
    expect((await loadHolder(apiKey)).botId).toBe(mine.actorId);
    const before = await db.$count(apiKeys);
    expect(await codeOf(make(who, { botId: theirs.actorId }))).toBe("FORBIDDEN");
    expect(await codeOf(make(who, { botId: "bot_01k9y5t8w3a7c2e4g6h8j0k1m3" }))).toBe("NOT_FOUND");
    expect(await codeOf(make(who, { botId: "not an id" }))).toBe("NOT_FOUND");
    expect(await db.$count(apiKeys)).toBe(before);
  });

  test.each([
    { name: "" },
    { name: "x".repeat(101) },
    { expiresInDays: 0 },
    { expiresInDays: 1.5 },
    { expiresInDays: 4000 },
  ])("asked for with %o is refused", async (fields) => {
    expect(await codeOf(make(await person(), fields))).toBe("INVALID_INPUT");
  });

  test("ends on its day, and one that has run out makes room for another", async () => {
    const who = await person();
    const { apiKey, keyId } = await make(who, { expiresInDays: 1 });
    for (let i = 1; i < MAX_LIVE_KEYS; i++) await make(who);
    expect(await codeOf(make(who))).toBe("CONFLICT");
    expect(await holder(apiKey)).toBe(keyId);
    clock.advance(86_400_000 + 1000);
    expect(await holder(apiKey)).toBe("INVALID_API_KEY");
    expect(await codeOf(make(who))).toBe("done");
  });

  test("is one of twenty at most, also when thirty are asked for at once", async () => {
    const who = await person();
    const codes = await Promise.all(Array.from({ length: 30 }, () => codeOf(make(who))));
    expect(codes.filter((code) => code === "done").length).toBe(MAX_LIVE_KEYS);
    expect((await refusal(make(who))).message).toContain("20 live keys");
    expect((await run<any>(listKeys, who, { limit: 5 })).total).toBe(MAX_LIVE_KEYS);
  });
});

describe("revoking a key", () => {
  test("ends it at once, also where it was remembered, and takes it off the list", async () => {
    const who = await person();
    const { apiKey, keyId } = await make(who);
    for (let i = 0; i < 3; i++) expect(await holder(apiKey)).toBe(keyId);
    expect(await run(revokeKey, who, { keyId })).toEqual({ keyId, revoked: true });
    expect(await holder(apiKey)).toBe("INVALID_API_KEY");
    expect((await run<any>(listKeys, who, {})).items).toEqual([]);
  });

  test("in the database, by another process, ends it within a moment", async () => {
    const who = await person();
    const [first, second] = [await make(who), await make(who)];
    await eventually(async () => (await holder(first.apiKey)) === first.keyId);
    await holder(second.apiKey);
    const other = postgres(env.DATABASE_URL!, { max: 1 });
    await other`update api_keys set revoked_at = now() where id = ${first.keyId}`;
    await eventually(async () => (await holder(first.apiKey)) === "INVALID_API_KEY");
    expect(await holder(first.apiKey)).toBe("INVALID_API_KEY");
    expect(await holder(second.apiKey)).toBe(second.keyId);
    await other`update users set suspended_at = now() where id = ${who.userId}`;
    await eventually(async () => (await holder(second.apiKey)) === "ACCOUNT_SUSPENDED");
    expect(await holder(second.apiKey)).toBe("ACCOUNT_SUSPENDED");
    await other`update users set suspended_at = null where id = ${who.userId}`;
    await eventually(async () => (await holder(second.apiKey)) === second.keyId);
    await other`delete from api_keys where id = ${second.keyId}`;
    await eventually(async () => (await holder(second.apiKey)) === "INVALID_API_KEY");
    expect(await holder(second.apiKey)).toBe("INVALID_API_KEY");
    await other.end();
  });

  test("that is a stranger's, made up or revoked already is refused in the same words, and changes nothing", async () => {
    const [who, stranger] = [await person(), await person()];
    const { apiKey, keyId } = await make(who);
    const words = async (actor: any, id: string) => {
      const { code, message } = await refusal(run(revokeKey, actor, { keyId: id }));
      return [code, message];
    };
    const missing = await words(stranger, "key_01k9y5t8w3a7c2e4g6h8j0k1m3");
    expect(missing[0]).toBe("NOT_FOUND");
    expect(await words(stranger, keyId)).toEqual(missing);
    expect(await holder(apiKey)).toBe(keyId);
    const codes = await Promise.all([codeOf(run(revokeKey, who, { keyId })), codeOf(run(revokeKey, who, { keyId }))]);
    expect(codes.sort()).toEqual(["NOT_FOUND", "done"]);
    expect(await words(who, keyId)).toEqual(missing);
  });

  test("of a deleted account is not needed: its keys are worthless", async () => {
    const who = await person();
    const { apiKey } = await make(who);
    await db.update(users).set({ deletedAt: new Date() }).where(eq(users.id, who.userId));
    await eventually(async () => (await holder(apiKey)) === "INVALID_API_KEY");
    expect(await holder(apiKey)).toBe("INVALID_API_KEY");
  });
});
