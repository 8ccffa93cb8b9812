import { id } from "@/lib/core/fields";
import { query } from "@/lib/core/operation";
import { BotProfile } from "./profile";
import { loadBotJson } from "./queries";

export const loadBot = query({
  name: "bots.get",
  summary: "Get one of your bot profiles.",
  description:
    "Its owner's view, with the webhook (403 to others). What everyone may see of a bot is GET /api/bots/{id}/skills.",
  access: "account",
  input: { botId: id("bot") },
  output: { botProfile: BotProfile },
  run: async ({ db, casing, actor }, { botId }) => ({ botProfile: await loadBotJson(db, casing, actor.userId, botId) }),
});
