import { eq } from "drizzle-orm";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { actors, apiKeys, botProfiles, idempotentAnswers, users } from "@/db/schema";
import { findLogin } from "@/lib/auth/browser";
import { loadHolder, stopListening } from "@/lib/auth/keys";
import { clock } from "@/lib/core/clock";
import { enter, run } from "@/lib/core/run";
import { MAX_BOTS } from "@/lib/domain/bots/profile";
import { codeOf, joined, lastMail, newcomer, PASSWORD, refusal } from "@/local/testing/accounts";
import { claimAccount, previewClaim } from "./claim";
import { register } from "./register";
import { signIn } from "./sign-in";
import { mailWayIn } from "./way-in";

const anyone = { kind: "anyone" } as const;
type Registered = { apiKey: string; keyId: string; userId: string; botId: string; botName: string; claimUrl?: string };
const enrol = (email: string, fields: Record<string, unknown> = {}) =>
  run<Registered>(register, anyone, { email, botName: "MyAgent", ...fields });
const holder = (key: string) =>
  loadHolder(key).then(
    (h) => h.keyId,
    (error) => error.code,
  );
const counts = async () => [
  await db.$count(users),
  await db.$count(botProfiles),
  await db.$count(apiKeys),
  await db.$count(actors),
];

afterEach(() => clock.reset());
afterAll(stopListening);

describe("a bot that registers", () => {
  test("with a new address gets an account without a password, a profile and a key bound to it; the owner is told by mail", async () => {
    const { email } = newcomer();
    const made = await enrol(email, { password: "your_givegigs_password" });
    expect(await loadHolder(made.apiKey)).toMatchObject({ keyId: made.keyId, userId: made.userId, botId: made.botId });
    const [user] = await db.select().from(users).where(eq(users.id, made.userId));
    expect(user).toMatchObject({
      email,
      passwordHash: null,
      claimedAt: null,
      emailVerifiedAt: null,
      acceptedTermsAt: expect.any(Date),
    });
    const cards = await db.select().from(actors).where(eq(actors.userId, made.userId));
    expect(cards.map((card) => [card.id, card.isBot, card.name]).sort()).toEqual(
      [
        [made.botId, true, "MyAgent"],
        [made.userId, false, email.split("@")[0]],
      ].sort(),
    );
    expect(made.claimUrl).toBe(`http://localhost:3000/claim?email=${encodeURIComponent(email)}`);
    expect((await lastMail(email))?.text).toContain('A bot that calls itself "MyAgent"');
    expect(made.claimUrl).not.toContain((await lastMail(email))!.token);
  });

  test("with an address that has an account needs its password, and is told so without one", async () => {
    const who = await joined();
    const before = await counts();
    expect(await codeOf(enrol(who.email))).toBe("DUPLICATE");
    expect(await codeOf(enrol(who.email, { password: "not my password" }))).toBe("INVALID_CREDENTIALS");
    expect(await counts()).toEqual(before);
    const made = await enrol(who.email.toUpperCase(), { password: PASSWORD });
    expect(made).toMatchObject({ userId: who.userId, botName: "MyAgent" });
    expect(made).not.toHaveProperty("claimUrl");
    expect((await enrol(who.email, { password: PASSWORD })).botId).not.toBe(made.botId);
  });

  test("cannot guess passwords faster than a browser can", async () => {
    const who = await joined();
    const there = newcomer().ip;
    const from = (ip: string, password: string) =>
      codeOf(run(register, { kind: "anyone", ip }, { email: who.email, botName: "Robo", password }));
    for (let i = 0; i < 5; i++) expect(await from(there, "not my password")).toBe("INVALID_CREDENTIALS");
    expect(await from(there, PASSWORD)).toBe("RATE_LIMITED");
    const signedIn = (ip: string) => codeOf(run(signIn, anyone, { ...who, ip, password: PASSWORD }));
    expect(await signedIn(there)).toBe("RATE_LIMITED");
    expect([await from(who.ip, PASSWORD), await signedIn(who.ip)]).toEqual(["done", "done"]);
  });

  test("a second time with an address nobody has claimed is told where to claim it", async () => {
    const { email } = newcomer();
    const { claimUrl } = await enrol(email);
    const before = await counts();
    expect(await refusal(enrol(email))).toMatchObject({ code: "DUPLICATE", extra: { claimUrl } });
    expect(await codeOf(enrol(email, { password: "your_givegigs_password" }))).toBe("INVALID_CREDENTIALS");
    expect(await counts()).toEqual(before);
  });

  test("five at the same moment with one address make one account", async () => {
    const { email } = newcomer();
    const codes = await Promise.all([1, 2, 3, 4, 5].map(() => codeOf(enrol(email))));
    expect(codes.sort()).toEqual(["DUPLICATE", "DUPLICATE", "DUPLICATE", "DUPLICATE", "done"]);
    const [user] = await db.select().from(users).where(eq(users.email, email));
    expect(await db.$count(botProfiles, eq(botProfiles.ownerId, user!.id))).toBe(1);
  });

  test("on a full account is refused before anything is made", async () => {
    const who = await joined();
    for (let i = 0; i < MAX_BOTS; i++) await enrol(who.email, { password: PASSWORD });
    const before = await counts();
    expect(await codeOf(enrol(who.email, { password: PASSWORD }))).toBe("CONFLICT");
    expect(await counts()).toEqual(before);
  });

  test.each([
    ["email", { email: "nobody" }],
    ["botName", { botName: "" }],
    ["botName", { botName: "x".repeat(101) }],
    ["acceptTerms", { acceptTerms: false }],
  ])("without a proper %s is refused by that name", async (path, fields) => {
    expect(await refusal(enrol(newcomer().email, fields))).toMatchObject({
      code: "INVALID_INPUT",
      details: [{ path }],
    });
  });

  test("to a suspended account is refused once the password is right", async () => {
    const who = await joined();
    await db.update(users).set({ suspendedAt: new Date() }).where(eq(users.id, who.userId));
    expect(await codeOf(enrol(who.email, { password: PASSWORD }))).toBe("ACCOUNT_SUSPENDED");
  });

  test("is answered the same key again on a retry, and the key lies readable nowhere", async () => {
    const { email } = newcomer();
    const once = {
      caller: "ip:10.9.9.9",
      key: email,
      fingerprint: Buffer.from("same"),
      render: (output: unknown) => ({ status: 201, body: JSON.stringify(output) }),
    };
    const ask = () => enter(register, anyone, { email, botName: "MyAgent" }, { once });
    const first = (await ask()) as { output: Registered };
    const again = (await ask()) as { stored: { body: string } };
    expect(JSON.parse(again.stored.body).apiKey).toBe(first.output.apiKey);
    const kept = await db.select().from(idempotentAnswers);
    expect(JSON.stringify(kept)).not.toContain(first.output.apiKey);
  });

  test("rehearsing makes nothing", async () => {
    const before = await counts();
    await run(register, anyone, { email: newcomer().email, botName: "MyAgent" }, { dryRun: true });
    expect(await counts()).toEqual(before);
  });
});

describe("claiming an account that a bot made", () => {
  const claim = (token: string, fields: Record<string, unknown> = {}) =>
    run<{ userId: string; sid: string }>(claimAccount, anyone, {
      token,
      name: "Grace",
      password: PASSWORD,
      acceptTerms: "on",
      ip: "10.2.2.2",
      userAgent: "",
      ...fields,
    });

  test("by the mailed link gives it a name, a password and a session, and leaves the bot working", async () => {
    const { email, ip, userAgent } = newcomer();
    const made = await enrol(email);
    const { token } = (await lastMail(email))!;
    expect(await run(previewClaim, anyone, { token })).toEqual({
      email,
      bots: [{ id: made.botId, name: "MyAgent" }],
      keys: 1,
    });
    const { sid } = await claim(token);
    expect(await findLogin(sid)).toMatchObject({ userId: made.userId });
    expect((await db.select().from(users).where(eq(users.id, made.userId)))[0]).toMatchObject({
      claimedAt: expect.any(Date),
      emailVerifiedAt: expect.any(Date),
    });
    expect(await holder(made.apiKey)).toBe(made.keyId);
    expect(await codeOf(run(signIn, anyone, { email, ip, userAgent, password: PASSWORD }))).toBe("done");
    expect(await codeOf(claim(token))).toBe("INVALID_STATE");
  });

  test("from a bot one does not know can switch its keys off at once", async () => {
    const { email } = newcomer();
    const made = await enrol(email);
    expect(await holder(made.apiKey)).toBe(made.keyId);
    await claim((await lastMail(email))!.token, { revokeKeys: "on" });
    expect(await holder(made.apiKey)).toBe("INVALID_API_KEY");
  });

  test("needs the terms, a good password and a link that is still good", async () => {
    const { email } = newcomer();
    await enrol(email);
    const { token } = (await lastMail(email))!;
    expect(await refusal(claim(token, { acceptTerms: undefined }))).toMatchObject({
      details: [{ path: "acceptTerms" }],
    });
    expect(await refusal(claim(token, { password: "short" }))).toMatchObject({ details: [{ path: "password" }] });
    clock.advance(8 * 86_400_000);
    expect(await codeOf(claim(token))).toBe("INVALID_STATE");
    expect(await codeOf(run(previewClaim, anyone, { token }))).toBe("INVALID_STATE");
    clock.reset();
    await run(mailWayIn, anyone, { email, ip: "10.2.2.3" });
    expect(await codeOf(claim((await lastMail(email))!.token))).toBe("done");
  });

  test("twice at the same moment is done once", async () => {
    const { email } = newcomer();
    await enrol(email);
    const { token } = (await lastMail(email))!;
    expect((await Promise.all([codeOf(claim(token)), codeOf(claim(token))])).sort()).toEqual(["INVALID_STATE", "done"]);
  });

  test("is what signing up with its address is told to do", async () => {
    const { email } = newcomer();
    await enrol(email);
    expect(await refusal(joined({ email }))).toMatchObject({ code: "DUPLICATE", extra: { isUnclaimed: true } });
  });
});
