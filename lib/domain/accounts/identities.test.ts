import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db";
import { identities, users } from "@/db/schema";
import { findLogin } from "@/lib/auth/browser";
import { run } from "@/lib/core/run";
import { codeOf, joined, lastMail, newcomer, PASSWORD, refusal } from "@/local/testing/accounts";
import { joinWith, linkIdentity, meetIdentity, showAccount, signInWith, unlinkIdentity } from "./identities";
import { resetPassword } from "./reset";
import { verifyEmail } from "./verify";
import { mailWayIn } from "./way-in";

const anyone = { kind: "anyone" } as const;
type Session = { userId: string; sid: string };
let made = 0;

/** What a provider says of somebody. */
const proof = (email: string, fields: Record<string, unknown> = {}) => ({
  provider: "github",
  providerAccountId: String(++made),
  email,
  isVerified: true,
  ...fields,
});
const meet = async (told: object) => (await run<{ next: string }>(meetIdentity, anyone, told)).next;
const from = { ip: "10.3.3.3", userAgent: "" };
const join = (told: object, fields: object = {}) =>
  run<Session>(joinWith, anyone, { ...told, ...from, name: "Ada", acceptTerms: "on", ...fields });

describe("signing in by another provider", () => {
  test("for the first time needs the terms accepted before an account is made; then it opens that account", async () => {
    const { email } = newcomer();
    const told = proof(email);
    expect(await meet(told)).toBe("accept-terms");
    expect(await db.$count(users, eq(users.email, email))).toBe(0);
    expect(await refusal(join(told, { acceptTerms: undefined }))).toMatchObject({ details: [{ path: "acceptTerms" }] });
    expect(await db.$count(users, eq(users.email, email))).toBe(0);
    const { userId, sid } = await join(told);
    expect(await findLogin(sid)).toMatchObject({ userId });
    const [user] = await db.select().from(users).where(eq(users.id, userId));
    expect(user).toMatchObject({ emailVerifiedAt: expect.any(Date), claimedAt: expect.any(Date), passwordHash: null });
    expect(await meet(told)).toBe("sign-in");
    expect((await run<Session>(signInWith, anyone, { ...told, ...from })).userId).toBe(userId);
  });

  test("whose address is not verified there opens nothing", async () => {
    const told = proof(newcomer().email, { isVerified: false });
    expect(await codeOf(run(meetIdentity, anyone, told))).toBe("FORBIDDEN");
    expect(await codeOf(join(told))).toBe("FORBIDDEN");
    for (const claim of ["true", "on", 1, undefined])
      expect(await codeOf(join(told, { isVerified: claim }))).toBe("INVALID_INPUT");
    expect(await db.$count(users, eq(users.email, told.email))).toBe(0);
    const who = await joined();
    expect(await codeOf(run(linkIdentity, who.actor, proof(who.email, { isVerified: false })))).toBe("FORBIDDEN");
  });

  test("never opens an account by its address alone", async () => {
    const who = await joined();
    const told = proof(who.email.toUpperCase());
    expect(await meet(told)).toBe("link-first");
    expect(await codeOf(join(told))).toBe("DUPLICATE");
    expect(await codeOf(run(signInWith, anyone, { ...told, ...from }))).toBe("NOT_FOUND");
  });

  test("that was unknown a moment ago, twice at once, makes one account", async () => {
    const told = proof(newcomer().email);
    expect((await Promise.all([codeOf(join(told)), codeOf(join(told))])).sort()).toEqual(["DUPLICATE", "done"]);
  });

  test("to a suspended account is refused", async () => {
    const told = proof(newcomer().email);
    const { userId } = await join(told);
    await db.update(users).set({ suspendedAt: new Date() }).where(eq(users.id, userId));
    expect(await codeOf(run(signInWith, anyone, { ...told, ...from }))).toBe("ACCOUNT_SUSPENDED");
  });
});

describe("linking a provider while signed in", () => {
  const confirmed = async () => {
    const who = await joined();
    await run(verifyEmail, anyone, { token: (await lastMail(who.email))!.token });
    return who;
  };

  test("takes only the account's own, confirmed address", async () => {
    const unconfirmed = await joined();
    expect(await codeOf(run(linkIdentity, unconfirmed.actor, proof(unconfirmed.email)))).toBe("FORBIDDEN");
    const who = await confirmed();
    expect(await codeOf(run(linkIdentity, who.actor, proof(newcomer().email)))).toBe("FORBIDDEN");
    const told = proof(who.email);
    await run(linkIdentity, who.actor, told);
    expect(await codeOf(run(linkIdentity, who.actor, told))).toBe("done");
    expect((await run<Session>(signInWith, anyone, { ...told, ...from })).userId).toBe(who.userId);
    expect(await run(showAccount, who.actor, {})).toMatchObject({
      linked: ["github"],
      hasPassword: true,
      isVerified: true,
    });
  });

  test("that is linked to somebody else is refused, and stays theirs", async () => {
    const [first, second] = [await confirmed(), await confirmed()];
    const told = proof(first.email);
    await run(linkIdentity, first.actor, told);
    expect(await codeOf(run(linkIdentity, second.actor, { ...told, email: second.email }))).toBe("DUPLICATE");
    expect((await run<Session>(signInWith, anyone, { ...told, ...from })).userId).toBe(first.userId);
  });

  test("can be undone, save by who has no password yet", async () => {
    const { email } = newcomer();
    const { sid, userId } = await join(proof(email));
    const actor = (await findLogin(sid))!;
    expect(await codeOf(run(unlinkIdentity, actor, { provider: "github" }))).toBe("INVALID_STATE");
    await run(mailWayIn, anyone, { email, ip: "10.3.3.4" });
    const token = (await lastMail(email))!.token;
    const again = await run<Session>(resetPassword, anyone, { token, password: PASSWORD, ...from });
    const renewed = (await findLogin(again.sid))!;
    await run(unlinkIdentity, renewed, { provider: "github" });
    expect(await db.$count(identities, eq(identities.userId, userId))).toBe(0);
    expect(await codeOf(run(unlinkIdentity, renewed, { provider: "github" }))).toBe("NOT_FOUND");
  });
});
