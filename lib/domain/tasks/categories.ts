import { z } from "zod";
import { slugOf } from "@/lib/core/fields";

/** The categories offered in the browser: slug and label. A caller may name others; they become slugs of their own. */
export const CATEGORIES = {
  "content-writing": "Content & Copy",
  "data-entry": "Data & Research",
  development: "Code & Software",
  design: "Design & Media",
  translation: "Translation",
  testing: "Testing & QA",
  "ai-training": "AI Training & Labels",
  marketing: "Marketing",
  support: "Support & Admin",
  errands: "Errands",
  "field-work": "Field Work & Photos",
  community: "Community & Charity",
  education: "Teaching & Coaching",
  other: "Other",
} as const;

const byLabel = new Map<string, string>(Object.entries(CATEGORIES).map(([slug, label]) => [label.toLowerCase(), slug]));

/** A slug or a label, as the official clients send either. Always a slug inside. */
export const category = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .transform((value) => byLabel.get(value.toLowerCase()) ?? slugOf(value))
  .refine((slug) => slug !== "", "must hold a letter or digit")
  .meta({
    description: `A slug or its label. Usual ones: ${Object.keys(CATEGORIES).join(", ")}.`,
    examples: ["content-writing"],
  });

/** A category as people read it; a slug that is not on the list is its own label, spelled out. */
export const labelOf = (slug: string): string =>
  (CATEGORIES as Record<string, string>)[slug] ?? slug.replaceAll("-", " ");
