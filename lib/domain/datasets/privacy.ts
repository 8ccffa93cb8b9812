import { createHmac } from "node:crypto";

/** A worker's name in one dataset: the same throughout it, and not to be linked with any other, nor with the block's own. */
export const datasetPseudonym = (secret: Buffer, userId: string): string =>
  `w_${createHmac("sha256", secret).update(userId).digest("hex").slice(0, 16)}`;

/** A moment, to the hour: the minute would tell who it was to whoever saw them answer. */
export const toTheHour = (moment: Date): string => `${moment.toISOString().slice(0, 13)}:00:00Z`;

export type Sharable<T> = {
  rows: T[];
  /** Groups whose members all said the same: who is known to be in one is known to have said it. */
  uniform: string[];
};

/**
 * Which of the rows of those who agreed may be shown one by one. Groups of fewer than k who are alike in `groupOf` are left out;
 * and where those left out are fewer than k themselves, the totals of everybody less the rows shown would tell what they said:
 * then more rows are left out, until they are k. `total` is how many answered in all.
 */
export function sharable<T>(
  agreed: readonly T[],
  { total, k, groupOf, saidOf }: { total: number; k: number; groupOf(row: T): string; saidOf(row: T): string },
): Sharable<T> {
  const groups = [...Map.groupBy(agreed, groupOf).values()]
    .filter((group) => group.length >= k)
    .sort((a, b) => a.length - b.length);
  const kept = () => groups.reduce((sum, group) => sum + group.length, 0);
  while (groups.length > 0 && total - kept() > 0 && total - kept() < k) {
    const smallest = groups[0]!;
    const missing = k - (total - kept());
    if (smallest.length - missing >= k) groups[0] = smallest.slice(0, smallest.length - missing);
    else groups.shift();
  }
  const rows = new Set(groups.flat());
  return {
    rows: agreed.filter((row) => rows.has(row)),
    uniform: groups.filter((group) => new Set(group.map(saidOf)).size === 1).map((group) => groupOf(group[0]!)),
  };
}
