import { and, eq, isNotNull } from "drizzle-orm";
import type { Db } from "@/db";
import { apiKeys, botLimits } from "@/db/schema";
import type { Account } from "@/lib/core/context";
import { Refusal } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { command, query } from "@/lib/core/operation";
import { loadBotJson, lockBot } from "@/lib/domain/bots/queries";
import { actingBot } from "@/lib/domain/bots/record";
import { Limits, limitFields, loadLimits } from "./limits";

const botId = id("bot").optional().meta({ description: "Which of your bots, where the caller is not one." });

/** Whose limits are meant. @throws FORBIDDEN for a bot that means another one. */
export function meant(actor: Account, named: string | undefined): string {
  if (actor.kind !== "bot" && named !== undefined) return named;
  const bot = actingBot(actor);
  if (named !== undefined && named !== bot)
    throw new Refusal("FORBIDDEN", "A bot sees its own limits; only its owner sees those of the others.");
  return bot;
}

export const loadCommissioning = query({
  name: "bots.commissioning",
  summary: "Get current commissioning config and spending guardrails.",
  description: "Of the calling bot, or of the one that its owner names. A bot that nobody limited has none: null.",
  access: "account",
  input: { botId },
  output: Limits.shape,
  async run({ db, casing, actor }, { botId }) {
    const bot = meant(actor, botId);
    await loadBotJson(db, casing, actor.userId, bot);
    return loadLimits(db, bot);
  },
});

const { enabled, allowedCategories, autoReviewEnabled } = limitFields;

export const setCommissioning = command({
  name: "bots.set_commissioning",
  summary: "Enable or update commissioning config and spending guardrails.",
  description:
    "What is left out stays as it is. The owner sets anything: from the browser, or with a key that is not bound to the bot (naming the bot with X-Bot-Id or `bot_id`). " +
    "A bot with a key of its own may only limit itself further: what would loosen a limit is 403. " +
    "What is held against the limits: posting a task paid with credits, raising its budget, moving it to credits, accepting above the budget (the difference), hiring by card. Deposits are no spends. " +
    "Days, weeks (from Monday) and months begin at midnight UTC. What comes back (a task cancelled, deleted, expired or done for less) gives room again in the windows in which it was spent.",
  access: "account",
  input: {
    botId,
    enabled: enabled.optional(),
    dailyMaxCents: limitFields.dailyMaxCents.optional(),
    weeklyMaxCents: limitFields.weeklyMaxCents.optional(),
    monthlyMaxCents: limitFields.monthlyMaxCents.optional(),
    perTaskMaxCents: limitFields.perTaskMaxCents.optional(),
    requireApprovalAboveCents: limitFields.requireApprovalAboveCents.optional(),
    allowedCategories: allowedCategories.optional(),
    autoReviewEnabled: autoReviewEnabled.optional(),
  },
  output: Limits.shape,
  async run({ db, now, actor }, { botId, ...wanted }) {
    const bot = meant(actor, botId);
    await lockBot(db, actor.userId, bot);
    const before = await loadLimits(db, bot);
    const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
    const limits: Limits = { ...before, ...given };
    if (await isBound(db, actor)) refuseLooser(before, limits);
    await db
      .insert(botLimits)
      .values({ ...limits, updatedAt: now })
      .onConflictDoUpdate({ target: botLimits.botId, set: { ...limits, updatedAt: now } });
    return limits;
  },
});

/** Whether the caller holds no more than the bot's own key: an owner has the browser, or a key of the account. */
async function isBound(db: Db, actor: Account): Promise<boolean> {
  if (actor.kind !== "bot" || actor.keyId === null) return false;
  return (await db.$count(apiKeys, and(eq(apiKeys.id, actor.keyId), isNotNull(apiKeys.botId)))) > 0;
}

const AMOUNTS = [
  ["dailyMaxCents", "daily_max_cents"],
  ["weeklyMaxCents", "weekly_max_cents"],
  ["monthlyMaxCents", "monthly_max_cents"],
  ["perTaskMaxCents", "per_task_max_cents"],
  ["requireApprovalAboveCents", "require_approval_above_cents"],
] as const;

/** @throws FORBIDDEN: limits that the limited could lift would be none. */
function refuseLooser(before: Limits, after: Limits) {
  const looser: string[] = AMOUNTS.filter(
    ([key]) => (after[key] ?? Number.POSITIVE_INFINITY) > (before[key] ?? Number.POSITIVE_INFINITY),
  ).map(([, name]) => name);
  if (after.enabled && !before.enabled) looser.push("enabled");
  if (after.autoReviewEnabled && !before.autoReviewEnabled) looser.push("auto_review_enabled");
  const allowed = before.allowedCategories;
  if (allowed && !after.allowedCategories?.every((each) => allowed.includes(each))) looser.push("allowed_categories");
  if (looser.length > 0)
    throw new Refusal(
      "FORBIDDEN",
      `Only the owner may loosen a bot's limits, from the browser or with a key not bound to it: ${looser.join(", ")}.`,
    );
}
