const relative = new Intl.RelativeTimeFormat("en-US", { numeric: "auto" });

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * 86_400_000],
  ["month", 30 * 86_400_000],
  ["week", 7 * 86_400_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** The distance of a time from another in words, such as "3 hours ago", "in 2 days" or "just now". */
export function formatRelative(at: number, now: number): string {
  const distance = at - now;
  for (const [unit, milliseconds] of UNITS) {
    // What is still to come is told in hours for three days: "tomorrow" may be one hour or forty-seven.
    if (unit === "day" && distance > 0 && distance < 3 * milliseconds) continue;
    if (Math.abs(distance) >= milliseconds) return relative.format(Math.trunc(distance / milliseconds), unit);
  }
  return distance > 0 ? "in a moment" : "just now";
}

/** A time in full, such as "November 24, 2026 at 10:45 PM GMT+1"; without a zone, the reader's. */
export function formatExact(at: number, timeZone?: string): string {
  return new Intl.DateTimeFormat("en-US", {
    year: "numeric",
    month: "long",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
    timeZoneName: "short",
    timeZone,
  }).format(at);
}
