import { env } from "@/lib/env";

/**
 * The caller's address. On Vercel its own header; behind proxies of ours, X-Forwarded-For counted from the right; else the
 * socket. What a client may write itself is never believed.
 */
export function clientIp(header: (name: string) => string | undefined, socket: string | undefined): string {
  if (env.VERCEL) return header("x-vercel-forwarded-for") ?? header("x-real-ip") ?? "unknown";
  const forwarded = header("x-forwarded-for")
    ?.split(",")
    .map((part) => part.trim());
  // Next adds the socket's own address as the last entry where no server of ours hands it over.
  if (env.TRUSTED_PROXIES > 0 || socket === undefined)
    return forwarded?.at(-Math.max(1, env.TRUSTED_PROXIES)) ?? socket ?? "unknown";
  return socket;
}
