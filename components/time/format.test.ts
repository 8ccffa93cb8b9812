import { expect, test } from "vitest";
import { formatExact, formatRelative } from "./format";

const now = Date.parse("2026-11-24T22:45:00Z");
const hour = 3_600_000;

test.each([
  [now - 20_000, "just now"],
  [now + 20_000, "in a moment"],
  [now - 5 * 60_000, "5 minutes ago"],
  [now - 23 * hour, "23 hours ago"],
  [now - 24 * hour, "yesterday"],
  [now + 60 * hour, "in 60 hours"],
  [now - 400 * 24 * hour, "last year"],
])("a time is told by its largest whole unit", (at, words) => {
  expect(formatRelative(at, now)).toBe(words);
});

test("the exact time names its zone", () => {
  expect(formatExact(now, "UTC")).toBe("November 24, 2026 at 10:45 PM UTC");
});
