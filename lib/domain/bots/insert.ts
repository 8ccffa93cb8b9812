import { and, eq, isNull } from "drizzle-orm";
import { newId } from "@/db/id";
import { actors, botProfiles, users } from "@/db/schema";
import { forgetKey } from "@/lib/auth/keys";
import type { Context } from "@/lib/core/context";
import { Refusal } from "@/lib/core/errors";
import { mintKey } from "@/lib/domain/keys/mint";
import { type ClaimedSkill, MAX_BOTS, WEBHOOK_EVENTS } from "./profile";
import { newWebhookSecret } from "./secret";
import { claimSkills } from "./skills";

type NewBot = {
  userId: string;
  name: string;
  description: string;
  model: string;
  framework: string;
  skills?: ClaimedSkill[];
  avatarUrl?: string | null | undefined;
  webhookUrl?: string | null | undefined;
  webhookEvents?: string[] | undefined;
};

/**
 * The one place where bots come into being: the profile, its public card, its skills and a key bound to it. What is secret is
 * answered this once.
 * @throws CONFLICT when the owner has as many bots as an account may have; also when two are made at once.
 */
export async function insertBot(ctx: Context<any>, { userId, name, skills, avatarUrl, ...profile }: NewBot) {
  const { db, now } = ctx;
  // The owner's row is the queue: without it two at once would both count forty-nine.
  await db.select({ id: users.id }).from(users).where(eq(users.id, userId)).for("update");
  const live = await db.$count(botProfiles, and(eq(botProfiles.ownerId, userId), isNull(botProfiles.deletedAt)));
  if (live >= MAX_BOTS)
    throw new Refusal("CONFLICT", `This account has ${MAX_BOTS} bots, the most it may have. Delete one first.`, {
      extra: { limit: MAX_BOTS },
    });
  const botId = newId("bot", now.getTime());
  const { webhookUrl = null } = profile;
  const webhookSecret = webhookUrl === null ? undefined : newWebhookSecret();
  await db.insert(botProfiles).values({
    ...profile,
    id: botId,
    ownerId: userId,
    webhookEvents: profile.webhookEvents ?? (webhookUrl === null ? [] : [...WEBHOOK_EVENTS]),
    webhookSecret,
    createdAt: now,
    updatedAt: now,
  });
  await db.insert(actors).values({ id: botId, userId, isBot: true, name, imageUrl: avatarUrl, createdAt: now });
  if (skills) await claimSkills(db, botId, skills, now);
  const { apiKey, keyId } = await mintKey(ctx, { userId, botId, name });
  // Keys that are remembered must learn that they may act as this bot too.
  ctx.afterCommit(() => forgetKey("*"));
  return { botId, apiKey, keyId, webhookSecret };
}
