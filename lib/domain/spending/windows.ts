import type { spendPeriods } from "@/db/schema";

export type Period = (typeof spendPeriods)[number];
export type Window = { period: Period; startsOn: string; resetsAt: Date };

const DAYS_A_WEEK = 7;

/** The day, the week (from Monday) and the month that a moment lies in, UTC: when each began and when the next begins. */
export function windowsAt(now: Date): Record<Period, Window> {
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  const monday = day - ((now.getUTCDay() + DAYS_A_WEEK - 1) % DAYS_A_WEEK);
  const window = (period: Period, start: number, next: number): Window => ({
    period,
    startsOn: new Date(start).toISOString().slice(0, 10),
    resetsAt: new Date(next),
  });
  return {
    day: window("day", Date.UTC(year, month, day), Date.UTC(year, month, day + 1)),
    week: window("week", Date.UTC(year, month, monday), Date.UTC(year, month, monday + DAYS_A_WEEK)),
    month: window("month", Date.UTC(year, month), Date.UTC(year, month + 1)),
  };
}
