import { and, eq, gt, isNull } from "drizzle-orm";
import { decode } from "next-auth/jwt";
import { db } from "@/db";
import { logins, users } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Account } from "@/lib/core/context";
import { appUrl, env } from "@/lib/env";
import { sha256 } from "./secrets";

const isSecure = appUrl.startsWith("https:");
/** Over https the browser itself binds the cookie to this host and path. */
export const SESSION_COOKIE = isSecure ? "__Host-bothand-session" : "bothand-session";
export const SESSION_COOKIE_OPTIONS = { httpOnly: true, sameSite: "lax", path: "/", secure: isSecure } as const;

/** A session ends a week after its last use, and thirty days after sign-in in any case. */
export const SESSION_IDLE_SECONDS = 7 * 86_400;
export const SESSION_SECONDS = 30 * 86_400;
const SEEN_EVERY_MS = 5 * 60_000;

type Token = { sid?: string };

export function readCookie(header: string | undefined | null, name: string): string | undefined {
  for (const part of header?.split(";") ?? []) {
    const at = part.indexOf("=");
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
}

/** The random id in a session cookie, if its signature holds. */
export async function readSid(cookie: string): Promise<string | undefined> {
  try {
    const token = (await decode({ token: cookie, secret: env.NEXTAUTH_SECRET! })) as Token | null;
    return token?.sid;
  } catch {
    return undefined;
  }
}

/** Who is signed in with this Cookie header. Undefined when nobody is, or the session was revoked or has run out. */
export async function findBrowser(cookieHeader: string | undefined | null): Promise<Account | undefined> {
  const cookie = readCookie(cookieHeader, SESSION_COOKIE);
  const sid = cookie && (await readSid(cookie));
  return sid ? findLogin(sid) : undefined;
}

/** The account behind a session id, while its row in `logins` stands. */
export async function findLogin(sid: string): Promise<Account | undefined> {
  const now = clock.now();
  const [row] = await db
    .select({ loginId: logins.id, userId: logins.userId, lastSeenAt: logins.lastSeenAt, role: users.role })
    .from(logins)
    .innerJoin(users, eq(users.id, logins.userId))
    .where(
      and(
        eq(logins.tokenHash, sha256(sid)),
        isNull(logins.revokedAt),
        gt(logins.expiresAt, now),
        isNull(users.suspendedAt),
        isNull(users.deletedAt),
      ),
    );
  if (!row || now.getTime() - row.lastSeenAt.getTime() > SESSION_IDLE_SECONDS * 1000) return undefined;
  if (now.getTime() - row.lastSeenAt.getTime() > SEEN_EVERY_MS)
    await db.update(logins).set({ lastSeenAt: now }).where(eq(logins.id, row.loginId));
  return { kind: "human", userId: row.userId, actorId: row.userId, loginId: row.loginId, role: row.role };
}
