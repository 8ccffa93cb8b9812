import { percentile, seeded } from "./random";

/** How far two values are apart: as names, as places in an order, on a line, or by their ratio. */
export type Level = "nominal" | "ordinal" | "interval" | "ratio";

/** The values that one item got, missing ones left out. */
export type Unit = readonly number[];

/**
 * Krippendorff's alpha: 1 where everybody agrees, 0 where they agree as if by chance (K. Krippendorff, Computing
 * Krippendorff's Alpha-Reliability, 2011). null where it is undefined: nothing to pair, or no two values ever differ.
 */
export function krippendorffAlpha(units: readonly Unit[], level: Level): number | null {
  const { kinds, times, values } = sampleOf(units);
  return alphaOf(kinds, times, values, level);
}

/** A unit's different values by their place among all, and how often it has each. */
type Counts = { readonly at: Int32Array; readonly n: Float64Array; readonly size: number };

/** Units with the same values are of one kind: which there are, how often each, and the kind of every unit. */
type Sample = { values: number[]; kinds: Counts[]; times: Float64Array; kindOf: Int32Array };

function sampleOf(units: readonly Unit[]): Sample {
  const pairable = units.filter((unit) => unit.length >= 2);
  const given = new Set<number>();
  for (const unit of pairable) for (const value of unit) given.add(value);
  const values = [...given].sort((a, b) => a - b);
  const place = new Map(values.map((value, at) => [value, at]));
  const known = new Map<string, number>();
  const kinds: Counts[] = [];
  const kindOf = new Int32Array(pairable.length);
  pairable.forEach((unit, at) => {
    const places = sortedPlaces(unit, place);
    let key = "";
    for (let n = 0; n < places.length; n++) key += String.fromCharCode(places[n]! & 0xffff, places[n]! >>> 16);
    let kind = known.get(key);
    if (kind === undefined) {
      kind = kinds.length;
      known.set(key, kind);
      kinds.push(countsOf(places));
    }
    kindOf[at] = kind;
  });
  const times = new Float64Array(kinds.length);
  for (const kind of kindOf) times[kind]!++;
  return { values, kinds, times, kindOf };
}

/** Units are short: each value is put where it belongs as it comes. */
function sortedPlaces(unit: Unit, place: ReadonlyMap<number, number>): number[] {
  const places: number[] = [];
  for (const value of unit) {
    const at = place.get(value)!;
    let n = places.length;
    places.push(at);
    for (; n > 0 && places[n - 1]! > at; n--) places[n] = places[n - 1]!;
    places[n] = at;
  }
  return places;
}

function countsOf(places: readonly number[]): Counts {
  const counts = new Map<number, number>();
  for (const at of places) counts.set(at, (counts.get(at) ?? 0) + 1);
  return { at: Int32Array.from(counts.keys()), n: Float64Array.from(counts.values()), size: places.length };
}

type Squared = (c: number, k: number) => number;

/** Squared distances by place. An order's depend on how often each value was given, hence on the sample. */
function squaredDistance(values: readonly number[], totals: Float64Array, level: Level): Squared {
  if (level === "nominal") return (c, k) => (c === k ? 0 : 1);
  if (level === "interval") return (c, k) => (values[c]! - values[k]!) ** 2;
  if (level === "ratio")
    return (c, k) => {
      const sum = values[c]! + values[k]!;
      return sum === 0 ? 0 : ((values[c]! - values[k]!) / sum) ** 2;
    };
  const upTo = new Float64Array(totals.length + 1);
  totals.forEach((n, at) => {
    upTo[at + 1] = upTo[at]! + n;
  });
  return (c, k) => {
    const [low, high] = c < k ? [c, k] : [k, c];
    return (upTo[high + 1]! - upTo[low]! - (totals[low]! + totals[high]!) / 2) ** 2;
  };
}

/** Of so many units of each kind. */
function alphaOf(
  kinds: readonly Counts[],
  times: Float64Array,
  values: readonly number[],
  level: Level,
): number | null {
  const totals = new Float64Array(values.length);
  let all = 0;
  for (let u = 0; u < kinds.length; u++) {
    const often = times[u]!;
    if (often === 0) continue;
    const { at, n, size } = kinds[u]!;
    for (let c = 0; c < at.length; c++) totals[at[c]!]! += often * n[c]!;
    all += often * size;
  }
  const squared = squaredDistance(values, totals, level);
  const expected = expectedApart(totals, values, all, level, squared);
  if (!(expected > 0)) return null;
  let observed = 0;
  for (let u = 0; u < kinds.length; u++) {
    if (times[u] === 0) continue;
    const { at, n, size } = kinds[u]!;
    let apart = 0;
    for (let c = 0; c < at.length; c++)
      for (let k = c + 1; k < at.length; k++) apart += 2 * n[c]! * n[k]! * squared(at[c]!, at[k]!);
    observed += (times[u]! * apart) / (size - 1);
  }
  return 1 - ((all - 1) * observed) / expected;
}

/** How far all values are from all others, summed; names and numbers need no look at each pair. */
function expectedApart(totals: Float64Array, values: readonly number[], all: number, level: Level, squared: Squared) {
  if (level === "nominal") return all * all - totals.reduce((sum, n) => sum + n * n, 0);
  if (level === "interval") {
    // About their mean, so that large values with small distances keep their digits.
    const mean = totals.reduce((sum, n, k) => sum + n * values[k]!, 0) / all;
    return 2 * all * totals.reduce((sum, n, k) => sum + n * (values[k]! - mean) ** 2, 0);
  }
  let sum = 0;
  for (let c = 0; c < totals.length; c++)
    if (totals[c]! > 0) for (let k = c + 1; k < totals.length; k++) sum += 2 * totals[c]! * totals[k]! * squared(c, k);
  return sum;
}

/** Items are drawn anew so many times. */
const RESAMPLES = 1_000;
/** Below this many items an interval says nothing. */
const LEAST_UNITS = 5;
/** Above it, so many are drawn, and the interval is narrowed to the size there is: it costs no more for a large block. */
const MOST_DRAWN = 2_000;
/** Where every value is held against every other, no more of them than this are. */
const MOST_COMPARED = 300;

/**
 * A 95 % interval of alpha by resampling items (percentile bootstrap); null below five items, and for ratios of more than
 * 300 different values. Where there are more than 2,000 items, 2,000 are drawn at a time, and the interval about alpha is
 * scaled by the root of the sizes' ratio.
 */
export function alphaInterval(units: readonly Unit[], level: Level, seed: number): [number, number] | null {
  const { values, kinds, times, kindOf } = sampleOf(units);
  if (kindOf.length < LEAST_UNITS || (level === "ratio" && values.length > MOST_COMPARED)) return null;
  const size = Math.min(kindOf.length, MOST_DRAWN);
  const random = seeded(seed);
  // Of many kinds only those that were drawn are looked at.
  const isFew = kinds.length <= size;
  const drawn = new Float64Array(isFew ? kinds.length : size);
  const found: number[] = [];
  for (let round = 0; round < RESAMPLES; round++) {
    let chosen: Counts[] = kinds;
    if (isFew) {
      drawn.fill(0);
      for (let n = 0; n < size; n++) drawn[kindOf[Math.floor(random() * kindOf.length)]!]!++;
    } else {
      drawn.fill(1);
      chosen = Array.from({ length: size }, () => kinds[kindOf[Math.floor(random() * kindOf.length)]!]!);
    }
    const alpha = alphaOf(chosen, drawn, values, level);
    if (alpha !== null) found.push(alpha);
  }
  if (found.length === 0) return null;
  found.sort((a, b) => a - b);
  const [low, high] = [percentile(found, 0.025), percentile(found, 0.975)];
  if (size === kindOf.length) return [low, high];
  const centre = alphaOf(kinds, times, values, level)!;
  const narrower = Math.sqrt(size / kindOf.length);
  return [centre + (low - centre) * narrower, centre + (high - centre) * narrower];
}

type Counted = {
  /** How often two answers to one item are the same, over items with two or more. null where there are none. */
  percent: number | null;
  /** Gwet's AC1: what is left of it when chance is taken for random guessing; steady where one class is common. */
  ac1: number | null;
  /** Fleiss' kappa; null unless each item got equally many answers. */
  fleiss: number | null;
};

/** Agreement as counted from how many answers of each class an item got, a row an item. */
export function countedAgreement(rows: readonly (readonly number[])[]): Counted {
  const sizes = rows.map((row) => row.reduce((sum, n) => sum + n, 0));
  const rated = rows.flatMap((row, at) => (sizes[at]! >= 2 ? [{ row, m: sizes[at]! }] : []));
  if (rated.length === 0) return { percent: null, ac1: null, fleiss: null };
  const K = rows[0]!.length;
  const percent =
    rated.reduce((sum, { row, m }) => sum + row.reduce((same, c) => same + c * (c - 1), 0) / (m * (m - 1)), 0) /
    rated.length;
  // Of all items that somebody rated: what one answered alone tells of the shares too.
  const some = rows.flatMap((row, at) => (sizes[at]! >= 1 ? [row.map((n) => n / sizes[at]!)] : []));
  const shares = Array.from({ length: K }, (_, k) => some.reduce((sum, row) => sum + row[k]!, 0) / some.length);
  const byGuess = K > 1 ? shares.reduce((sum, share) => sum + share * (1 - share), 0) / (K - 1) : 0;
  const ac1 = K > 1 ? (percent - byGuess) / (1 - byGuess) : null;
  const byChance = shares.reduce((sum, share) => sum + share * share, 0);
  const isEven = sizes.every((size) => size === sizes[0]);
  return { percent, ac1, fleiss: isEven && byChance < 1 ? (percent - byChance) / (1 - byChance) : null };
}

/**
 * Cohen's kappa of two raters from their table of counts (row: the first one's class), plain or weighted by how far the
 * classes are apart. null where chance alone explains everything.
 */
export function cohenKappa(
  table: readonly (readonly number[])[],
  weighting: "none" | "linear" = "none",
): number | null {
  const total = table.flat().reduce((sum, n) => sum + n, 0);
  const rows = table.map((row) => row.reduce((sum, n) => sum + n, 0));
  const columns = table.map((_, k) => table.reduce((sum, row) => sum + row[k]!, 0));
  let [observed, expected] = [0, 0];
  table.forEach((row, c) => {
    row.forEach((n, k) => {
      const weight = weighting === "linear" ? Math.abs(c - k) : Number(c !== k);
      observed += weight * n;
      expected += (weight * rows[c]! * columns[k]!) / total;
    });
  });
  return expected > 0 ? 1 - observed / expected : null;
}
