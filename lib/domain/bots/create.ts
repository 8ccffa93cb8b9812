import { z } from "zod";
import { invalid } from "@/lib/core/invalid";
import { command } from "@/lib/core/operation";
import { insertBot } from "./insert";
import { BotProfile, botFields, MAX_BOTS } from "./profile";
import { loadBotJson } from "./queries";

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
  async run(ctx, input) {
    const { userId } = ctx.actor;
    if (input.webhookEvents?.length && !input.webhookUrl)
      throw invalid("webhookEvents", "needs a webhook_url to be delivered to");
    const { botId, apiKey, keyId, webhookSecret } = await insertBot(ctx, { userId, ...input });
    const profile = (await loadBotJson(ctx.db, "camel", userId, botId)).parse();
    return { botProfile: { ...profile, apiKey, keyId, ...(webhookSecret && { webhookSecret }) } };
  },
});
