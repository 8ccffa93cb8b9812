import { z } from "zod";
import { id, instant, line } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import { command } from "@/lib/core/operation";
import { lockBot } from "@/lib/domain/bots/queries";
import { Key, MAX_EXPIRY_DAYS, MAX_KEY_NAME, MAX_LIVE_KEYS } from "./key";
import { mintKey } from "./mint";
import { loadKeyJson } from "./queries";

const DAY_MS = 86_400_000;

export const createKey = command({
  name: "keys.create",
  summary: "Make an API key.",
  description: `The whole key is answered this once. Bound to a bot of yours it acts as that bot, else as you. An account has at most ${MAX_LIVE_KEYS} live keys, and each of its bots as many.`,
  access: "session",
  input: {
    name: line(MAX_KEY_NAME).meta({ description: "What it is for.", examples: ["My Agent"] }),
    botId: id("bot").nullish(),
    expiresInDays: z
      .int()
      .min(1)
      .max(MAX_EXPIRY_DAYS)
      .nullish()
      .meta({ description: "Never, when left out, as `expiresAt` is." }),
    expiresAt: instant.nullish().meta({
      description: `The moment itself, instead of \`expiresInDays\`: in the future, at most ${MAX_EXPIRY_DAYS} days away.`,
    }),
  },
  output: { apiKey: z.string().meta({ description: "Shown this once." }), keyId: z.string(), key: Key },
  async run(ctx, { name, botId, ...expiry }) {
    const { userId } = ctx.actor;
    const expiresAt = expiryOf(expiry, ctx.now);
    if (botId) await lockBot(ctx.db, userId, botId);
    const { apiKey, keyId } = await mintKey(ctx, { userId, botId, name, expiresAt });
    return { apiKey, keyId, key: await loadKeyJson(ctx.db, ctx.casing, keyId) };
  },
});

type Expiry = { expiresInDays?: number | null | undefined; expiresAt?: Date | null | undefined };

/** When a key stops working; null for never. Refuses two ways of saying it, a moment that has passed, and one too far away. */
function expiryOf({ expiresInDays, expiresAt }: Expiry, now: Date): Date | null {
  if (expiresInDays != null && expiresAt != null)
    throw invalid("expiresAt", "and expiresInDays say the same: send one of them");
  if (expiresInDays != null) return new Date(now.getTime() + expiresInDays * DAY_MS);
  if (expiresAt == null) return null;
  if (expiresAt <= now) throw invalid("expiresAt", "must be in the future");
  if (expiresAt.getTime() > now.getTime() + MAX_EXPIRY_DAYS * DAY_MS)
    throw invalid("expiresAt", `must be at most ${MAX_EXPIRY_DAYS} days away`);
  return expiresAt;
}
