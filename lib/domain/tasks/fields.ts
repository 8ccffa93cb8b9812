import { z } from "zod";
import { urgencies } from "@/db/schema";
import { dollars, instant, line, metadata, slugOf, text, wholeCents, words } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import { category } from "./categories";
import { MAX_CRITERIA, MAX_CRITERION, MAX_DESCRIPTION, MAX_SKILL, MAX_SKILLS, MAX_TITLE } from "./task";

/** Where a task is done. Without one it is remote. */
export const locationInput = z
  .object({
    type: z.enum(["remote", "local"]).default("local"),
    name: line(200).nullish(),
    latitude: z.number().min(-90).max(90).nullish(),
    longitude: z.number().min(-180).max(180).nullish(),
    radiusKm: z.number().min(0).max(20_000).nullish(),
    country: line(100).nullish(),
  })
  .nullish();

/** What a Gigiac caller may say of a task, when posting it and when editing it. */
export const taskFields = {
  title: line(MAX_TITLE),
  description: text(MAX_DESCRIPTION),
  category,
  requiredSkills: words(MAX_SKILLS, MAX_SKILL).meta({
    description: "Slugs or labels: `Data Entry` is kept as data-entry.",
  }),
  deadline: instant
    .nullish()
    .meta({ description: "When nobody was chosen by then, the task expires and what was held goes back." }),
  maxProposals: z.int().min(1).max(1000).nullish(),
  location: locationInput,
  urgency: z.enum(urgencies),
  acceptanceCriteria: z.array(line(MAX_CRITERION)).max(MAX_CRITERIA),
  metadata: metadata.nullish(),
};

/** The budget in any of its spellings. */
export const budgetFields = {
  budget: dollars.optional().meta({ description: "Dollars; the same as budget_amount." }),
  budgetAmount: dollars.optional().meta({ description: "Dollars, as a number or decimal string." }),
  budgetCents: wholeCents.optional().meta({ description: "Whole cents; instead of the other two." }),
};

/** The one budget that was named, in cents. Refuses two that differ. */
export function budgetOf(input: {
  budget?: number | undefined;
  budgetAmount?: number | undefined;
  budgetCents?: number | undefined;
}): number | undefined {
  const named = [input.budget, input.budgetAmount, input.budgetCents].filter((cents) => cents !== undefined);
  if (new Set(named).size > 1) throw invalid("budget", "is named twice, with different amounts");
  return named[0];
}

type Place = z.output<typeof locationInput>;

/** A place as the columns that hold it. */
export function placed(location: Place) {
  if (!location || location.type === "remote")
    return {
      locationType: "remote" as const,
      locationName: location?.name ?? null,
      latitude: null,
      longitude: null,
      radiusKm: null,
      country: location?.country ?? null,
    };
  if (location.latitude == null) throw invalid("location.latitude", "is required for a local task");
  if (location.longitude == null) throw invalid("location.longitude", "is required for a local task");
  return {
    locationType: "local" as const,
    locationName: location.name ?? null,
    latitude: location.latitude,
    longitude: location.longitude,
    radiusKm: location.radiusKm ?? null,
    country: location.country ?? null,
  };
}

/** Skills as they are kept and matched: slugs, each once, in the order they were named. */
export const skillSlugs = (skills: string[]) => [...new Set(skills.map(slugOf).filter((slug) => slug !== ""))];

/** A deadline in the past would expire the task as soon as it is posted. */
export function refusePast(field: string, moment: Date | null | undefined, now: Date) {
  if (moment && moment <= now) throw invalid(field, "must be in the future");
}
