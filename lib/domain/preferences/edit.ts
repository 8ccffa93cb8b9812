import { z } from "zod";
import { preferences } from "@/db/schema";
import { dollarsOrNothing } from "@/lib/core/fields";
import { command } from "@/lib/core/operation";
import { category } from "@/lib/domain/tasks/categories";
import { fundingOf, PAYMENT_METHODS } from "@/lib/domain/tasks/task";
import { DAYS, loadPreferences, POSTER_KINDS, Preferences } from "./preferences";

const MAX_CATEGORIES = 50;
const HOURS_A_WEEK = 168;

const isTimeZone = (name: string) => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

const SHORT: Record<string, (typeof DAYS)[number]> = Object.fromEntries(DAYS.map((day) => [day.slice(0, 3), day]));
const day = z
  .string()
  .transform((value) => value.trim().toLowerCase())
  .transform((value) => SHORT[value] ?? value)
  .pipe(z.enum(DAYS));

const unique = <T>(list: T[]): T[] => [...new Set(list)];

export const editPreferences = command({
  name: "preferences.edit",
  summary: "Update your matching preferences.",
  description:
    "What is left out stays as it is, also inside `availability`. An empty list, null or 0 takes a wish back.",
  access: "account",
  input: {
    minBudget: dollarsOrNothing
      .nullish()
      .meta({ description: "Dollars; tasks below it, or without a budget, are left out." }),
    categories: z.array(category).max(MAX_CATEGORIES).transform(unique).nullish(),
    availability: z
      .object({
        hoursPerWeek: z.int().min(0).max(HOURS_A_WEEK).nullish(),
        timezone: z.string().refine(isTimeZone, "must be an IANA time zone like Europe/Berlin").nullish(),
        days: z.array(day).max(50).transform(unique).nullish(),
      })
      .nullish(),
    paymentMethods: z.array(z.enum(PAYMENT_METHODS)).max(50).transform(unique).nullish(),
    posterKind: z.enum(POSTER_KINDS).nullish(),
    remoteOnly: z.boolean().nullish(),
  },
  output: Preferences.shape,
  async run({ db, actor, now }, input) {
    const { availability } = input;
    /** undefined stays as it is; null takes the wish back. */
    const or = <T, E>(value: T | null | undefined, none: E): T | E | undefined => (value === null ? none : value);
    const wishes = {
      minBudgetCents: or(input.minBudget, 0),
      categories: or(input.categories, []),
      hoursPerWeek: availability === null ? null : availability?.hoursPerWeek,
      timezone: availability === null ? null : availability?.timezone,
      days: availability === null ? [] : or(availability?.days, []),
      fundings: or(input.paymentMethods, [])?.map(fundingOf),
      posterKind: or(input.posterKind, "any" as const),
      remoteOnly: or(input.remoteOnly, false),
    };
    await db
      .insert(preferences)
      .values({ userId: actor.userId, ...wishes, updatedAt: now })
      .onConflictDoUpdate({ target: preferences.userId, set: { ...wishes, updatedAt: now } });
    return loadPreferences(db, actor.userId);
  },
});
