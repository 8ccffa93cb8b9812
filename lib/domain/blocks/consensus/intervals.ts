import { normalQuantile, tQuantile } from "./quantiles";

/** Two-sided 95 %. */
const Z = normalQuantile(0.975);

export type Interval = [low: number, high: number];

/**
 * Wilson's interval of a share, x of n (E. B. Wilson 1927; R. G. Newcombe, Statistics in Medicine 17, 1998, 857-872).
 * Exactly 0 and 1 at the ends; null where nobody was asked.
 */
export function wilson(x: number, n: number): Interval | null {
  if (n === 0) return null;
  const p = x / n;
  const below = 1 + (Z * Z) / n;
  const centre = (p + (Z * Z) / (2 * n)) / below;
  const half = (Z / below) * Math.sqrt((p * (1 - p)) / n + (Z * Z) / (4 * n * n));
  return [x === 0 ? 0 : centre - half, x === n ? 1 : centre + half];
}

/** Goodman's intervals of several shares of one whole, which hold all at once (L. A. Goodman, Technometrics 7, 1965). */
export function goodman(counts: readonly number[]): Interval[] | null {
  const n = counts.reduce((sum, x) => sum + x, 0);
  if (n === 0) return null;
  const a = normalQuantile(1 - 0.05 / (2 * counts.length)) ** 2;
  return counts.map((x) => {
    const half = Math.sqrt(a * (a + (4 * x * (n - x)) / n));
    return [x === 0 ? 0 : (a + 2 * x - half) / (2 * (n + a)), x === n ? 1 : (a + 2 * x + half) / (2 * (n + a))];
  });
}

/** The mean, the spread of a sample, and Student's interval of the mean; the last two null where two values are missing. */
export function meanInterval(values: readonly number[]): {
  mean: number;
  sd: number | null;
  interval: Interval | null;
} {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n < 2) return { mean, sd: null, interval: null };
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  const half = (tQuantile(0.975, n - 1) * sd) / Math.sqrt(n);
  return { mean, sd, interval: [mean - half, mean + half] };
}
