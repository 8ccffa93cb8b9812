import type { Fit } from "./fit";
import { type Labels, labelsOfItems } from "./labels";
import { normalQuantile } from "./quantiles";

/** Two workers are compared on so many common items at least. */
const LEAST_COMMON = 10;
/** How rarely any pair of independent workers of a block is taken for linked. */
const ALPHA = 0.01;

export type Dependence = {
  /** By worker: the first of those who answer as one with it, itself where nobody does. */
  readonly cluster: Int32Array;
  /** By worker: what one label counts for, 1 over the size of its cluster. */
  readonly weights: Float64Array;
  /** How far beyond chance the compared pairs agree in the mean, 0 to 1; null where none could be compared. */
  readonly rho: number | null;
  /** Pairs that are linked. */
  readonly linked: readonly (readonly [number, number])[];
};

/**
 * Who agrees with whom more often than two workers would who err independently, each as the fit says: copies of one bot
 * do, and so do people who talk. Whoever is linked, also through others, is one cluster.
 */
export function findDependence(all: Labels, fit: Fit): Dependence {
  const { labels, stride } = thinned(all);
  const { workers, classes: K } = labels;
  const byWorker = labelsByWorker(labels);
  const pairs: { a: number; b: number; z: number; rho: number }[] = [];
  const common = new Int32Array(workers);
  const agreed = new Float64Array(workers);
  const expected = new Float64Array(workers);
  const variance = new Float64Array(workers);
  const chance = new Float64Array(workers * K);
  for (let a = 0; a < workers; a++) {
    // Once to see who shares enough items with a, and once more to compare with those alone.
    common.fill(0);
    eachShared(labels, byWorker, a, (b) => {
      common[b]!++;
    });
    for (let b = a + 1; b < workers; b++) {
      if (common[b]! < LEAST_COMMON) continue;
      agreed[b] = expected[b] = variance[b] = 0;
      chanceOfAgreement(fit.confusion, a, b, K, chance);
    }
    eachShared(labels, byWorker, a, (b, i, same) => {
      if (common[b]! < LEAST_COMMON) return;
      let e = 0;
      for (let k = 0; k < K; k++) e += fit.posterior[i * stride * K + k]! * chance[b * K + k]!;
      expected[b]! += e;
      variance[b]! += e * (1 - e);
      if (same) agreed[b]!++;
    });
    for (let b = a + 1; b < workers; b++) {
      const M = common[b]!;
      if (M < LEAST_COMMON) continue;
      const [O, E] = [agreed[b]!, expected[b]!];
      const spread = Math.sqrt(variance[b]!);
      pairs.push({ a, b, z: spread > 0 ? (O - E) / spread : 0, rho: M - E > 1e-9 ? (O - E) / (M - E) : 0 });
    }
  }
  const limit = pairs.length > 0 ? normalQuantile(1 - ALPHA / pairs.length) : Number.POSITIVE_INFINITY;
  const linked = pairs.filter(({ z }) => z > limit).map(({ a, b }) => [a, b] as const);
  const mean = pairs.reduce((sum, { rho }) => sum + rho, 0) / pairs.length;
  return {
    ...clustersOf(workers, linked),
    linked,
    // Of pairs that are independent, as many agree too rarely as too often: only together do they say anything.
    rho: pairs.length > 0 ? Math.max(0, mean) : null,
  };
}

function clustersOf(workers: number, linked: readonly (readonly [number, number])[]) {
  const cluster = unite(workers, linked);
  const sizes = new Int32Array(workers);
  for (const first of cluster) sizes[first]!++;
  return { cluster, weights: Float64Array.from(cluster, (first) => 1 / sizes[first]!) };
}

/** Above so many workers a few copies cannot turn the whole, and what is left of them the fit itself shows. */
const MOST_COMPARED = 100;

/** So many readings of who is near to whom are tried. */
const READINGS = 2;

/**
 * The workers who stand nearest to each other, by no model: those whose answers agree more often than the widest gaps
 * between any two pairs' shares of agreement, a reading for each such gap. A small ring may lead a fit to take its word
 * for the truth, and then the fit finds the others dependent; this sees it all the same.
 * @returns weights by worker, none where there is nobody to tell apart.
 */
export function closestClusters(all: Labels): Float64Array[] {
  const { labels } = thinned(all);
  const { workers } = labels;
  if (workers > MOST_COMPARED) return [];
  const byWorker = labelsByWorker(labels);
  const pairs: { a: number; b: number; share: number }[] = [];
  for (let a = 0; a < workers; a++) {
    const common = new Int32Array(workers);
    const same = new Int32Array(workers);
    eachShared(labels, byWorker, a, (b, _, isSame) => {
      common[b]!++;
      if (isSame) same[b]!++;
    });
    for (let b = a + 1; b < workers; b++)
      if (common[b]! >= LEAST_COMMON) pairs.push({ a, b, share: same[b]! / common[b]! });
  }
  pairs.sort((x, y) => y.share - x.share || x.a - y.a || x.b - y.b);
  const gaps = pairs.slice(1).map(({ share }, at) => ({ cut: at + 1, width: pairs[at]!.share - share }));
  return gaps
    .filter(({ width }) => width > 0)
    .sort((x, y) => y.width - x.width || x.cut - y.cut)
    .slice(0, READINGS)
    .map(
      ({ cut }) =>
        clustersOf(
          workers,
          pairs.slice(0, cut).map(({ a, b }) => [a, b] as const),
        ).weights,
    );
}

/** Of so many labels pairs are compared; more would tell no more of who depends on whom, and cost the square of it. */
const MOST_LABELS = 200_000;

/** Every so many-th item, where there are more labels than are compared. */
function thinned(labels: Labels): { labels: Labels; stride: number } {
  const stride = Math.ceil(labels.item.length / MOST_LABELS);
  if (stride <= 1) return { labels, stride: 1 };
  const chosen = Int32Array.from({ length: Math.ceil(labels.items / stride) }, (_, n) => n * stride);
  return { labels: labelsOfItems(labels, chosen), stride };
}

/** How many independent votes n dependent ones are worth (L. Kish's design effect): n / (1 + (n - 1) rho). */
export const effectiveVotes = (n: number, rho: number): number => n / (1 + (n - 1) * rho);

/** By worker, the places of its labels. */
function labelsByWorker({ workers, worker }: Labels): Int32Array[] {
  const counts = new Int32Array(workers);
  for (const j of worker) counts[j]!++;
  const places = Array.from(counts, (n) => new Int32Array(n));
  counts.fill(0);
  worker.forEach((j, n) => {
    places[j]![counts[j]!] = n;
    counts[j]!++;
  });
  return places;
}

/** Every label of a later worker on an item that `a` answered too. */
function eachShared(
  { item, start, worker, label }: Labels,
  byWorker: readonly Int32Array[],
  a: number,
  see: (b: number, item: number, same: boolean) => void,
) {
  for (const own of byWorker[a]!) {
    const i = item[own]!;
    for (let n = start[i]!; n < start[i + 1]!; n++) if (worker[n]! > a) see(worker[n]!, i, label[n] === label[own]);
  }
}

/** By true class, how likely a and b say the same when each errs on its own. */
function chanceOfAgreement(confusion: Float64Array, a: number, b: number, K: number, chance: Float64Array) {
  for (let k = 0; k < K; k++) {
    let sum = 0;
    for (let l = 0; l < K; l++) sum += confusion[(a * K + k) * K + l]! * confusion[(b * K + k) * K + l]!;
    chance[b * K + k] = sum;
  }
}

/** The first member of each worker's set. */
function unite(workers: number, linked: readonly (readonly [number, number])[]): Int32Array {
  const parent = Int32Array.from({ length: workers }, (_, j) => j);
  const find = (j: number): number => {
    let root = j;
    while (parent[root] !== root) root = parent[root]!;
    return root;
  };
  for (const [a, b] of linked) {
    const [x, y] = [find(a), find(b)];
    parent[Math.max(x, y)] = Math.min(x, y);
  }
  return parent.map((_, j) => find(j));
}
