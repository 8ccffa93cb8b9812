import type { Labels } from "./labels";
import { weightedVote } from "./votes";

export type OwnOptionsFit = {
  posterior: Float64Array;
  accuracy: Float64Array;
  right: Float64Array;
  graded: Float64Array;
  rounds: number;
  converged: boolean;
};

const TOLERANCE = 1e-7;
const MAX_ROUNDS = 500;
/** The same belief about a worker as in the default fit: Beta(4, 2). */
const [RIGHT, WRONG] = [4, 2];

/**
 * One accuracy a worker over items that each have options of their own: all of an item's options are as likely before
 * anybody answers, and who is wrong picks any of the others. `options[i]` names the classes that item i has.
 */
export function fitOwnOptions(
  labels: Labels,
  options: readonly (readonly number[])[],
  gold: Int32Array,
): OwnOptionsFit {
  const { items, workers, classes: K, start, worker, label } = labels;
  const accuracy = new Float64Array(workers).fill(RIGHT / (RIGHT + WRONG));
  const right = new Float64Array(workers);
  const graded = new Float64Array(workers);
  for (const j of worker) graded[j]!++;
  const posterior = new Float64Array(items * K);
  let [rounds, change] = [0, Number.POSITIVE_INFINITY];
  while (rounds < MAX_ROUNDS && change >= TOLERANCE) {
    change = 0;
    right.fill(0);
    for (let i = 0; i < items; i++) {
      const own = options[i]!;
      const place = new Map(own.map((k, at) => [k, at]));
      const votes = Array.from({ length: start[i + 1]! - start[i]! }, (_, n) => ({
        label: place.get(label[start[i]! + n]!)!,
        skill: accuracy[worker[start[i]! + n]!]!,
      }));
      const known = gold[i]! >= 0 ? place.get(gold[i]!) : undefined;
      const next = known === undefined ? weightedVote(votes, own.length) : own.map((_, at) => Number(at === known));
      own.forEach((k, at) => {
        change = Math.max(change, Math.abs(next[at]! - posterior[i * K + k]!));
        posterior[i * K + k] = next[at]!;
      });
      for (let n = start[i]!; n < start[i + 1]!; n++) right[worker[n]!]! += posterior[i * K + label[n]!]!;
    }
    for (let j = 0; j < workers; j++) accuracy[j] = (right[j]! + RIGHT) / (graded[j]! + RIGHT + WRONG);
    rounds++;
  }
  return { posterior, accuracy, right, graded, rounds, converged: change < TOLERANCE };
}
