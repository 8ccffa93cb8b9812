/** A ranking names options by place from 0, the best first; what it leaves out shares the places behind. */
export type Ranking = readonly number[];

/** Up to so many options the best order of all is found; it takes 2^m steps. */
export const MAX_EXACT_OPTIONS = 8;
const MOST_NAMED = 10;

/** `[a * m + b]`: how many place a above b. Options that a ranking leaves out are below those it names, and tied. */
export function preferences(rankings: readonly Ranking[], m: number): Float64Array {
  const above = new Float64Array(m * m);
  for (const ranking of rankings) {
    const isNamed = new Uint8Array(m);
    ranking.forEach((a) => {
      isNamed[a] = 1;
    });
    ranking.forEach((a, place) => {
      for (let later = place + 1; later < ranking.length; later++) above[a * m + ranking[later]!]!++;
      for (let b = 0; b < m; b++) if (!isNamed[b]) above[a * m + b]!++;
    });
  }
  return above;
}

/**
 * Kemeny's order: the one that agrees with the most pairs of places, found exactly by subsets; all of them where several
 * are as good, ten at most. For up to eight options.
 */
export function kemeny(above: Float64Array, m: number): { orders: number[][]; isTied: boolean } {
  if (m > MAX_EXACT_OPTIONS) throw new RangeError(`Kemeny's order is found for up to ${MAX_EXACT_OPTIONS} options`);
  const best = new Float64Array(1 << m).fill(Number.NEGATIVE_INFINITY);
  best[0] = 0;
  const gain = (set: number, x: number) => {
    let sum = 0;
    for (let y = 0; y < m; y++) if (set & (1 << y)) sum += above[y * m + x]!;
    return sum;
  };
  for (let set = 0; set < 1 << m; set++)
    for (let x = 0; x < m; x++)
      if (!(set & (1 << x))) {
        const next = set | (1 << x);
        const value = best[set]! + gain(set, x);
        if (value > best[next]!) best[next] = value;
      }
  // One more than is named, so that it is known whether there are more.
  const orders: number[][] = [];
  const trace = (set: number, tail: number[]) => {
    if (orders.length > MOST_NAMED) return;
    if (set === 0) orders.push(tail);
    for (let x = 0; x < m; x++) {
      const rest = set & ~(1 << x);
      if (set & (1 << x) && best[rest]! + gain(rest, x) === best[set]) trace(rest, [x, ...tail]);
    }
  };
  trace((1 << m) - 1, []);
  return { orders: orders.slice(0, MOST_NAMED), isTied: orders.length > 1 };
}

/** Borda's points of each option: m - 1 for the first place, one less for each further; the unnamed share what is left. */
export function bordaPoints(rankings: readonly Ranking[], m: number): number[] {
  const points = new Array<number>(m).fill(0);
  for (const ranking of rankings) {
    const rest = (m - 1 - ranking.length) / 2;
    const isNamed = new Set(ranking);
    ranking.forEach((a, place) => {
      points[a]! += m - 1 - place;
    });
    for (let b = 0; b < m; b++) if (!isNamed.has(b)) points[b]! += rest;
  }
  return points;
}

/** Options by Borda's points; equal ones in their own order. */
export function borda(rankings: readonly Ranking[], m: number): { order: number[]; isTied: boolean } {
  const points = bordaPoints(rankings, m);
  const order = points.map((_, a) => a).sort((a, b) => points[b]! - points[a]! || a - b);
  return { order, isTied: order.some((a, at) => at > 0 && points[a] === points[order[at - 1]!]) };
}

/** Kendall's coefficient of concordance: 1 where all rank alike, near 0 where nobody agrees; null below two rankings. */
export function kendallW(rankings: readonly Ranking[], m: number): number | null {
  const n = rankings.length;
  if (n < 2 || m < 2) return null;
  // A rank is what is missing from the most points.
  const sums = bordaPoints(rankings, m).map((points) => n * m - points);
  const mean = sums.reduce((sum, r) => sum + r, 0) / m;
  const spread = sums.reduce((sum, r) => sum + (r - mean) ** 2, 0);
  return (12 * spread) / (n * n * (m ** 3 - m));
}

/** Kendall's tau of two rankings: pairs placed alike less pairs placed the other way round, over all pairs. */
export function kendallTau(one: Ranking, other: Ranking, m: number): number {
  const [a, b] = [preferences([one], m), preferences([other], m)];
  let sum = 0;
  for (let x = 0; x < m; x++)
    for (let y = x + 1; y < m; y++) sum += (a[x * m + y]! - a[y * m + x]!) * (b[x * m + y]! - b[y * m + x]!);
  return m < 2 ? 1 : sum / ((m * (m - 1)) / 2);
}

/** Above so many rankings the mean tau is of so many of the first ones: pairs grow by the square. */
const MOST_COMPARED = 200;

/** The mean of tau over all pairs of rankings; null below two. */
export function meanTau(rankings: readonly Ranking[], m: number): number | null {
  const some = rankings.slice(0, MOST_COMPARED);
  let [sum, pairs] = [0, 0];
  some.forEach((one, at) => {
    for (const other of some.slice(at + 1)) {
      sum += kendallTau(one, other, m);
      pairs++;
    }
  });
  return pairs === 0 ? null : sum / pairs;
}

export type Strengths = {
  /** By option, centred on 0: the log of how strongly it is preferred. */
  logStrength: number[];
  /** Standard errors of the above, that of the first option 0 where no prior is used: the others are beside it. */
  standardError: number[];
  converged: boolean;
};

const MAX_ROUNDS = 10_000;

/**
 * Bradley and Terry's strengths from `wins[a * m + b]`, by D. R. Hunter's iteration (Annals of Statistics 32, 2004,
 * 384-406): P(a beats b) = p(a) / (p(a) + p(b)). With `prior`, every option also drew once with a phantom of strength 1, so
 * that no win and no loss make nobody infinitely weak or strong.
 */
export function bradleyTerry(wins: Float64Array, m: number, prior = true): Strengths {
  let log = new Float64Array(m);
  let change = Number.POSITIVE_INFINITY;
  for (let round = 0; round < MAX_ROUNDS && change >= 1e-10; round++) {
    const next = new Float64Array(m);
    for (let a = 0; a < m; a++) {
      let won = prior ? 0.5 : 0;
      let sum = prior ? 1 / (Math.exp(log[a]!) + 1) : 0;
      for (let b = 0; b < m; b++) {
        const met = wins[a * m + b]! + wins[b * m + a]!;
        won += wins[a * m + b]!;
        if (b !== a && met > 0) sum += met / (Math.exp(log[a]!) + Math.exp(log[b]!));
      }
      next[a] = sum > 0 ? Math.log(won / sum) : 0;
    }
    // With the phantom the scale is fixed by it; without it only the ratios mean anything.
    if (!prior) centre(next);
    change = Math.max(...next.map((value, a) => Math.abs(value - log[a]!)));
    log = next;
  }
  const standardError = errorsOf(wins, log, m, prior);
  centre(log);
  return { logStrength: [...log], standardError, converged: change < 1e-10 };
}

function centre(log: Float64Array) {
  const mean = log.reduce((sum, value) => sum + value, 0) / log.length;
  for (let a = 0; a < log.length; a++) log[a]! -= mean;
}

function errorsOf(wins: Float64Array, log: Float64Array, m: number, prior: boolean): number[] {
  const from = prior ? 0 : 1;
  const size = m - from;
  const information = Array.from({ length: size }, () => new Float64Array(size));
  for (let a = 0; a < m; a++) {
    for (let b = 0; b < m; b++) {
      if (a === b) continue;
      const chance = 1 / (1 + Math.exp(log[b]! - log[a]!));
      const term = (wins[a * m + b]! + wins[b * m + a]!) * chance * (1 - chance);
      if (a >= from) information[a - from]![a - from]! += term;
      if (a >= from && b >= from) information[a - from]![b - from]! -= term;
    }
    const chance = 1 / (1 + Math.exp(-log[a]!));
    if (prior) information[a]![a]! += chance * (1 - chance);
  }
  const variances = diagonalOfInverse(information);
  return [...(prior ? [] : [0]), ...variances.map(Math.sqrt)];
}

/** By Gauss and Jordan; the matrix is symmetric and, where everybody can be compared, positive definite. */
function diagonalOfInverse(matrix: readonly Float64Array[]): number[] {
  const size = matrix.length;
  const rows = matrix.map((row, a) => {
    const wide = new Float64Array(2 * size);
    wide.set(row);
    wide[size + a] = 1;
    return wide;
  });
  for (let a = 0; a < size; a++) {
    const pivot = rows[a]![a]!;
    for (let c = 0; c < 2 * size; c++) rows[a]![c]! /= pivot;
    for (let b = 0; b < size; b++) {
      const factor = rows[b]![a]!;
      if (b !== a && factor !== 0) for (let c = 0; c < 2 * size; c++) rows[b]![c]! -= factor * rows[a]![c]!;
    }
  }
  return rows.map((row, a) => row[size + a]!);
}

/** How many triples of options go round in a circle: a above b above c above a, by the majority of each pair. */
export function cyclicTriads(above: Float64Array, m: number): number {
  const beats = (a: number, b: number) => above[a * m + b]! > above[b * m + a]!;
  let found = 0;
  for (let a = 0; a < m; a++)
    for (let b = a + 1; b < m; b++)
      for (let c = b + 1; c < m; c++)
        if ((beats(a, b) && beats(b, c) && beats(c, a)) || (beats(b, a) && beats(c, b) && beats(a, c))) found++;
  return found;
}
