import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { identities, users } from "@/db/schema";
import { countSignUp } from "@/lib/auth/limits";
import { notFound, Refusal } from "@/lib/core/errors";
import { command, query } from "@/lib/core/operation";
import { acceptedTerms, email, findUser, lockAccount, makeAccount, name, openLogin, origin } from "./account";
import { suspended } from "./sign-in";
import { isTaken } from "./sign-up";

export const PROVIDERS = { github: "GitHub", google: "Google" } as const;
export type Provider = keyof typeof PROVIDERS;

const identity = {
  provider: z.enum(Object.keys(PROVIDERS) as [Provider, ...Provider[]]),
  providerAccountId: z.string().min(1).max(200),
};
const proof = { ...identity, email, isVerified: z.boolean() };

const unverified = (provider: Provider) =>
  new Refusal(
    "FORBIDDEN",
    `${PROVIDERS[provider]} has not verified your email address. Verify it there first, or sign up with a password.`,
  );

/** What to do with somebody whom another provider vouches for and who is not signed in. Changes nothing. */
export const meetIdentity = query({
  name: "accounts.meet_identity",
  summary: "Whether a sign-in by another provider is known, new, or must be linked first.",
  access: "anyone",
  input: proof,
  output: { next: z.enum(["sign-in", "accept-terms", "link-first"]) },
  async run({ db }, { provider, providerAccountId, email, isVerified }) {
    const [known] = await db
      .select({ userId: identities.userId })
      .from(identities)
      .where(and(eq(identities.provider, provider), eq(identities.providerAccountId, providerAccountId)));
    if (known) return { next: "sign-in" as const };
    if (!isVerified) throw unverified(provider);
    // An address alone never opens an account: the owner links the provider while signed in.
    return { next: (await findUser(db, email)) ? ("link-first" as const) : ("accept-terms" as const) };
  },
});

export const signInWith = command({
  name: "accounts.sign_in_with",
  summary: "Sign in by another provider that is linked to an account.",
  access: "anyone",
  input: { ...identity, ...origin },
  output: { userId: z.string(), sid: z.string() },
  async run(ctx, { provider, providerAccountId, ip, userAgent }) {
    const [user] = await ctx.db
      .select({ id: users.id, suspendedAt: users.suspendedAt, deletedAt: users.deletedAt })
      .from(identities)
      .innerJoin(users, eq(users.id, identities.userId))
      .where(and(eq(identities.provider, provider), eq(identities.providerAccountId, providerAccountId)));
    if (!user || user.deletedAt) throw notFound("account");
    if (user.suspendedAt) throw suspended();
    return { userId: user.id, sid: await openLogin(ctx, { userId: user.id, ip, userAgent }) };
  },
});

export const joinWith = command({
  name: "accounts.join_with",
  summary: "Make an account for somebody another provider vouches for, once the terms are accepted.",
  access: "anyone",
  input: { ...proof, name, acceptTerms: acceptedTerms, ...origin },
  output: { userId: z.string(), sid: z.string() },
  prepare: ({ ip }) => countSignUp(ip),
  async run(ctx, { provider, providerAccountId, email, isVerified, name, ip, userAgent }) {
    if (!isVerified) throw unverified(provider);
    const userId = await makeAccount(ctx, { email, name, isVerified: true, isClaimed: true });
    if (!userId) throw isTaken(await findUser(ctx.db, email));
    await bind(ctx, { provider, providerAccountId, userId });
    return { userId, sid: await openLogin(ctx, { userId, ip, userAgent }) };
  },
});

export const linkIdentity = command({
  name: "accounts.link_identity",
  summary: "Let oneself sign in by another provider.",
  description: "Only one whose verified address is the account's own.",
  access: "session",
  input: proof,
  output: { provider: identity.provider },
  async run(ctx, { provider, providerAccountId, email, isVerified }) {
    const user = await lockAccount(ctx);
    if (!isVerified) throw unverified(provider);
    if (user.email.toLowerCase() !== email || !user.emailVerifiedAt)
      throw new Refusal(
        "FORBIDDEN",
        `Your address at ${PROVIDERS[provider]} must be the confirmed address of this account.`,
      );
    await bind(ctx, { provider, providerAccountId, userId: user.id });
    return { provider };
  },
});

async function bind(
  { db, now }: { db: Parameters<typeof findUser>[0]; now: Date },
  row: { provider: Provider; providerAccountId: string; userId: string },
) {
  const [bound] = await db
    .insert(identities)
    .values({ ...row, createdAt: now })
    .onConflictDoNothing()
    .returning();
  if (bound) return;
  const [held] = await db
    .select({ userId: identities.userId })
    .from(identities)
    .where(and(eq(identities.provider, row.provider), eq(identities.providerAccountId, row.providerAccountId)));
  if (held?.userId !== row.userId)
    throw new Refusal("DUPLICATE", `This ${PROVIDERS[row.provider]} account is linked to another account here.`);
}

export const unlinkIdentity = command({
  name: "accounts.unlink_identity",
  summary: "Stop signing in by another provider.",
  access: "session",
  input: { provider: identity.provider },
  output: { provider: identity.provider },
  async run(ctx, { provider }) {
    const user = await lockAccount(ctx);
    if (!user.passwordHash)
      throw new Refusal("INVALID_STATE", "Set a password first, or you could not sign in any more.");
    const gone = await ctx.db
      .delete(identities)
      .where(and(eq(identities.userId, user.id), eq(identities.provider, provider)))
      .returning();
    if (gone.length === 0) throw notFound("link");
    return { provider };
  },
});

export const showAccount = query({
  name: "accounts.me",
  summary: "One's own account, as its settings show it.",
  access: "session",
  input: {},
  output: { email: z.string(), isVerified: z.boolean(), hasPassword: z.boolean(), linked: z.array(identity.provider) },
  async run({ db, actor }) {
    const [user] = await db.select().from(users).where(eq(users.id, actor.userId));
    const linked = await db
      .select({ provider: identities.provider })
      .from(identities)
      .where(eq(identities.userId, actor.userId));
    return {
      email: user!.email,
      isVerified: user!.emailVerifiedAt !== null,
      hasPassword: user!.passwordHash !== null,
      linked: linked.map((row) => row.provider as Provider),
    };
  },
});
