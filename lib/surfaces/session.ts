import "server-only";
import { cookies, headers } from "next/headers";
import { encode } from "next-auth/jwt";
import { SESSION_COOKIE, SESSION_COOKIE_OPTIONS, SESSION_SECONDS } from "@/lib/auth/browser";
import { env } from "@/lib/env";
import { clientIp } from "./address";

const MAX_USER_AGENT = 500;

/** Where the request at hand comes from: what the operations of sign-in count by and remember. */
export async function requestOrigin(): Promise<{ ip: string; userAgent: string }> {
  const sent = await headers();
  const ip = clientIp((name) => sent.get(name) ?? undefined, undefined);
  return { ip: ip.slice(0, 100), userAgent: (sent.get("user-agent") ?? "").slice(0, MAX_USER_AGENT) };
}

/** Gives this browser the session that an operation opened: the very cookie next-auth writes and reads. */
export async function writeSession({ userId, sid }: { userId: string; sid: string }) {
  const value = await encode({ token: { sub: userId, sid }, secret: env.NEXTAUTH_SECRET!, maxAge: SESSION_SECONDS });
  (await cookies()).set(SESSION_COOKIE, value, { ...SESSION_COOKIE_OPTIONS, maxAge: SESSION_SECONDS });
}

/** Takes the session's cookie away; its row in `logins` was closed by the operation. */
export async function dropSession() {
  (await cookies()).set(SESSION_COOKIE, "", { ...SESSION_COOKIE_OPTIONS, maxAge: 0 });
}
