import { eq } from "drizzle-orm";
import { z } from "zod";
import { actors, botProfiles } from "@/db/schema";
import { Refusal } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import { command } from "@/lib/core/operation";
import { BotProfile, botFields, WEBHOOK_EVENTS } from "./profile";
import { loadBotJson, lockBot } from "./queries";
import { newWebhookSecret } from "./secret";
import { claimSkills } from "./skills";

const EditedBotProfile = BotProfile.extend({
  webhookSecret: z
    .string()
    .optional()
    .meta({ description: "Only when the profile got its first webhook_url; shown this once." }),
}).meta({ id: "EditedBotProfile" });

export const editBot = command({
  name: "bots.edit",
  summary: "Update a bot profile.",
  description:
    "By its owner, or by the bot itself. `skills` replaces what is claimed; what was earned stays. A first `webhook_url` answers its signing secret once; a new one keeps it. A body without a known field changes nothing and answers the profile as it is.",
  access: "account",
  input: {
    botId: id("bot"),
    name: botFields.name.optional(),
    description: botFields.description.optional(),
    model: botFields.model.optional(),
    framework: botFields.framework.optional(),
    skills: botFields.skills.optional(),
    webhookUrl: botFields.webhookUrl,
    webhookEvents: botFields.webhookEvents.optional(),
    avatarUrl: botFields.avatarUrl,
  },
  output: { botProfile: EditedBotProfile },
  async run({ db, now, actor }, { botId, name, skills, avatarUrl, webhookUrl, webhookEvents, ...about }) {
    const bot = await lockBot(db, actor.userId, botId);
    if (actor.kind === "bot" && actor.actorId !== botId)
      throw new Refusal("FORBIDDEN", "A bot edits its own profile; only its owner edits the others.");
    const asked = [name, skills, avatarUrl, webhookUrl, webhookEvents, ...Object.values(about)];
    if (asked.every((value) => value === undefined))
      return { botProfile: (await loadBotJson(db, "camel", actor.userId, botId)).parse() };
    const url = webhookUrl === undefined ? bot.webhookUrl : webhookUrl;
    if (webhookEvents?.length && url === null) throw invalid("webhookEvents", "needs a webhook_url to be delivered to");
    const webhookSecret = url !== null && bot.webhookSecret === null ? newWebhookSecret() : undefined;
    const events = webhookEvents ?? (url !== null && bot.webhookUrl === null ? [...WEBHOOK_EVENTS] : undefined);
    await db
      .update(botProfiles)
      .set({
        ...about,
        webhookUrl: url,
        webhookEvents: url === null ? [] : events,
        // A secret outlives its URL no longer than the URL does.
        webhookSecret: url === null ? null : webhookSecret,
        updatedAt: now,
      })
      .where(eq(botProfiles.id, botId));
    if (name !== undefined || avatarUrl !== undefined)
      await db.update(actors).set({ name, imageUrl: avatarUrl }).where(eq(actors.id, botId));
    if (skills) await claimSkills(db, botId, skills, now);
    const profile = (await loadBotJson(db, "camel", actor.userId, botId)).parse();
    return { botProfile: { ...profile, ...(webhookSecret && { webhookSecret }) } };
  },
});
