/** One voter's word on one item: which of the item's options, and how often this voter is right. */
export type Vote = { label: number; skill: number };

/** An unknown voter is taken for right so often. */
export const UNKNOWN_SKILL = 2 / 3;

/** What is known of a voter from graded answers: 4 of 6 before the first of them. */
export const skillOf = (right: number, graded: number): number => (right + 4) / (graded + 6);

/**
 * How likely each of K options is the truth, when voters err independently, each as often as their skill says, and their
 * errors fall on the other options alike. A bad record may silence a vote, and never turns it round.
 */
export function weightedVote(votes: readonly Vote[], K: number): number[] {
  const logs = new Array<number>(K).fill(0);
  for (const { label, skill } of votes) {
    const s = Math.min(Math.max(skill, 1 / K), 1 - 1e-10);
    const right = Math.log(s);
    const wrong = K > 1 ? Math.log((1 - s) / (K - 1)) : 0;
    for (let k = 0; k < K; k++) logs[k]! += k === label ? right : wrong;
  }
  return softmax(logs);
}

/** Logs of weights as shares of one whole. */
export function softmax(logs: readonly number[]): number[] {
  const top = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - top));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Each option's part of the trust that all votes carry together. */
export function trustShares(trust: readonly number[]): number[] {
  const sum = trust.reduce((total, one) => total + one, 0);
  return trust.map((one) => one / sum);
}
