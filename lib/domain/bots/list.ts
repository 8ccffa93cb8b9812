import { listPage } from "@/lib/core/list";
import { list } from "@/lib/core/operation";
import { BotProfile } from "./profile";
import { botPlan } from "./queries";

export const listBots = list({
  name: "bots.list",
  summary: "List your bot profiles.",
  access: "account",
  plural: "botProfiles",
  of: BotProfile,
  input: {},
  run: ({ db, casing, actor }, page) => listPage(db, casing, botPlan, { owner: actor.userId }, page),
});
