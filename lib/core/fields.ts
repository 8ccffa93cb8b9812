import { z } from "zod";
import { idPattern } from "@/db/id";

/** Text characters count as people count them: an emoji outside the basic plane is one, not two. */
const length = (text: string) => (text.length < 200 ? [...text].length : Array.from(text).length);

/**
 * Removes what has no business in text and only deceives: control characters, zero-width spaces, direction overrides
 * and language tags. Joiners that emoji and scripts need stay.
 */
const cleaned = (text: string) =>
  text
    .toWellFormed()
    .replace(
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being removed
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]|[\u{e0000}-\u{e007f}]/gu,
      "",
    )
    .replace(/\r\n?/g, "\n")
    .trim();

/** Letters that draw nothing: a text of these alone has nothing to read, and nothing to click on. */
const BLANK = /^(?:\s|\p{M}|\p{Cf}|[\u115f\u1160\u2800\u3164\uffa0])*$/u;
const isBlank = (text: string) => BLANK.test(text);

/** Required text of 1 to `max` characters, trimmed and cleaned. */
export const text = (max: number) =>
  z
    .string()
    .transform(cleaned)
    .pipe(
      z
        .string()
        .refine((value) => !isBlank(value), "must not be empty")
        .refine((value) => value.length <= max || length(value) <= max, `must be at most ${max} characters`),
    )
    .meta({ minLength: 1, maxLength: max });

/** Text that may be left out; an empty string means the same. */
export const optionalText = (max: number) =>
  z
    .string()
    .transform(cleaned)
    .pipe(
      z.string().refine((value) => value.length <= max || length(value) <= max, `must be at most ${max} characters`),
    )
    .transform((value) => (value === "" ? undefined : value))
    .nullish()
    .transform((value) => value ?? undefined)
    .meta({ maxLength: max });

/** One line: what goes into a title, a name, a subject. */
export const line = (max: number) =>
  z
    .string()
    .transform((value) => cleaned(value).replace(/\s+/g, " "))
    .pipe(
      z
        .string()
        .refine((value) => !isBlank(value), "must not be empty")
        .refine((value) => value.length <= max || length(value) <= max, `must be at most ${max} characters`),
    )
    .meta({ minLength: 1, maxLength: max });

/** No text of the database can hold it: what has one names nothing, and stays different from what it would be without. */
const withoutNul = (value: string) => value.replaceAll("\0", "\ufffd");

/** Whatever names something here: an id of any kind, a slug, an address. It is looked up as it is. */
export const reference = z.string().max(200).overwrite(withoutNul);

/** An id in the path or body. One of the wrong form is one that does not exist, so the refusal is the operation's 404. */
export const id = (prefix: string) =>
  z
    .string()
    .overwrite(withoutNul)
    .meta({ pattern: idPattern(prefix).source, examples: [`${prefix}_01k9y5t8w3a7c2e4g6h8j0k1m3`] });

/** ISO 8601 with a zone, or a date alone (midnight UTC). */
export const instant = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], {
    error: "must be an ISO 8601 date or date-time with a zone, like 2026-12-24T18:00:00Z",
  })
  .transform((value) => new Date(value))
  // A zone can carry the last hours of 9999 into a year that is written otherwise; Postgres knows no year 0.
  .refine((value) => value.getUTCFullYear() >= 1 && value.getUTCFullYear() <= 9999, "must be in the years 1 to 9999")
  .meta({ format: "date-time" });

/** How a moment leaves: ISO 8601, UTC, milliseconds, Z. */
export const Moment = z.iso.datetime({ precision: 3 });

/** The most one task may hold: a million dollars. */
export const MAX_CENTS = 100_000_000;

const dollarsFrom = (least: 0 | 1, range: string) =>
  z
    .union(
      [
        z.number(),
        z
          .string()
          .regex(/^\s*\d{1,9}(\.\d{1,2})?\s*$/, "must be a decimal number of dollars with at most two decimals"),
      ],
      {
        error: 'must be dollars, as a number or a decimal string like "45.00"',
      },
    )
    .transform((value) => (typeof value === "string" ? Number(value.trim()) : value))
    .refine((value) => Math.abs(value * 100 - Math.round(value * 100)) < 1e-6, "must have at most two decimals")
    .transform((value) => Math.round(value * 100))
    .refine((value) => value >= least && value <= MAX_CENTS, range)
    .meta({ examples: [45] });

/** Dollars as a JSON number or decimal string, at most two decimals, more than zero. Cents inside. */
export const dollars = dollarsFrom(1, "must be more than 0 and at most 1,000,000 dollars");
/** The same, where nothing is an amount too: a bound, a wish. */
export const dollarsOrNothing = dollarsFrom(0, "must be 0 to 1,000,000 dollars");

/** Whole cents, more than zero. */
export const wholeCents = z.int().min(1).max(MAX_CENTS);

/** Freeform JSON object of the caller's, at most 16 kB. */
export const metadata = z
  .record(z.string(), z.unknown())
  .transform((value) =>
    JSON.stringify(value)
      .toWellFormed()
      .replaceAll("\\u0000", "")
      .replace(/\\u[dD][89a-fA-F][0-9a-fA-F]{2}/g, "\\ufffd"),
  )
  .refine((value) => value.length <= 16_384, "must be at most 16 kB of JSON")
  .transform((value) => JSON.parse(value) as Record<string, unknown>)
  .meta({ type: "object", description: "Freeform JSON object, kept and answered as given, at most 16 kB." });

/** A skill as people write it becomes a slug and a label: "Data Entry" is data-entry. */
export const slugOf = (label: string) =>
  label
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[̀-ͯ]/g, "")
    .replace(/[^\p{L}\p{N}+#.]+/gu, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);

/** A list, or the same comma-separated in one string; trimmed, without repeats. */
export const words = (max: number, each: number) =>
  z
    .union([z.array(z.string()), z.string().transform((value) => value.split(","))], {
      error: "must be a list of strings, or one comma-separated string",
    })
    .transform((list) => [
      ...new Set(list.map((word) => cleaned(word).replace(/\s+/g, " ")).filter((word) => word !== "")),
    ])
    .pipe(
      z
        .array(z.string().refine((word) => length(word) <= each, `must be at most ${each} characters each`))
        .max(max, `must be at most ${max} entries`),
    )
    .meta({
      description: `At most ${max} entries of at most ${each} characters; an array, or one comma-separated string.`,
    });
