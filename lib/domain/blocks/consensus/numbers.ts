import { percentile, seeded } from "./random";

/** From so many answers on the outermost are left out of the mean; below it the middle one is the answer. */
const LEAST_TRIMMED = 5;
const TRIMMED_SHARE = 0.1;
const DRAWS = 1_000;

export type NumberMethod = "trimmed_mean" | "mean" | "median";

/** What a set of numbers comes to. Throws nothing; there must be one value at least. */
export function estimateNumber(values: readonly number[], method: NumberMethod = "trimmed_mean"): number {
  return estimateSorted([...values].sort(ascending), method);
}

const ascending = (a: number, b: number) => a - b;
const meanOf = (values: ArrayLike<number>, from: number, to: number): number => {
  let sum = 0;
  for (let n = from; n < to; n++) sum += values[n]!;
  return sum / (to - from);
};

function estimateSorted(sorted: ArrayLike<number>, method: NumberMethod): number {
  const n = sorted.length;
  if (method === "mean") return meanOf(sorted, 0, n);
  if (method === "median" || n < LEAST_TRIMMED) return percentile(sorted, 0.5);
  const cut = Math.max(1, Math.floor(n * TRIMMED_SHARE));
  return meanOf(sorted, cut, n - cut);
}

/** A 95 % interval of the estimate by drawing the answers anew (percentile bootstrap); null for one answer. */
export function numberInterval(values: readonly number[], method: NumberMethod, seed: number): [number, number] | null {
  if (values.length < 2) return null;
  const sorted = [...values].sort(ascending);
  const random = seeded(seed);
  const draw = new Float64Array(sorted.length);
  const found = new Float64Array(DRAWS);
  for (let round = 0; round < DRAWS; round++) {
    for (let n = 0; n < draw.length; n++) draw[n] = sorted[Math.floor(random() * sorted.length)]!;
    found[round] = estimateSorted(draw.sort(), method);
  }
  found.sort();
  return [percentile(found, 0.025), percentile(found, 0.975)];
}

/** Makes a median deviation comparable to a normal distribution's spread. */
const MAD_TO_SD = 1.4826;

/**
 * Within what distance of the estimate an answer counts as the same: what the block says, else a twentieth of its range
 * (one step at least), else twice the spread of the middle; 0 means equality.
 */
export function toleranceOf(
  values: readonly number[],
  given: {
    min?: number | undefined;
    max?: number | undefined;
    step?: number | undefined;
    tolerance?: number | undefined;
  },
): number {
  if (given.tolerance !== undefined) return given.tolerance;
  if (given.min !== undefined && given.max !== undefined)
    return Math.max(given.step ?? 0, 0.05 * (given.max - given.min));
  const sorted = [...values].sort(ascending);
  const middle = percentile(sorted, 0.5);
  const deviations = sorted.map((value) => Math.abs(value - middle)).sort(ascending);
  return 2 * MAD_TO_SD * percentile(deviations, 0.5);
}
