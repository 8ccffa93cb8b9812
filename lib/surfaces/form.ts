/** What people type into forms, as operations want it. What cannot be read is handed on, for the operation to refuse by name. */

/** "1,250.50" or "$45" as "1250.50" and "45". */
export const amountIn = (value: unknown): unknown =>
  typeof value === "string" ? value.replace(/[$,\s]/g, "") || undefined : value;

/** "2.5" as 2.5. */
export const numberIn = (value: unknown): unknown =>
  typeof value === "string" && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;

/** A text of one entry a line as a list, empty lines left out; nothing at all is an empty list. */
export const linesIn = (value: unknown): string[] =>
  typeof value === "string"
    ? value
        .split("\n")
        .map((line) => line.trim())
        .filter(Boolean)
    : [];
