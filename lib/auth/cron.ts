import { createHash, timingSafeEqual } from "node:crypto";
import { env } from "@/lib/env";

const digest = (text: string) => createHash("sha256").update(text).digest();

/** Whether an Authorization header carries CRON_SECRET. Compared as digests, in constant time; without a secret nobody is let in. */
export function isCronCaller(authorization: string | null): boolean {
  if (!env.CRON_SECRET || !authorization) return false;
  return timingSafeEqual(digest(authorization), digest(`Bearer ${env.CRON_SECRET}`));
}
