import { z } from "zod";
import { dollars, line, MAX_CENTS, metadata, optionalText, text } from "@/lib/core/fields";
import { allInvalid, invalid } from "@/lib/core/invalid";
import { skillSlugs } from "../fields";
import type { TaskRow } from "../queries";
import { isFunded, MAX_DESCRIPTION, MAX_TITLE } from "../task";
import { FUNDING_TYPES, LOCATION_TYPES, URGENCIES } from "./task";

const MAX_SKILLS_TEXT = 1000;
const MAX_PROMISE = 1_000_000;
const MAX_USD_DECIMALS = 2;
const MAX_DECIMALS = 20;
/** A finished task counts in each of its skills. */
const MAX_SKILLS = 100;

const skillsNeeded = z
  .union([z.string(), z.array(z.string()).transform((list) => list.join(", "))], {
    error: "must be one comma-separated string",
  })
  .refine((value) => value.length <= MAX_SKILLS_TEXT, `must be at most ${MAX_SKILLS_TEXT} characters`)
  .pipe(line(MAX_SKILLS_TEXT).catch(""))
  .transform((skillsText) => ({ requiredSkills: skillSlugs(skillsText.split(",")), skillsText }))
  .refine(({ requiredSkills }) => requiredSkills.length <= MAX_SKILLS, `must name at most ${MAX_SKILLS} skills`)
  .meta({
    description: `Comma-separated, at most ${MAX_SKILLS} skills and ${MAX_SKILLS_TEXT} characters.`,
    examples: ["gardening, physical labor"],
  });

const promisedAmount = z
  .union([z.string(), z.number().transform(String)], { error: 'must be a decimal string like "45.00"' })
  .transform((value) => value.trim())
  .refine((value) => value === "" || /^(0|[1-9]\d{0,6})(\.\d+)?$/.test(value), 'must be a decimal string like "45.00"')
  .refine((value) => !isMoreThanAMillion(value), "must be between 0 and 1,000,000")
  .refine((value) => decimals(value) <= MAX_DECIMALS, `must have at most ${MAX_DECIMALS} decimals`)
  .transform((value) => (value === "" ? null : value))
  .nullable()
  .meta({
    description: `What an OFFSITE_PAY task promises: a decimal string, 0 to 1,000,000; at most ${MAX_USD_DECIMALS} decimals in USD, ${MAX_DECIMALS} in other currencies.`,
    examples: ["45.00"],
  });

const decimals = (amount: string) => amount.split(".")[1]?.length ?? 0;
/** Compared digit by digit: twenty decimals are more than a JavaScript number holds. */
const isMoreThanAMillion = (amount: string) => {
  const [whole = "0", fraction = ""] = amount.split(".");
  return Number(whole) > MAX_PROMISE || (Number(whole) === MAX_PROMISE && /[1-9]/.test(fraction));
};

const DAY_MS = 86_400_000;

/** What a GiveGigs caller may say of a task, when posting it and when changing it. All of it may be left out of a change. */
export const giveGigsFields = {
  title: line(MAX_TITLE).optional(),
  description: text(MAX_DESCRIPTION).optional(),
  hope: optionalText(2000).meta({ description: "The hoped-for result, and why it benefits humanity." }),
  skillsNeeded: skillsNeeded.optional(),
  fundingType: z.enum(FUNDING_TYPES).optional(),
  promisedAmount: promisedAmount.optional(),
  currency: line(20)
    .transform((value) => (value.toUpperCase() === "USD" ? "USD" : value))
    .optional()
    .meta({ description: "Of the promise. Default: USD.", examples: ["USD"] }),
  paymentMethod: optionalText(500).meta({ description: "How you will pay. Preferred: ETH on Base, or Solana." }),
  contactMethods: optionalText(2000).meta({
    description: "How to reach you; shown to signed-in callers. Required for OFFSITE_PAY.",
  }),
  urgency: z.enum(URGENCIES).optional().meta({ description: "Default: NORMAL." }),
  locationType: z
    .enum(LOCATION_TYPES)
    .optional()
    .meta({ description: "Default: REMOTE. LOCAL needs latitude, longitude and country." }),
  latitude: z.number().min(-90).max(90).nullish(),
  longitude: z.number().min(-180).max(180).nullish(),
  locationName: optionalText(200),
  locationRadius: z
    .number()
    .min(0)
    .max(20_000)
    .nullish()
    .meta({ description: "Kilometres; null for the exact point." }),
  country: optionalText(100),
  expiresInDays: z
    .int()
    .min(1)
    .max(365)
    .optional()
    .meta({ description: "Counted from this request; without it an open task does not expire." }),
  metadata: metadata.nullish(),
  clientId: z
    .string()
    .max(40)
    .nullable()
    .optional()
    .meta({ description: "Your client profile, to show the task under it; null shows it under none." }),
};

export const giveGigsBudget = dollars.optional().meta({
  description: "Dollars, for ESCROW: moved from your credits and held until the work is accepted.",
});

export type GiveGigsInput = { [K in keyof typeof giveGigsFields]?: z.output<(typeof giveGigsFields)[K]> | undefined };

/** The given fields as columns; what was not given is absent. */
export function columnsOf(input: GiveGigsInput, now: Date) {
  const { skillsNeeded, urgency, locationType, locationRadius, expiresInDays, fundingType: _, ...same } = input;
  const columns = {
    ...same,
    ...skillsNeeded,
    urgency: urgency?.toLowerCase() as TaskRow["urgency"] | undefined,
    locationType: locationType?.toLowerCase() as TaskRow["locationType"] | undefined,
    radiusKm: locationRadius,
    expiresAt: expiresInDays === undefined ? undefined : new Date(now.getTime() + expiresInDays * DAY_MS),
  };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined)) as Partial<
    Pick<
      TaskRow,
      | "title"
      | "description"
      | "hope"
      | "requiredSkills"
      | "skillsText"
      | "promisedAmount"
      | "currency"
      | "paymentMethod"
      | "contactMethods"
      | "urgency"
      | "locationType"
      | "latitude"
      | "longitude"
      | "locationName"
      | "radiusKm"
      | "country"
      | "expiresAt"
      | "metadata"
      | "clientId"
    >
  >;
}

/** A promise as Gigiac's budget shows it: cents, where it is dollars that it can carry; a promise in another money is none. */
export function promisedCents({ promisedAmount, currency = "USD" }: Pick<Told, "promisedAmount" | "currency">) {
  const cents = Math.round(Number(promisedAmount) * 100);
  return promisedAmount && currency === "USD" && cents > 0 && cents <= MAX_CENTS ? cents : null;
}

type Told = Partial<
  Pick<
    TaskRow,
    "promisedAmount" | "currency" | "contactMethods" | "locationType" | "latitude" | "longitude" | "country"
  >
>;

/**
 * What must hold of a task as a whole, whether it is new or changed. A promise that was made in Gigiac's words names no
 * contact, and changing it asks for none: `was` is how a changed task was paid so far.
 */
export function refuseContradictions(funding: TaskRow["funding"], task: Told, was?: TaskRow["funding"]) {
  const { promisedAmount, currency = "USD", contactMethods, locationType, latitude, longitude, country } = task;
  if (funding === "offsite" && was !== "offsite" && !contactMethods)
    throw invalid("contactMethods", "is required for OFFSITE_PAY: say how the worker reaches you");
  if (funding !== "offsite" && promisedAmount && Number(promisedAmount) > 0)
    throw invalid(
      "promisedAmount",
      funding === "charity"
        ? "is only for OFFSITE_PAY: set fundingType too"
        : "is only for OFFSITE_PAY: ESCROW takes `budget`",
    );
  if (isFunded(funding) && currency !== "USD") throw invalid("currency", "must be USD for ESCROW: dollars are held");
  if (currency === "USD" && promisedAmount && decimals(promisedAmount) > MAX_USD_DECIMALS)
    throw invalid("promisedAmount", `must have at most ${MAX_USD_DECIMALS} decimals in USD`);
  const lacking = locationType === "local" ? unset({ latitude, longitude, country: country || undefined }) : [];
  if (lacking.length > 0) throw allInvalid(lacking, "is required when locationType is LOCAL");
}

/** The names of those that have no value. */
export const unset = (fields: Record<string, unknown>): string[] =>
  Object.keys(fields).filter((name) => fields[name] == null);
