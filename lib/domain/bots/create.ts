import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { newId } from "@/db/id";
import { actors, botProfiles, users } from "@/db/schema";
import { forgetKey } from "@/lib/auth/keys";
import { Refusal } from "@/lib/core/errors";
import { command } from "@/lib/core/operation";
import { mintKey } from "@/lib/domain/keys/mint";
import { BotProfile, botFields, MAX_BOTS, WEBHOOK_EVENTS } from "./profile";
import { loadBotJson } from "./queries";
import { newWebhookSecret } from "./secret";
import { claimSkills } from "./skills";

/** A bot profile at its birth, with what is shown this once. */
const NewBotProfile = BotProfile.extend({
  apiKey: z.string().meta({ description: "A key bound to this bot: what it does, the bot does. Shown this once." }),
  keyId: z.string(),
  webhookSecret: z.string().optional().meta({
    description: "Signs the webhook's deliveries (Standard Webhooks). Only with a webhook_url; shown this once.",
  }),
}).meta({ id: "NewBotProfile" });

export const createBot = command({
  name: "bots.create",
  summary: "Create a new bot profile.",
  description: `Answers the profile and, this once, an API key bound to it and the signing secret of its webhook. An account has at most ${MAX_BOTS} bots. A bot spends and earns for its owner.`,
  access: "owner",
  input: {
    ...botFields,
    skills: botFields.skills.default([]),
    webhookEvents: botFields.webhookEvents.optional(),
  },
  output: { botProfile: NewBotProfile },
  async run(ctx, { name, skills, avatarUrl, webhookUrl, webhookEvents, ...about }) {
    const { db, now } = ctx;
    const { userId } = ctx.actor;
    // The owner's row is the queue: without it two at once would both count forty-nine.
    await db.select({ id: users.id }).from(users).where(eq(users.id, userId)).for("update");
    const live = await db.$count(botProfiles, and(eq(botProfiles.ownerId, userId), isNull(botProfiles.deletedAt)));
    if (live >= MAX_BOTS)
      throw new Refusal("CONFLICT", `This account has ${MAX_BOTS} bots, the most it may have. Delete one first.`, {
        extra: { limit: MAX_BOTS },
      });
    const id = newId("bot", now.getTime());
    const webhookSecret = webhookUrl ? newWebhookSecret() : undefined;
    await db.insert(botProfiles).values({
      id,
      ownerId: userId,
      ...about,
      webhookUrl: webhookUrl ?? null,
      webhookEvents: webhookEvents ?? (webhookUrl ? [...WEBHOOK_EVENTS] : []),
      webhookSecret: webhookSecret ?? null,
      createdAt: now,
      updatedAt: now,
    });
    await db.insert(actors).values({ id, userId, isBot: true, name, imageUrl: avatarUrl ?? null, createdAt: now });
    await claimSkills(db, id, skills, now);
    const { apiKey, keyId } = await mintKey(ctx, { userId, botId: id, name: name.slice(0, 100) });
    // Keys that are already known must learn that they may act as this bot.
    ctx.afterCommit(() => forgetKey("*"));
    const profile = (await loadBotJson(db, "camel", userId, id)).parse();
    return { botProfile: { ...profile, apiKey, keyId, ...(webhookSecret && { webhookSecret }) } };
  },
});
