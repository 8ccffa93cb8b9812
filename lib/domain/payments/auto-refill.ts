import { eq } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db";
import { autoRefills, ledgerAccounts } from "@/db/schema";
import { dollars, Moment } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import { commandWithAfter, query } from "@/lib/core/operation";
import { credits, usd } from "@/lib/domain/money/ledger";
import { orderCheckout, pageOf } from "./checkout";
import { LARGEST_DEPOSIT, SMALLEST_DEPOSIT } from "./deposit";
import { handlers } from "./handlers";
import { fulfil } from "./ops";
import { REFILLS_A_DAY } from "./refill";

const SMALLEST_THRESHOLD = 100;
const LARGEST_THRESHOLD = 100_000;
const LARGEST_MONTH = 5_000_000;
/** Without a limit of one's own, a month takes this many refills. */
const MONTHLY_TIMES = 3;

export const AutoRefill = z
  .object({
    enabled: z.boolean(),
    threshold: z.number().meta({ description: "Dollars: available credits below this are refilled." }),
    amount: z.number().meta({ description: "Dollars a refill." }),
    monthlyLimit: z.number().meta({ description: "Dollars that refills take in a month (UTC), at most." }),
    card: z.object({ brand: z.string(), last4: z.string() }).nullable(),
    mandate: z.string().nullable().meta({ description: "The words under which the card is charged." }),
    trouble: z.string().nullable().meta({ description: "Why it waits, or was switched off." }),
    notBefore: Moment.nullable().meta({ description: "No refill before this." }),
  })
  .meta({ id: "AutoRefill" });

/** What somebody agrees to who saves a card for refills. */
export const mandateOf = (threshold: number, amount: number, monthlyLimit: number) =>
  `I allow Bothand to charge my saved card ${usd(amount)} whenever my available credits fall below ${usd(threshold)}, at most ${REFILLS_A_DAY} times a day and ${usd(monthlyLimit)} a month, until I switch this off.`;

async function load(db: Db, userId: string): Promise<z.output<typeof AutoRefill> | null> {
  const [row] = await db.select().from(autoRefills).where(eq(autoRefills.userId, userId));
  if (!row) return null;
  const { enabled, threshold, amount, monthlyLimit, cardBrand, cardLast4, mandate, trouble, notBefore } = row;
  return {
    enabled,
    threshold: threshold / 100,
    amount: amount / 100,
    monthlyLimit: monthlyLimit / 100,
    card: row.paymentMethod ? { brand: cardBrand!, last4: cardLast4! } : null,
    mandate,
    trouble,
    notBefore: notBefore?.toISOString() ?? null,
  };
}

export const loadAutoRefill = query({
  name: "credits.auto_refill",
  summary: "Get the automatic refill of your credits.",
  description: "null while it was never set up.",
  access: "owner",
  input: {},
  output: { autoRefill: AutoRefill.nullable() },
  run: async ({ db, actor }) => ({ autoRefill: await load(db, actor.userId) }),
});

/** Cents within limits, or a refusal that names the field and both. */
function within(field: string, cents: number | undefined, least: number, most: number): number {
  if (cents === undefined) throw invalid(field, "is required, in dollars");
  if (cents < least || cents > most)
    throw invalid(field, `must be ${usd(least).replace(".00", "")} to ${usd(most).replace(".00", "")}`);
  return cents;
}

export const setUpAutoRefill = commandWithAfter({
  name: "credits.setup_auto_refill",
  summary: "Configure automatic credit refill when balance drops below a threshold.",
  description:
    "A saved card is charged `amount` when the available credits fall below `threshold`: one at a time, at most three times a day and `monthly_limit` a month (three refills when left out). " +
    "While no card is saved the answer has `setup_url`, a page of Stripe's to save one on; `new_card: true` asks for another. " +
    "A card that the bank refuses is tried again after a day and after three more, and one that needs its owner there, or works no more, switches this off; `trouble` says so, and a mail. " +
    "Switched off, the threshold still tells you by the event credits.low_balance.",
  access: "owner",
  input: {
    enabled: z.boolean(),
    threshold: dollars.optional().meta({ description: "Dollars, 1 to 1,000. Required unless it was set before." }),
    amount: dollars.optional().meta({ description: "Dollars, 5 to 10,000. Required unless it was set before." }),
    monthlyLimit: dollars.optional().meta({ description: "Dollars, from `amount` to 50,000." }),
    newCard: z.boolean().default(false),
  },
  output: {
    ...AutoRefill.shape,
    setupUrl: z.url().nullable().meta({ description: "Where to save a card; null when one is." }),
  },
  async run(ctx, { enabled, newCard, ...asked }) {
    const { userId } = ctx.actor;
    const [known] = await ctx.db.select().from(autoRefills).where(eq(autoRefills.userId, userId)).for("update");
    const threshold = within("threshold", asked.threshold ?? known?.threshold, SMALLEST_THRESHOLD, LARGEST_THRESHOLD);
    const amount = within("amount", asked.amount ?? known?.amount, SMALLEST_DEPOSIT, LARGEST_DEPOSIT);
    const kept = asked.amount === undefined ? known?.monthlyLimit : undefined;
    const monthlyLimit = within(
      "monthlyLimit",
      asked.monthlyLimit ?? kept ?? Math.min(amount * MONTHLY_TIMES, LARGEST_MONTH),
      amount,
      LARGEST_MONTH,
    );
    const [wallet] = await ctx.db
      .select()
      .from(ledgerAccounts)
      .where(eq(ledgerAccounts.code, credits(userId).code));
    const isLow = (wallet?.balance ?? 0) < threshold;
    const agreed = enabled && { mandate: mandateOf(threshold, amount, monthlyLimit), mandateAt: ctx.now };
    const setting = {
      enabled,
      threshold,
      amount,
      monthlyLimit,
      ...agreed,
      // What is low already is a fall as well; it was seen by whoever set this up.
      lowSince: isLow ? (known?.lowSince ?? ctx.now) : null,
      toldAt: isLow ? (known?.lowSince ?? ctx.now) : null,
      notBefore: null,
      failures: 0,
      trouble: null,
      updatedAt: ctx.now,
    };
    await ctx.db
      .insert(autoRefills)
      .values({ userId, ...setting, createdAt: ctx.now })
      .onConflictDoUpdate({ target: autoRefills.userId, set: setting });
    const wantsCard = enabled && (newCard || !known?.paymentMethod);
    const checkoutId = wantsCard ? await orderCheckout(ctx, { kind: "card", userId, amount: 0 }) : null;
    return { autoRefill: (await load(ctx.db, userId))!, checkoutId };
  },
  async after({ autoRefill, checkoutId }) {
    if (!checkoutId) return { ...autoRefill, setupUrl: null };
    await fulfil(handlers, "checkout.open", checkoutId);
    return { ...autoRefill, setupUrl: (await pageOf(checkoutId)).checkoutUrl };
  },
});
