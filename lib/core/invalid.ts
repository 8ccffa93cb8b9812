import type { z } from "zod";
import { type Casing, named, OPAQUE } from "./casing";
import { type Detail, Refusal } from "./errors";

/** A 400 that names the field and says what it must be. */
export const invalid = (path: string, message: string): Refusal => refuse([{ path, message }]);

/** The same for several fields, so that a caller mends them all at once. */
export const allInvalid = (paths: string[], message: string): Refusal =>
  refuse(paths.map((path) => ({ path, message })));

const refuse = (details: Detail[]) => new Refusal("INVALID_INPUT", sentence(details, "camel"), { details });

/** "title must be at most 200 characters; budget is required" */
export const sentence = (details: Detail[], casing: Casing): string =>
  details.map(({ path, message }) => (path ? `${spell(path, casing)} ${message}` : message)).join("; ");

/** A field's dotted path in a dialect's names: location.radiusKm → location.radius_km; what callers name stays as they do. */
export function spell(path: string, casing: Casing): string {
  const parts = path.split(".");
  const opaque = parts.findIndex((part) => OPAQUE.has(part));
  return parts.map((part, at) => (opaque >= 0 && at > opaque ? part : named(casing, part))).join(".");
}

const units = { string: " characters", array: " entries", number: "", int: "", file: " bytes" } as Record<
  string,
  string
>;

/** What zod calls a kind, as people do. */
const kinds = { int: "a whole number", array: "a list", object: "an object", record: "an object" } as Record<
  string,
  string
>;

function explain(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      if (issue.input === undefined) return "is required";
      return `must be ${kinds[issue.expected] ?? `a ${issue.expected}`}`;
    case "too_big":
      return `must be ${issue.inclusive === false ? "less than" : "at most"} ${issue.maximum}${units[issue.origin] ?? ""}`;
    case "too_small":
      return issue.message.startsWith("must")
        ? issue.message
        : `must be ${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}${units[issue.origin] ?? ""}`;
    case "invalid_value":
      return issue.input === undefined ? "is required" : `must be one of ${issue.values.map(String).join(", ")}`;
    case "invalid_format":
      return issue.message.startsWith("must") ? issue.message : `must be a valid ${issue.format}`;
    case "invalid_union":
      return issue.input === undefined
        ? "is required"
        : issue.message === "Invalid input"
          ? "has the wrong form"
          : issue.message;
    default:
      return issue.message;
  }
}

/** A number past what JavaScript counts exactly is also past the field's own limit: that one is told. */
const isUnsafe = (issue: z.core.$ZodIssue) =>
  (issue.code === "too_big" && issue.maximum === Number.MAX_SAFE_INTEGER) ||
  (issue.code === "too_small" && issue.minimum === Number.MIN_SAFE_INTEGER);
const isTold = (issue: z.core.$ZodIssue, _: number, all: z.core.$ZodIssue[]) =>
  !isUnsafe(issue) || !all.some((other) => other !== issue && other.path.join() === issue.path.join());

const MAX_DETAILS = 20;

/** What zod found, as our refusal. */
export const invalidInput = (error: z.ZodError): Refusal =>
  refuse(
    error.issues
      .filter(isTold)
      .slice(0, MAX_DETAILS)
      .map((issue) => ({ path: issue.path.map(String).join("."), message: explain(issue as z.core.$ZodIssue) })),
  );
