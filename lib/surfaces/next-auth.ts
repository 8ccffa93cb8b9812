import "server-only";
import { cookies } from "next/headers";
import type { NextAuthOptions, Profile } from "next-auth";
import { decode, encode } from "next-auth/jwt";
import Credentials from "next-auth/providers/credentials";
import GitHub from "next-auth/providers/github";
import Google from "next-auth/providers/google";
import { findLogin, SESSION_COOKIE, SESSION_COOKIE_OPTIONS, SESSION_SECONDS } from "@/lib/auth/browser";
import { Refusal } from "@/lib/core/errors";
import { run } from "@/lib/core/run";
import { linkIdentity, meetIdentity, type Provider, signInWith } from "@/lib/domain/accounts/identities";
import { signOut } from "@/lib/domain/accounts/sessions";
import { signIn } from "@/lib/domain/accounts/sign-in";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { requestOrigin } from "./session";
import { viewerActor } from "./viewer";

type Session = { userId: string; sid: string };
const anyone = { kind: "anyone" } as const;

/** What another provider vouches for. */
export type Proof = { provider: Provider; providerAccountId: string; email: string; isVerified: boolean; name: string };

const isHttps = SESSION_COOKIE_OPTIONS.secure;
const PROOF_COOKIE = isHttps ? "__Host-bothand-proof" : "bothand-proof";
/** How long somebody may think about the terms. */
const PROOF_SECONDS = 15 * 60;

/** The providers that are set up, by their ids. */
export const providers: Provider[] = [
  ...(env.GITHUB_ID && env.GITHUB_SECRET ? (["github"] as const) : []),
  ...(env.GOOGLE_ID && env.GOOGLE_SECRET ? (["google"] as const) : []),
];

const withoutSlash = (url: string) => url.replace(/\/+$/, "");

const githubUrl = withoutSlash(env.GITHUB_URL);
/** GitHub Enterprise Server keeps its API below its own address. */
const githubApi = githubUrl === "https://github.com" ? "https://api.github.com" : `${githubUrl}/api/v3`;

function github() {
  return GitHub({
    clientId: env.GITHUB_ID!,
    clientSecret: env.GITHUB_SECRET!,
    issuer: `${githubUrl}/login/oauth`,
    authorization: { url: `${githubUrl}/login/oauth/authorize`, params: { scope: "read:user user:email" } },
    token: `${githubUrl}/login/oauth/access_token`,
    userinfo: { url: `${githubApi}/user`, request: askGitHub },
  });
}

/**
 * next-auth keeps its routes for signing in by other providers, and for clients that know it. The session is ours: its
 * cookie holds a random id whose row in `logins` must stand, and our own forms write the same cookie.
 */
export const authOptions: NextAuthOptions = {
  secret: env.NEXTAUTH_SECRET,
  session: { strategy: "jwt", maxAge: SESSION_SECONDS },
  useSecureCookies: isHttps,
  cookies: { sessionToken: { name: SESSION_COOKIE, options: SESSION_COOKIE_OPTIONS } },
  pages: { signIn: "/sign-in", signOut: "/sign-out", error: "/sign-in" },
  providers: [
    Credentials({
      name: "Email and password",
      credentials: { email: { label: "Email", type: "email" }, password: { label: "Password", type: "password" } },
      async authorize(sent) {
        try {
          const { userId, sid } = await run<Session>(signIn, anyone, { ...sent, ...(await requestOrigin()) });
          return { id: userId, sid };
        } catch (error) {
          // next-auth puts the message into the address of the sign-in page.
          throw new Error(error instanceof Refusal ? error.code : "INTERNAL");
        }
      },
    }),
    ...(providers.includes("github") ? [github()] : []),
    ...(providers.includes("google")
      ? [
          Google({
            clientId: env.GOOGLE_ID!,
            clientSecret: env.GOOGLE_SECRET!,
            wellKnown: `${withoutSlash(env.GOOGLE_ISSUER)}/.well-known/openid-configuration`,
          }),
        ]
      : []),
  ],
  callbacks: {
    async signIn({ user, account, profile }) {
      if (account?.type !== "oauth") return true;
      const proof = proofOf(account.provider as Provider, account.providerAccountId, user, profile);
      return proof ? welcome(proof) : "/sign-in?error=NO_EMAIL";
    },
    async jwt({ token, user, account }) {
      if (account?.type === "oauth") {
        const { provider, providerAccountId } = account;
        const { userId, sid } = await run<Session>(signInWith, anyone, {
          provider,
          providerAccountId,
          ...(await requestOrigin()),
        });
        return { sub: userId, sid };
      }
      if (user) return { sub: user.id, sid: (user as { sid?: string }).sid };
      // Thrown, not returned: next-auth then answers an empty session and takes the cookie away.
      if (typeof token.sid !== "string" || !(await findLogin(token.sid))) throw new Error("this session is over");
      return token;
    },
    session: ({ session, token }) => ({ expires: session.expires, user: { id: token.sub } }) as typeof session,
  },
  events: {
    async signOut({ token }) {
      const actor = typeof token?.sid === "string" ? await findLogin(token.sid) : undefined;
      if (actor) await run(signOut, actor, {});
    },
  },
  logger: {
    error: (code, details) =>
      log.warn({ code, error: details instanceof Error ? details : details?.error }, "next-auth"),
    warn: (code) => log.debug({ code }, "next-auth"),
    debug: () => {},
  },
};

/** Where somebody goes whom another provider has just vouched for: in, to the terms, or to sign in and link it first. */
async function welcome(proof: Proof): Promise<true | string> {
  try {
    const actor = await viewerActor();
    const { name: _, ...vouched } = proof;
    const { next } = await run<{ next: string }>(meetIdentity, anyone, vouched);
    if (actor.kind === "human" && next !== "sign-in") {
      await run(linkIdentity, actor, vouched);
      return `/settings/account?linked=${proof.provider}`;
    }
    if (next === "sign-in") return true;
    if (next === "link-first") return "/sign-in?error=LINK_FIRST";
    await keepProof(proof);
    return "/sign-up/finish";
  } catch (error) {
    if (error instanceof Refusal) return `/sign-in?error=${error.code === "FORBIDDEN" ? "UNVERIFIED" : error.code}`;
    throw error;
  }
}

type Told = { email?: string | null; name?: string | null };

function proofOf(
  provider: Provider,
  providerAccountId: string,
  user: Told,
  profile: Profile | undefined,
): Proof | undefined {
  const email = user.email?.trim().toLowerCase();
  if (!email) return undefined;
  const isVerified = (profile as { email_verified?: boolean } | undefined)?.email_verified === true;
  return { provider, providerAccountId, email, isVerified, name: user.name?.trim() || email.split("@")[0]! };
}

type GitHubAddress = { email: string; primary: boolean; verified: boolean };

/** GitHub's profile with the primary address and whether it is verified, which the profile alone does not say. */
async function askGitHub({ client, tokens }: { client: any; tokens: any }) {
  const profile = await client.userinfo(tokens.access_token);
  const answer = await fetch(`${githubApi}/user/emails`, {
    headers: { Authorization: `Bearer ${tokens.access_token}`, Accept: "application/vnd.github+json" },
  });
  const addresses: GitHubAddress[] = answer.ok ? await answer.json() : [];
  const primary = addresses.find((address) => address.primary);
  return { ...profile, email: primary?.email ?? null, email_verified: primary?.verified === true };
}

/** What a provider vouched for waits, encrypted, in this browser for the terms to be accepted. */
async function keepProof(proof: Proof) {
  const value = await encode({
    token: { proof },
    secret: env.NEXTAUTH_SECRET!,
    salt: PROOF_COOKIE,
    maxAge: PROOF_SECONDS,
  });
  (await cookies()).set(PROOF_COOKIE, value, { ...SESSION_COOKIE_OPTIONS, maxAge: PROOF_SECONDS });
}

/** What a provider vouched for in this browser within the last quarter of an hour. */
export async function readProof(): Promise<Proof | undefined> {
  const value = (await cookies()).get(PROOF_COOKIE)?.value;
  try {
    const token = await decode({ token: value, secret: env.NEXTAUTH_SECRET!, salt: PROOF_COOKIE });
    return token?.proof as Proof | undefined;
  } catch {
    return undefined;
  }
}

export async function dropProof() {
  (await cookies()).set(PROOF_COOKIE, "", { ...SESSION_COOKIE_OPTIONS, maxAge: 0 });
}
