import { eq } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db";
import { botLimits } from "@/db/schema";
import { MAX_CENTS } from "@/lib/core/fields";
import { category } from "@/lib/domain/tasks/categories";

const MAX_CATEGORIES = 50;
const limit = (description: string) => z.int().min(0).max(MAX_CENTS).nullable().meta({ description });

/** What a bot may spend, and how it is set. */
export const limitFields = {
  enabled: z.boolean().meta({ description: "False: it spends nothing at all. Default: true." }),
  dailyMaxCents: limit("Most in a day, from midnight UTC. Null: no such limit, and so below."),
  weeklyMaxCents: limit("Most in a week, from Monday, midnight UTC."),
  monthlyMaxCents: limit("Most in a month, from its first day, midnight UTC."),
  perTaskMaxCents: limit("Most for one task, everything that it came to cost taken together."),
  requireApprovalAboveCents: limit(
    "Spending more than this on a task without its owner's word is answered 202 and waits. 0: every spend waits.",
  ),
  allowedCategories: z
    .array(category)
    .max(MAX_CATEGORIES)
    .transform((list) => [...new Set(list)])
    .nullable()
    .meta({ description: "It spends on tasks of these alone. Null: on all." }),
  autoReviewEnabled: z.boolean().meta({
    description:
      "True: it accepts work by itself, which pays for it. False: accepting work that money is held for is answered 202 and waits for its owner. Default: true.",
  }),
};

export const Limits = z
  .object({ botId: z.string(), ...limitFields, allowedCategories: z.array(z.string()).nullable() })
  .meta({ id: "Commissioning" });
export type Limits = z.output<typeof Limits>;

const NONE = {
  enabled: true,
  dailyMaxCents: null,
  weeklyMaxCents: null,
  monthlyMaxCents: null,
  perTaskMaxCents: null,
  requireApprovalAboveCents: null,
  allowedCategories: null,
  autoReviewEnabled: true,
};

/** What a bot may spend; without a word of its owner's, whatever its owner has. */
export async function loadLimits(db: Db, botId: string): Promise<Limits> {
  const [row] = await db.select().from(botLimits).where(eq(botLimits.botId, botId));
  const { updatedAt: _, ...limits } = row ?? { ...NONE, botId, updatedAt: null };
  return limits;
}
