import { and, eq, gt, isNull, or } from "drizzle-orm";
import { newId } from "@/db/id";
import { apiKeys, users } from "@/db/schema";
import { newKey } from "@/lib/auth/keys";
import type { Context } from "@/lib/core/context";
import { Refusal } from "@/lib/core/errors";
import { MAX_LIVE_KEYS } from "./key";

type NewKey = { userId: string; name: string; botId?: string | null; expiresAt?: Date | null };

/**
 * Makes a key. It is answered this once and kept only as a hash. The caller has made sure that the bot is the user's.
 * @throws CONFLICT when the bot, or the user beside its bots, has as many live keys as one may have; also when two are made at once.
 */
export async function mintKey(
  { db, now }: Pick<Context<any>, "db" | "now">,
  { userId, name, botId, expiresAt }: NewKey,
): Promise<{ apiKey: string; keyId: string }> {
  // The owner's row is the queue: without it two at once would both count nineteen.
  await db.select({ id: users.id }).from(users).where(eq(users.id, userId)).for("update");
  const live = await db.$count(
    apiKeys,
    and(
      eq(apiKeys.userId, userId),
      botId ? eq(apiKeys.botId, botId) : isNull(apiKeys.botId),
      isNull(apiKeys.revokedAt),
      or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, now)),
    ),
  );
  if (live >= MAX_LIVE_KEYS)
    throw new Refusal(
      "CONFLICT",
      `This ${botId ? "bot" : "account"} has ${MAX_LIVE_KEYS} live keys, the most it may have. Revoke one first.`,
      { extra: { limit: MAX_LIVE_KEYS } },
    );
  const { key, hash, prefix } = newKey();
  const keyId = newId("key", now.getTime());
  await db.insert(apiKeys).values({ id: keyId, userId, botId, name, prefix, keyHash: hash, expiresAt, createdAt: now });
  return { apiKey: key, keyId };
}
