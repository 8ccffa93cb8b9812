import { eq } from "drizzle-orm";
import { decode, encode } from "next-auth/jwt";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { db } from "@/db";
import { identities, users } from "@/db/schema";
import { findLogin, SESSION_COOKIE } from "@/lib/auth/browser";
import { UNSENT } from "@/lib/surfaces/form-state";
import { newcomer } from "@/local/testing/accounts";
import { finishAction } from "./actions";

/** A browser's cookies, in place of those that Next keeps of the request at hand. */
const jar = new Map<string, string>();
vi.mock("next/headers", () => ({
  headers: async () => new Headers({ "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0" }),
  cookies: async () => ({
    get: (name: string) => (jar.has(name) ? { name, value: jar.get(name) } : undefined),
    set: (name: string, value: string) => void (value === "" ? jar.delete(name) : jar.set(name, value)),
  }),
}));

const secret = process.env.NEXTAUTH_SECRET!;
const PROOF = "bothand-proof";

/** What a provider has vouched for, waiting in this browser. */
async function vouch(fields: object = {}) {
  const proof = {
    provider: "github",
    providerAccountId: `of-${newcomer().email}`,
    email: newcomer().email,
    isVerified: true,
    name: "Ada",
    ...fields,
  };
  jar.set(PROOF, await encode({ token: { proof }, secret, salt: PROOF }));
  return proof;
}

const form = (fields: Record<string, string>) => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
};
/** Sends the form: the state it answers, or the address it leads to. */
const finish = (fields: Record<string, string>): Promise<any> =>
  finishAction(UNSENT, form(fields)).catch((error) => ({ to: String(error.digest).split(";")[2] }));

const accountsOf = (email: string) => db.$count(users, eq(users.email, email));

beforeEach(() => jar.clear());

describe("the last step of signing up by another provider", () => {
  test("makes the account the provider vouched for, signs in, and forgets the proof", async () => {
    const { email, providerAccountId } = await vouch();
    expect(await finish({ name: "Ada L.", acceptTerms: "on" })).toEqual({ to: "/dashboard" });
    const token = await decode({ token: jar.get(SESSION_COOKIE), secret });
    const [identity] = await db.select().from(identities).where(eq(identities.providerAccountId, providerAccountId));
    const [user] = await db.select().from(users).where(eq(users.email, email));
    expect(await findLogin(token!.sid as string)).toMatchObject({ userId: user!.id });
    expect(identity).toMatchObject({ provider: "github", userId: user!.id });
    expect(jar.has(PROOF)).toBe(false);
  });

  test("believes the proof, whatever else the form names", async () => {
    const { email, providerAccountId } = await vouch();
    const other = newcomer().email;
    const said = { email: other, provider: "google", providerAccountId: "another", isVerified: "true", ip: "1.2.3.4" };
    expect(await finish({ name: "Ada", acceptTerms: "on", ...said })).toEqual({ to: "/dashboard" });
    expect(await accountsOf(other)).toBe(0);
    expect(await accountsOf(email)).toBe(1);
    expect(await db.$count(identities, eq(identities.providerAccountId, "another"))).toBe(0);
    expect(await db.$count(identities, eq(identities.providerAccountId, providerAccountId))).toBe(1);
  });

  test("cannot verify an address that the provider has not", async () => {
    const { email } = await vouch({ isVerified: false });
    const { message } = await finish({ name: "Ada", acceptTerms: "on", isVerified: "true" });
    expect(message).toContain("has not verified");
    expect([await accountsOf(email), jar.has(SESSION_COOKIE)]).toEqual([0, false]);
  });

  test("needs the terms: without them nothing is made, and the proof stays for another try", async () => {
    const { email } = await vouch();
    expect((await finish({ name: "Ada" })).errors).toHaveProperty("acceptTerms");
    expect([await accountsOf(email), jar.has(SESSION_COOKIE), jar.has(PROOF)]).toEqual([0, false, true]);
    expect(await finish({ name: "Ada", acceptTerms: "on" })).toEqual({ to: "/dashboard" });
  });

  test.each([
    ["none", undefined],
    ["one that nobody here made", "eyJhbGciOiJkaXIifQ.made.by.a.stranger"],
  ])("without a proof (%s) leads back to signing in", async (_, proof) => {
    if (proof) jar.set(PROOF, proof);
    const said = { email: newcomer().email, provider: "github", providerAccountId: "1", isVerified: "true" };
    expect(await finish({ name: "Ada", acceptTerms: "on", ...said })).toEqual({ to: "/sign-in?error=PROOF_GONE" });
    expect([await accountsOf(said.email), jar.has(SESSION_COOKIE)]).toEqual([0, false]);
  });

  test("takes no session for a proof", async () => {
    const email = newcomer().email;
    const proof = { provider: "github", providerAccountId: "2", email, isVerified: true, name: "Ada" };
    jar.set(PROOF, await encode({ token: { proof }, secret }));
    expect(await finish({ name: "Ada", acceptTerms: "on" })).toEqual({ to: "/sign-in?error=PROOF_GONE" });
    expect(await accountsOf(email)).toBe(0);
  });
});
