import { createHash } from "node:crypto";
import { type BlockResult, inOrder, type Response, type Spec, type Tell } from "./block";
import { countChoices } from "./choices";
import { countNumbers, countPairs, countRankings, countTexts } from "./measures";
import { countSets } from "./sets";

export type Counted = BlockResult & {
  /** Names the answers that were counted: the same answers, the same digest, whatever order they came in. */
  responsesDigest: string;
};

/**
 * Makes many answers into one to each item. A function of its arguments alone: the same answers give the same result to
 * the last byte. `tell` hears how far it has come.
 */
export function countBlock(spec: Spec, responses: readonly Response[], tell: Tell = () => {}): Counted {
  const digest = digestOf(spec, responses);
  const seed = Number.parseInt(digest.slice(0, 8), 16);
  return { responsesDigest: `sha256:${digest}`, ...count(spec, responses, seed, tell) };
}

function count(spec: Spec, responses: readonly Response[], seed: number, tell: Tell): BlockResult {
  switch (spec.responseType) {
    case "boolean":
      return countChoices(spec, responses, seed, tell);
    case "choice":
      return spec.pairwise ? countPairs(spec, responses) : countChoices(spec, responses, seed, tell);
    case "multi_choice":
      return countSets(spec, responses, seed, tell);
    case "number":
      return countNumbers(spec, responses, seed);
    case "text":
      return countTexts(spec, responses, seed);
    case "ranking":
      return countRankings(spec, responses);
  }
}

/** Worker by worker, in the order of their names. */
export function digestOf(spec: Pick<Spec, "items">, responses: readonly Response[]): string {
  const hash = createHash("sha256");
  for (const { worker, answers } of inOrder(responses))
    hash.update(`${JSON.stringify([worker, spec.items.map(({ id }) => answers.get(id) ?? null)])}\n`);
  return hash.digest("hex");
}
