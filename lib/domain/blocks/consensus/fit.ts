import { grouped } from "./groups";
import { type Labels, voteShares } from "./labels";

/**
 * What is taken for likely before any answer is seen. With all of it 0 the fit is that of Dawid and Skene (1979), by
 * maximum likelihood.
 */
export type Prior = {
  /** Labels' worth of belief that each row of a worker's matrix is like the worker's own accuracy; Infinity: it is. */
  rows: number;
  /** A worker's accuracy is taken for Beta(right, wrong). */
  right: number;
  wrong: number;
  /** Class shares are taken for Dirichlet(classes, …). */
  classes: number;
};

/** Each worker's matrix is free: A. P. Dawid and A. M. Skene, Applied Statistics 28(1), 1979, 20-28. */
export const DAWID_SKENE: Prior = { rows: 0, right: 0, wrong: 0, classes: 0 };
/** One accuracy a worker, whatever the truth. */
export const ONE_COIN: Prior = { rows: Number.POSITIVE_INFINITY, right: 0, wrong: 0, classes: 0 };
/** The default: each matrix is drawn towards the worker's own accuracy, which keeps small blocks from being overfitted. */
export const SHRUNK: Prior = { rows: 5, right: 4, wrong: 2, classes: 1 };

export type Fit = {
  /** Row i: how likely each class is the truth of item i. */
  readonly posterior: Float64Array;
  readonly marginals: Float64Array;
  /** `confusion[(j * K + k) * K + l]`: how likely worker j says l where k is true. */
  readonly confusion: Float64Array;
  /** How often each worker is expected to be right. */
  readonly accuracy: Float64Array;
  /** What each worker got right so far as is known, and of how many: the two sums behind `accuracy`. */
  readonly right: Float64Array;
  readonly graded: Float64Array;
  readonly logLikelihood: number;
  readonly rounds: number;
  readonly converged: boolean;
};

export type FitOptions = {
  prior: Prior;
  /** By item: the class that is known to be true, or -1. */
  gold?: Int32Array | undefined;
  /** By worker: what a label counts for, 1 where nothing is said. Those who answer as one share one vote. */
  weights?: Float64Array | undefined;
  /** A fit has settled once no probability moves by this much in a round. */
  tolerance?: number;
  maxRounds?: number;
};

/** Nothing is impossible: below this no probability falls. */
const FLOOR = 1e-10;

/**
 * Fits the truth of each item and the errors of each worker to each other by expectation maximisation, from the shares of
 * votes. The likelihood does not rise in every round under a prior, so what ends it is that no posterior moves any more.
 */
export function estimate(given: Labels, options: FitOptions): Fit {
  const { prior, weights, tolerance = prior.rows === 0 ? 1e-8 : 1e-7 } = options;
  const maxRounds = options.maxRounds ?? (prior.rows === 0 ? 2_000 : 500);
  const { labels, gold, times, groupOf } = grouped(given, options.gold);
  const { items, workers, classes: K } = labels;
  const posterior = voteShares(labels, weights);
  fillUnlabelled(posterior, labels);
  if (gold) clamp(posterior, gold, K);
  const state = {
    posterior,
    marginals: new Float64Array(K),
    confusion: new Float64Array(workers * K * K),
    accuracy: new Float64Array(workers),
    right: new Float64Array(workers),
    graded: new Float64Array(workers),
  };
  const scratch = { counts: new Float64Array(workers * K * K), logs: new Float64Array(workers * K * K) };
  let rounds = 0;
  let change = Number.POSITIVE_INFINITY;
  let logLikelihood = 0;
  while (rounds < maxRounds && change >= tolerance) {
    maximise(labels, times, prior, state, scratch.counts);
    logarithms(state.confusion, scratch.logs, weights, K);
    ({ change, logLikelihood } = expect(labels, times, state, scratch.logs, gold));
    rounds++;
  }
  return {
    ...state,
    posterior: spread(posterior, groupOf, K),
    logLikelihood,
    rounds,
    converged: change < tolerance || items === 0,
  };
}

/** Each row as often as there are items of its group. */
function spread(posterior: Float64Array, groupOf: Int32Array | undefined, K: number): Float64Array {
  if (!groupOf) return posterior;
  const all = new Float64Array(groupOf.length * K);
  for (let i = 0; i < groupOf.length; i++) for (let k = 0; k < K; k++) all[i * K + k] = posterior[groupOf[i]! * K + k]!;
  return all;
}

/** Of an item that nobody answered nothing is known: every class alike. */
function fillUnlabelled(posterior: Float64Array, { items, classes, start }: Labels) {
  for (let i = 0; i < items; i++)
    if (start[i] === start[i + 1]) posterior.fill(1 / classes, i * classes, (i + 1) * classes);
}

/** Of gold items the truth is known. */
export function clamp(posterior: Float64Array, gold: Int32Array, K: number) {
  gold.forEach((known, i) => {
    if (known < 0) return;
    posterior.fill(0, i * K, (i + 1) * K);
    posterior[i * K + known] = 1;
  });
}

type State = {
  posterior: Float64Array;
  marginals: Float64Array;
  confusion: Float64Array;
  accuracy: Float64Array;
  right: Float64Array;
  graded: Float64Array;
};

/** Counts lie by worker, label and true class, so that the inner loops walk through memory in order. */
function maximise(labels: Labels, times: Float64Array, prior: Prior, state: State, counts: Float64Array) {
  const { items, workers, classes: K, start, worker, label } = labels;
  const { posterior, marginals, confusion, accuracy, right, graded } = state;
  marginals.fill(prior.classes);
  counts.fill(0);
  right.fill(0);
  graded.fill(0);
  const row = new Float64Array(K);
  let mass = prior.classes * K;
  for (let i = 0; i < items; i++) {
    const often = times[i]!;
    mass += often;
    for (let k = 0; k < K; k++) {
      const share = posterior[i * K + k]! * often;
      row[k] = share;
      marginals[k]! += share;
    }
    for (let n = start[i]!, end = start[i + 1]!; n < end; n++) {
      const j = worker[n]!;
      const l = label[n]!;
      const base = (j * K + l) * K;
      for (let k = 0; k < K; k++) counts[base + k]! += row[k]!;
      right[j]! += row[l]!;
      graded[j]! += often;
    }
  }
  for (let k = 0; k < K; k++) marginals[k]! /= mass;
  for (let j = 0; j < workers; j++) {
    const known = graded[j]! + prior.right + prior.wrong;
    const s = known > 0 ? (right[j]! + prior.right) / known : 1 / K;
    accuracy[j] = s;
    const off = K > 1 ? (1 - s) / (K - 1) : 0;
    for (let k = 0; k < K; k++) {
      for (let l = 0; l < K; l++) confusion[(j * K + k) * K + l] = counts[(j * K + l) * K + k]!;
      shrinkRow(confusion, (j * K + k) * K, K, k, s, off, prior.rows);
    }
  }
}

/** Turns a row of counts into probabilities, drawn towards `s` on the diagonal and `off` beside it. */
function shrinkRow(confusion: Float64Array, row: number, K: number, k: number, s: number, off: number, m: number) {
  let sum = 0;
  for (let l = 0; l < K; l++) sum += confusion[row + l]!;
  for (let l = 0; l < K; l++) {
    const towards = l === k ? s : off;
    if (m === Number.POSITIVE_INFINITY) confusion[row + l] = towards;
    else if (sum + m > 0) confusion[row + l] = (confusion[row + l]! + m * towards) / (sum + m);
    // A row on which nothing weighs says nothing.
    else confusion[row + l] = 1 / K;
  }
}

/** By worker, label and true class, as they are summed. */
function logarithms(confusion: Float64Array, logs: Float64Array, weights: Float64Array | undefined, K: number) {
  const workers = logs.length / (K * K);
  for (let j = 0; j < workers; j++) {
    const weight = weights ? weights[j]! : 1;
    for (let k = 0; k < K; k++)
      for (let l = 0; l < K; l++)
        logs[(j * K + l) * K + k] = weight * Math.log(Math.max(confusion[(j * K + k) * K + l]!, FLOOR));
  }
}

function expect(labels: Labels, times: Float64Array, state: State, logs: Float64Array, gold: Int32Array | undefined) {
  const { items, classes: K, start, worker, label } = labels;
  const { posterior, marginals } = state;
  const prior = marginals.map((share) => Math.log(Math.max(share, FLOOR)));
  const sums = new Float64Array(K);
  let change = 0;
  let logLikelihood = 0;
  for (let i = 0; i < items; i++) {
    for (let k = 0; k < K; k++) sums[k] = prior[k]!;
    for (let n = start[i]!, end = start[i + 1]!; n < end; n++) {
      const base = (worker[n]! * K + label[n]!) * K;
      for (let k = 0; k < K; k++) sums[k]! += logs[base + k]!;
    }
    let top = sums[0]!;
    for (let k = 1; k < K; k++) if (sums[k]! > top) top = sums[k]!;
    let total = 0;
    for (let k = 0; k < K; k++) {
      const share = Math.exp(sums[k]! - top);
      sums[k] = share;
      total += share;
    }
    logLikelihood += times[i]! * (top + Math.log(total));
    if (gold && gold[i]! >= 0) continue;
    for (let k = 0; k < K; k++) {
      const next = sums[k]! / total;
      const moved = Math.abs(next - posterior[i * K + k]!);
      if (moved > change) change = moved;
      posterior[i * K + k] = next;
    }
  }
  return { change, logLikelihood };
}
