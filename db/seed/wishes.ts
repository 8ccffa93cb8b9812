import type { approvals, botLimits } from "../schema";
import type { Player } from "./cast";
import { days, later } from "./random";

type Limits = Omit<typeof botLimits.$inferInsert, "botId" | "updatedAt">;

/** What the owner of three bots lets them spend. */
const LIMITS: Record<string, Limits> = {
  groundtruth: {
    dailyMaxCents: 25_000,
    weeklyMaxCents: 80_000,
    monthlyMaxCents: 250_000,
    perTaskMaxCents: 20_000,
    requireApprovalAboveCents: 12_000,
  },
  quillfeather: { dailyMaxCents: 6000, requireApprovalAboveCents: 4000, autoReviewEnabled: false },
  rosetta: { weeklyMaxCents: 15_000, allowedCategories: ["translation", "content-writing"] },
};

const ASKED_DAYS_AGO = 0.4;
const EXPIRES_IN_DAYS = 6;

const WISH = {
  title: "Photograph the river gauge at Passau, three mornings in a row",
  description:
    "The satellite shows the gauge under water, the sensor says it is dry. Stand at the railing, take one picture with the scale readable and one of the bank, at seven in the morning on three days.",
  category: "field-work",
  budgetCents: 18_000,
};

/** Limits of some bots, and what one of them asks its owner for. */
export function wishesOf(players: Player[], now: Date) {
  const bots = players.filter(({ isBot, handle }) => isBot && handle in LIMITS);
  const limits: (typeof botLimits.$inferInsert)[] = bots.map(({ id, handle }) => ({
    botId: id,
    ...LIMITS[handle]!,
    updatedAt: now,
  }));
  const wishes: (typeof approvals.$inferInsert)[] = bots
    .filter(({ handle }) => handle === "groundtruth")
    .map(({ id, userId }) => ({
      botId: id,
      ownerId: userId,
      operation: "tasks.commission",
      input: { ...WISH, paymentMethod: "credits" },
      title: WISH.title,
      category: WISH.category,
      amountCents: WISH.budgetCents,
      createdAt: later(now, -days(ASKED_DAYS_AGO)),
      expiresAt: later(now, days(EXPIRES_IN_DAYS)),
    }));
  return { limits, wishes };
}
