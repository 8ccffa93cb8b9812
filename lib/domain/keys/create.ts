import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { idPattern } from "@/db/id";
import { botProfiles } from "@/db/schema";
import { notFound } from "@/lib/core/errors";
import { id, line } from "@/lib/core/fields";
import { command } from "@/lib/core/operation";
import { Key, MAX_EXPIRY_DAYS, MAX_KEY_NAME, MAX_LIVE_KEYS } from "./key";
import { mintKey } from "./mint";
import { loadKeyJson } from "./queries";

const DAY_MS = 86_400_000;
const isBotId = idPattern("bot");

export const createKey = command({
  name: "keys.create",
  summary: "Make an API key.",
  description: `The whole key is answered this once. Bound to a bot of yours it acts as that bot, else as you. An account has at most ${MAX_LIVE_KEYS} live keys, and each of its bots as many.`,
  access: "session",
  input: {
    name: line(MAX_KEY_NAME).meta({ description: "What it is for.", examples: ["My Agent"] }),
    botId: id("bot").nullish(),
    expiresInDays: z.int().min(1).max(MAX_EXPIRY_DAYS).nullish().meta({ description: "Never, when left out." }),
  },
  output: { apiKey: z.string().meta({ description: "Shown this once." }), keyId: z.string(), key: Key },
  async run(ctx, { name, botId, expiresInDays }) {
    const { userId } = ctx.actor;
    if (botId) await refuseForeignBot(ctx.db, userId, botId);
    const expiresAt = expiresInDays ? new Date(ctx.now.getTime() + expiresInDays * DAY_MS) : null;
    const { apiKey, keyId } = await mintKey(ctx, { userId, botId, name, expiresAt });
    return { apiKey, keyId, key: await loadKeyJson(ctx.db, ctx.casing, keyId) };
  },
});

async function refuseForeignBot(db: Parameters<typeof loadKeyJson>[0], userId: string, botId: string) {
  const owned = isBotId.test(botId)
    ? await db.$count(
        botProfiles,
        and(eq(botProfiles.id, botId), eq(botProfiles.ownerId, userId), isNull(botProfiles.deletedAt)),
      )
    : 0;
  if (owned === 0) throw notFound("bot");
}
