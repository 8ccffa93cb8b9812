import { hash } from "@node-rs/argon2";
import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { actors, ledgerAccounts, logins, mails, users } from "@/db/schema";
import { findLogin } from "@/lib/auth/browser";
import { markDevice } from "@/lib/auth/device";
import { clock } from "@/lib/core/clock";
import { run } from "@/lib/core/run";
import { codeOf, joined, lastMail, newcomer, PASSWORD, refusal } from "@/local/testing/accounts";
import { changeEmail } from "./change-email";
import { changePassword } from "./change-password";
import { forgetStale } from "./housekeeping";
import { renameAccount } from "./rename";
import { resetPassword } from "./reset";
import { listSessions, revokeOtherSessions, revokeSession, signOut } from "./sessions";
import { signIn } from "./sign-in";
import { signUp } from "./sign-up";
import { sendVerification, verifyEmail } from "./verify";
import { mailWayIn } from "./way-in";

const anyone = { kind: "anyone" } as const;
const DAY_MS = 86_400_000;
const userOf = async (id: string) => (await db.select().from(users).where(eq(users.id, id)))[0]!;
const enter = (who: { email: string; ip: string; userAgent: string; device?: string }, password = PASSWORD) =>
  run<{ userId: string; sid: string }>(signIn, anyone, {
    email: who.email,
    ip: who.ip,
    userAgent: who.userAgent,
    device: who.device,
    password,
  });

afterEach(() => clock.reset());

describe("signing up", () => {
  test("makes the account, its public card and a session, notes the terms, mails a link, and gives no credits", async () => {
    const who = await joined({ name: "  Ada   Lovelace " });
    expect(await userOf(who.userId)).toMatchObject({
      email: who.email,
      emailVerifiedAt: null,
      role: "member",
      suspendedAt: null,
    });
    expect((await userOf(who.userId)).acceptedTermsAt).toBeInstanceOf(Date);
    const [card] = await db.select().from(actors).where(eq(actors.id, who.userId));
    expect(card).toMatchObject({ userId: who.userId, isBot: false, name: "Ada Lovelace" });
    expect(who.actor).toMatchObject({ kind: "human", userId: who.userId, actorId: who.userId });
    expect((await lastMail(who.email))?.subject).toBe("Confirm your email address");
    expect(await db.select().from(ledgerAccounts).where(eq(ledgerAccounts.ownerId, who.userId))).toEqual([]);
  });

  test.each([
    ["name", { name: " " }],
    ["name", { name: "x".repeat(81) }],
    ["email", { email: "nobody" }],
    ["password", { password: "short" }],
    ["password", { password: "password123" }],
    ["acceptTerms", { acceptTerms: undefined }],
    ["acceptTerms", { acceptTerms: "off" }],
  ])("without a proper %s is refused by that name, and nothing is written (%o)", async (field, fields) => {
    const [before, mailed] = [await db.$count(users), await db.$count(mails)];
    const said = await refusal(joined(fields));
    expect(said).toMatchObject({ code: "INVALID_INPUT", details: [{ path: field }] });
    expect([await db.$count(users), await db.$count(mails)]).toEqual([before, mailed]);
  });

  test("with an address that has an account is refused, whatever its case, and mails nobody", async () => {
    const who = await joined();
    const mailed = await db.$count(mails);
    expect(await refusal(joined({ email: who.email.toUpperCase() }))).toMatchObject({
      code: "DUPLICATE",
      details: [{ path: "email" }],
    });
    expect(await db.$count(mails)).toBe(mailed);
  });

  test("twice at the same moment makes one account", async () => {
    const { email } = newcomer();
    const codes = await Promise.all([1, 2, 3, 4].map(() => codeOf(joined({ email }))));
    expect(codes.sort()).toEqual(["DUPLICATE", "DUPLICATE", "DUPLICATE", "done"]);
    expect(await db.$count(users, eq(users.email, email))).toBe(1);
  });

  test("in a row from one address of the network comes to an end", async () => {
    const { ip } = newcomer();
    const codes = new Set<string>();
    for (let i = 0; i < 22; i++)
      codes.add(
        await codeOf(run(signUp, anyone, { ...newcomer(), ip, name: "A", password: PASSWORD, acceptTerms: true })),
      );
    expect([...codes].sort()).toEqual(["RATE_LIMITED", "done"]);
  });
});

describe("signing in", () => {
  test("opens a session of its own, found by its secret and kept as a hash", async () => {
    const who = await joined();
    const { sid, userId } = await enter({ ...who, email: ` ${who.email.toUpperCase()} ` });
    expect(userId).toBe(who.userId);
    expect(sid).not.toBe(who.sid);
    expect(await findLogin(sid)).toMatchObject({ kind: "human", userId });
    expect(JSON.stringify(await db.select().from(logins))).not.toContain(sid);
  });

  test("tells a wrong password and an unknown address apart by nothing", async () => {
    const who = await joined();
    const wrong = await refusal(enter(who, "not my password"));
    const unknown = await refusal(enter({ ...newcomer(), ip: who.ip }));
    expect(wrong.code).toBe("INVALID_CREDENTIALS");
    expect([unknown.code, unknown.message]).toEqual([wrong.code, wrong.message]);
  });

  test("is refused after five failures from one network, with the time to wait, also with the right password, and not for ever", async () => {
    const who = await joined();
    for (let i = 0; i < 5; i++) expect(await codeOf(enter(who, "not my password"))).toBe("INVALID_CREDENTIALS");
    const locked = await refusal(enter(who));
    expect(locked).toMatchObject({
      code: "RATE_LIMITED",
      message: expect.stringMatching(/Try again in \d+ (minutes|seconds)\./),
    });
    expect(locked.extra.retryAfter).toBeLessThanOrEqual(900);
  });

  test("goes on for the owner while a stranger's guesses from another network have come to an end", async () => {
    const who = await joined();
    const stranger = { ...newcomer(), email: who.email };
    for (let i = 0; i < 60; i++) await codeOf(enter(stranger, i < 6 ? "not my password" : PASSWORD));
    expect(await codeOf(enter(stranger))).toBe("RATE_LIMITED");
    expect(await codeOf(enter(who))).toBe("done");
  });

  test("by fifty guesses from one network at the same moment is no more than five guesses", async () => {
    const who = await joined();
    const codes = await Promise.all(Array.from({ length: 50 }, () => codeOf(enter(who, "not my password"))));
    expect(codes.filter((code) => code === "INVALID_CREDENTIALS").length).toBe(5);
  });

  test("by guesses from ever new networks comes to an end too, but not for a browser that the account knows", async () => {
    const who = await joined();
    const codes = await Promise.all(
      Array.from({ length: 55 }, () => codeOf(enter({ ...newcomer(), email: who.email }, "not my password"))),
    );
    expect(codes.filter((code) => code === "INVALID_CREDENTIALS").length).toBe(50);
    expect(await codeOf(enter(who))).toBe("RATE_LIMITED");
    const from = (device: string, password = PASSWORD) => codeOf(enter({ ...who, device }, password));
    expect(await from(markDevice(who.userId))).toBe("done");
    expect(await from(markDevice((await joined()).userId))).toBe("RATE_LIMITED");
    expect(await from("forged")).toBe("RATE_LIMITED");
    const device = markDevice(who.userId);
    for (let i = 0; i < 5; i++) expect(await from(device, "not my password")).toBe("INVALID_CREDENTIALS");
    expect(await from(device)).toBe("RATE_LIMITED");
  });

  test("rightly, however often, uses up nothing", async () => {
    const who = await joined();
    for (let i = 0; i < 8; i++) expect(await codeOf(enter(who))).toBe("done");
  });

  test("is refused after twenty failures from one address of the network", async () => {
    const { ip } = newcomer();
    const codes = await Promise.all(Array.from({ length: 25 }, () => codeOf(enter({ ...newcomer(), ip }))));
    expect(codes.filter((code) => code === "RATE_LIMITED").length).toBe(5);
  });

  test("renews a hash that was made with weaker parameters", async () => {
    const who = await joined();
    const weak = await hash(PASSWORD, { memoryCost: 8192, timeCost: 1, parallelism: 1 });
    await db.update(users).set({ passwordHash: weak }).where(eq(users.id, who.userId));
    await enter(who);
    expect((await userOf(who.userId)).passwordHash).toContain("m=19456,t=2,p=1");
    expect(await codeOf(enter(who))).toBe("done");
  });

  test("to a suspended account is refused only to who knows the password", async () => {
    const who = await joined();
    await db.update(users).set({ suspendedAt: new Date() }).where(eq(users.id, who.userId));
    expect(await codeOf(enter(who))).toBe("ACCOUNT_SUSPENDED");
    expect(await codeOf(enter(who, "not my password"))).toBe("INVALID_CREDENTIALS");
    expect(await findLogin(who.sid)).toBeUndefined();
  });
});

describe("a session", () => {
  test("ends a week after its last use, and thirty days after it began however much it is used", async () => {
    const idle = await joined();
    clock.advance(7 * DAY_MS + 60_000);
    expect(await findLogin(idle.sid)).toBeUndefined();
    clock.reset();
    const used = await joined();
    for (let day = 0; day < 29; day += 5) {
      expect(await findLogin(used.sid)).toBeDefined();
      clock.advance(5 * DAY_MS);
    }
    expect(await findLogin(used.sid)).toBeUndefined();
  });

  test("is listed with its device, this one first, and no other person's", async () => {
    const who = await joined();
    await enter({
      ...who,
      userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19 Safari/604.1",
    });
    await joined();
    const { sessions } = await run<any>(listSessions, who.actor, {});
    expect(sessions.map((s: any) => [s.device, s.isThis])).toEqual([
      ["Firefox on Linux", true],
      ["Safari on iPhone", false],
    ]);
  });

  test("that is revoked is over at once; a stranger's, a made-up and a revoked one are no session", async () => {
    const [who, stranger] = [await joined(), await joined()];
    const other = await enter(who);
    const { loginId } = (await findLogin(other.sid)) as { loginId: string };
    const foreign = await refusal(run(revokeSession, stranger.actor, { loginId }));
    const missing = await refusal(run(revokeSession, stranger.actor, { loginId: "login_01k9y5t8w3a7c2e4g6h8j0k1m3" }));
    expect([foreign.code, foreign.message]).toEqual([missing.code, missing.message]);
    expect(await findLogin(other.sid)).toBeDefined();
    await run(revokeSession, who.actor, { loginId });
    expect(await findLogin(other.sid)).toBeUndefined();
    expect(await findLogin(who.sid)).toBeDefined();
    expect(await codeOf(run(revokeSession, who.actor, { loginId }))).toBe("NOT_FOUND");
  });

  test("stays when all others are signed out, and ends when it signs out", async () => {
    const who = await joined();
    const others = [await enter(who), await enter(who)];
    expect(await run(revokeOtherSessions, who.actor, {})).toEqual({ revoked: 2 });
    for (const { sid } of others) expect(await findLogin(sid)).toBeUndefined();
    expect(await findLogin(who.sid)).toBeDefined();
    await run(signOut, who.actor, {});
    expect(await findLogin(who.sid)).toBeUndefined();
  });
});

describe("the link that confirms an address", () => {
  test("confirms it, once", async () => {
    const who = await joined();
    const { token } = (await lastMail(who.email))!;
    expect(await run(verifyEmail, anyone, { token })).toEqual({ email: who.email });
    expect((await userOf(who.userId)).emailVerifiedAt).toBeInstanceOf(Date);
    expect(await codeOf(run(verifyEmail, anyone, { token }))).toBe("INVALID_STATE");
    expect(await codeOf(run(verifyEmail, anyone, { token: "made-up" }))).toBe("INVALID_STATE");
  });

  test("is good for 24 hours and can be asked for again until the address is confirmed", async () => {
    const who = await joined();
    const { token } = (await lastMail(who.email))!;
    clock.advance(DAY_MS + 1000);
    expect(await codeOf(run(verifyEmail, anyone, { token }))).toBe("INVALID_STATE");
    await run(sendVerification, who.actor, { ip: who.ip });
    await run(verifyEmail, anyone, { token: (await lastMail(who.email))!.token });
    expect(await codeOf(run(sendVerification, who.actor, { ip: who.ip }))).toBe("INVALID_STATE");
  });

  test("is not a link that sets a password", async () => {
    const who = await joined();
    const { token } = (await lastMail(who.email))!;
    expect(
      await codeOf(run(resetPassword, anyone, { token, password: "a whole new one", ip: who.ip, userAgent: "" })),
    ).toBe("INVALID_STATE");
  });
});

describe("a forgotten password", () => {
  const ask = (who: { email: string; ip: string }) => run(mailWayIn, anyone, { email: who.email, ip: who.ip });
  const reset = (token: string, password = "a whole new one") =>
    run<{ sid: string }>(resetPassword, anyone, { token, password, ip: "10.1.1.1", userAgent: "" });

  test("is replaced by the mailed link, once; every browser is signed out and the old password is worthless", async () => {
    const who = await joined();
    await ask(who);
    const { token } = (await lastMail(who.email))!;
    const { sid } = await reset(token);
    expect(await findLogin(sid)).toBeDefined();
    expect(await findLogin(who.sid)).toBeUndefined();
    expect((await userOf(who.userId)).emailVerifiedAt).toBeInstanceOf(Date);
    expect(await codeOf(enter(who))).toBe("INVALID_CREDENTIALS");
    expect(await codeOf(enter(who, "a whole new one"))).toBe("done");
    expect(await codeOf(reset(token, "yet another one"))).toBe("INVALID_STATE");
    expect((await lastMail(who.email))?.subject).toBe("Your password was changed");
  });

  test("answers the same for an unknown address, and mails there what helps", async () => {
    const [who, nobody] = [await joined(), newcomer()];
    expect(await ask(who)).toEqual({ email: who.email });
    expect(await ask(nobody)).toEqual({ email: nobody.email });
    expect((await lastMail(nobody.email))?.subject).toBe("You have no account with this address");
    expect((await lastMail(nobody.email))?.token).toBe("");
  });

  test("is set by one of two who follow the link at the same moment", async () => {
    const who = await joined();
    await ask(who);
    const { token } = (await lastMail(who.email))!;
    const codes = await Promise.all([
      codeOf(reset(token, "the first of two")),
      codeOf(reset(token, "the second of two")),
    ]);
    expect(codes.sort()).toEqual(["INVALID_STATE", "done"]);
  });

  test("a link is good for half an hour, using one ends them all, and a weak password uses up none", async () => {
    const who = await joined();
    await ask(who);
    const first = (await lastMail(who.email))!.token;
    clock.advance(31 * 60_000);
    expect(await codeOf(reset(first))).toBe("INVALID_STATE");
    await ask(who);
    const second = (await lastMail(who.email))!.token;
    await ask(who);
    const third = (await lastMail(who.email))!.token;
    expect(await codeOf(reset(third, "password123"))).toBe("INVALID_INPUT");
    await reset(third);
    expect(await codeOf(reset(second))).toBe("INVALID_STATE");
  });

  test("mails one mailbox only so often", async () => {
    const who = await joined();
    const codes = [];
    for (let i = 0; i < 6; i++) codes.push(await codeOf(ask({ ...newcomer(), email: who.email })));
    expect(codes).toEqual(["done", "done", "done", "done", "RATE_LIMITED", "RATE_LIMITED"]);
  });
});

describe("changing", () => {
  test("the password needs the present one, signs the other browsers out and renews this session", async () => {
    const who = await joined();
    const other = await enter(who);
    const change = (currentPassword: string, newPassword: string) =>
      run<{ sid: string }>(changePassword, who.actor, { currentPassword, newPassword, ip: who.ip, userAgent: "" });
    expect(await refusal(change("not my password", "a whole new one"))).toMatchObject({
      code: "INVALID_INPUT",
      details: [{ path: "currentPassword" }],
    });
    expect(await refusal(change(PASSWORD, "short"))).toMatchObject({
      code: "INVALID_INPUT",
      details: [{ path: "newPassword" }],
    });
    expect(await findLogin(other.sid)).toBeDefined();
    const { sid } = await change(PASSWORD, "a whole new one");
    expect(await findLogin(sid)).toBeDefined();
    expect(await findLogin(who.sid)).toBeUndefined();
    expect(await findLogin(other.sid)).toBeUndefined();
    expect(await codeOf(enter(who, "a whole new one"))).toBe("done");
  });

  test("the name changes the public card", async () => {
    const who = await joined();
    expect(await run(renameAccount, who.actor, { name: " Grace  Hopper " })).toEqual({ name: "Grace Hopper" });
    expect((await db.select().from(actors).where(eq(actors.id, who.userId)))[0]?.name).toBe("Grace Hopper");
    expect(await codeOf(run(renameAccount, who.actor, { name: "" }))).toBe("INVALID_INPUT");
  });

  test("the address waits for the new one to be confirmed, and tells the old one", async () => {
    const [who, next] = [await joined(), newcomer()];
    const change = (email: string, currentPassword = PASSWORD) =>
      run(changeEmail, who.actor, { email, currentPassword, ip: who.ip });
    expect(await refusal(change(next.email, "not my password"))).toMatchObject({
      details: [{ path: "currentPassword" }],
    });
    await change(next.email);
    expect((await userOf(who.userId)).email).toBe(who.email);
    expect((await lastMail(who.email))?.subject).toBe("Your email address is about to change");
    await run(verifyEmail, anyone, { token: (await lastMail(next.email))!.token });
    expect(await userOf(who.userId)).toMatchObject({ email: next.email, emailVerifiedAt: expect.any(Date) });
    expect((await lastMail(who.email))?.subject).toBe("Your email address was changed");
    expect(await codeOf(enter({ ...who, email: next.email }))).toBe("done");
  });

  test("the address to somebody else's is refused, also when that one comes first in between", async () => {
    const [who, other, late] = [await joined(), await joined(), newcomer()];
    const change = (email: string) => run(changeEmail, who.actor, { email, currentPassword: PASSWORD, ip: who.ip });
    expect(await codeOf(change(other.email))).toBe("DUPLICATE");
    expect(await codeOf(change(who.email))).toBe("INVALID_INPUT");
    await change(late.email);
    const { token } = (await lastMail(late.email))!;
    await joined({ email: late.email });
    expect(await codeOf(run(verifyEmail, anyone, { token }))).toBe("DUPLICATE");
    expect((await userOf(who.userId)).email).toBe(who.email);
  });

  test("an old link to the old address cannot undo or reset anything after the move", async () => {
    const [who, next] = [await joined(), newcomer()];
    const early = (await lastMail(who.email))!.token;
    await run(mailWayIn, anyone, { email: who.email, ip: who.ip });
    const reset = (await lastMail(who.email))!.token;
    await run(changeEmail, who.actor, { email: next.email, currentPassword: PASSWORD, ip: who.ip });
    await run(verifyEmail, anyone, { token: (await lastMail(next.email))!.token });
    expect(await codeOf(run(verifyEmail, anyone, { token: early }))).toBe("INVALID_STATE");
    expect(
      await codeOf(
        run(resetPassword, anyone, { token: reset, password: "a whole new one", ip: who.ip, userAgent: "" }),
      ),
    ).toBe("INVALID_STATE");
  });
});

test("housekeeping forgets what ended a month ago and nothing that is still good", async () => {
  const who = await joined();
  expect(await forgetStale(clock.now())).toBe(0);
  clock.advance(70 * DAY_MS);
  const late = await joined();
  expect(await forgetStale(clock.now())).toBeGreaterThan(0);
  expect(await findLogin(late.sid)).toBeDefined();
  expect(await db.$count(logins, eq(logins.userId, who.userId))).toBe(0);
});
