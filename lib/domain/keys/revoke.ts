import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { apiKeys } from "@/db/schema";
import { forgetKey } from "@/lib/auth/keys";
import { notFound } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { command } from "@/lib/core/operation";

export const revokeKey = command({
  name: "keys.revoke",
  summary: "Revoke an API key, at once.",
  access: "session",
  input: { keyId: id("key") },
  output: { keyId: z.string(), revoked: z.literal(true) },
  async run({ db, now, actor, afterCommit }, { keyId }) {
    const [key] = await db
      .update(apiKeys)
      .set({ revokedAt: now })
      .where(and(eq(apiKeys.id, keyId), eq(apiKeys.userId, actor.userId), isNull(apiKeys.revokedAt)))
      .returning({ hash: apiKeys.keyHash });
    if (!key) throw notFound("key");
    // Other processes hear of it from the trigger; this one need not wait for that.
    afterCommit(() => forgetKey(key.hash));
    return { keyId, revoked: true as const };
  },
});
