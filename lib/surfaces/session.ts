import "server-only";
import { cookies, headers } from "next/headers";
import { encode } from "next-auth/jwt";
import { SESSION_COOKIE, SESSION_COOKIE_OPTIONS, SESSION_SECONDS } from "@/lib/auth/browser";
import { DEVICE_COOKIE, DEVICE_COOKIE_OPTIONS, markDevice } from "@/lib/auth/device";
import { env } from "@/lib/env";
import { clientIp } from "./address";

const MAX_USER_AGENT = 500;

/** Where the request at hand comes from: what the operations of sign-in count by and remember. */
export async function requestOrigin(): Promise<{ ip: string; userAgent: string; device: string | undefined }> {
  const sent = await headers();
  const ip = clientIp((name) => sent.get(name) ?? undefined, undefined);
  return {
    ip: ip.slice(0, 100),
    userAgent: (sent.get("user-agent") ?? "").slice(0, MAX_USER_AGENT),
    device: (await cookies()).get(DEVICE_COOKIE)?.value,
  };
}

/**
 * Gives this browser the session that an operation opened: the very cookie next-auth writes and reads. Beside it a mark by
 * which the account knows the browser again, so that strangers who guess do not keep it out.
 */
export async function writeSession({ userId, sid }: { userId: string; sid: string }) {
  const value = await encode({ token: { sub: userId, sid }, secret: env.NEXTAUTH_SECRET!, maxAge: SESSION_SECONDS });
  const jar = await cookies();
  jar.set(SESSION_COOKIE, value, { ...SESSION_COOKIE_OPTIONS, maxAge: SESSION_SECONDS });
  jar.set(DEVICE_COOKIE, markDevice(userId), DEVICE_COOKIE_OPTIONS);
}

/** Takes the session's cookie away; its row in `logins` was closed by the operation. */
export async function dropSession() {
  (await cookies()).set(SESSION_COOKIE, "", { ...SESSION_COOKIE_OPTIONS, maxAge: 0 });
}
