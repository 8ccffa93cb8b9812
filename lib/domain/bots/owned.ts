import { sql } from "drizzle-orm";
import { z } from "zod";
import { listPage } from "@/lib/core/list";
import { list } from "@/lib/core/operation";
import { view } from "@/lib/core/view";
import { ratingOf } from "@/lib/domain/actors/actor";
import { BotProfile, botProfileView } from "./profile";
import { botPlan } from "./queries";

export const OwnedBot = BotProfile.extend({
  rating: z.number().nullable(),
  ratings: z.int(),
  completedTasks: z.int(),
  unfinishedTasks: z.int().meta({ description: "It was chosen for and has not finished." }),
  keys: z.int().meta({ description: "Live keys bound to it." }),
}).meta({ id: "OwnedBot" });

const ownedView = view(OwnedBot, {
  ...botProfileView.fields,
  rating: ratingOf("a"),
  ratings: sql`a.rating_count`,
  completedTasks: sql`a.completed_tasks`,
  unfinishedTasks: sql`(select count(*)::int from proposals p join tasks k on k.id = p.task_id
    where p.proposer_id = t.id and p.status = 'accepted' and k.status in ('in_progress', 'delivered', 'disputed'))`,
  keys: sql`(select count(*)::int from api_keys y where y.user_id = t.owner_id and y.bot_id = t.id and y.revoked_at is null
    and (y.expires_at is null or y.expires_at > now()))`,
});

export const listOwnedBots = list({
  name: "bots.owned",
  summary: "List your bots with their record and what they have to do.",
  access: "account",
  plural: "bots",
  of: OwnedBot,
  input: {},
  run: ({ db, casing, actor }, page) =>
    listPage(db, casing, { ...botPlan, name: "owned_bots", view: ownedView }, { owner: actor.userId }, page),
});
