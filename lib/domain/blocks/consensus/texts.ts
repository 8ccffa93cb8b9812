import { distance } from "fastest-levenshtein";
import { seeded } from "./random";

/** So many words of an answer are compared, and so many answers of an item: the cost grows by both squared. */
const MAX_TOKENS = 500;
const MAX_COMPARED = 200;

const OUTER_PUNCTUATION = /^[\p{P}\p{S}\s]+|[\p{P}\p{S}\s]+$/gu;

/** What two answers have in common when they say the same: case, width, blanks and outer punctuation do not count. */
export function textKey(text: string): string {
  const plain = text.normalize("NFKC").toLowerCase().replace(/\s+/gu, " ").trim();
  // An answer of nothing but punctuation is still an answer.
  return plain.replace(OUTER_PUNCTUATION, "") || plain;
}

/** Words as numbers written in UTF-16 units, so that a distance of strings is one of words. */
export class Tokens {
  private readonly known = new Map<string, string>();

  encode(text: string): string {
    const words =
      text
        .normalize("NFKC")
        .toLowerCase()
        .match(/[\p{L}\p{N}_']+/gu) ?? [];
    return words
      .slice(0, MAX_TOKENS)
      .map((word) => this.unitOf(word))
      .join("");
  }

  private unitOf(word: string): string {
    const known = this.known.get(word);
    if (known !== undefined) return known;
    // Beyond as many words as there are units the rarest share one: 200 answers of 500 words have no more than 100,000.
    const unit = String.fromCharCode(this.known.size % 65_536);
    this.known.set(word, unit);
    return unit;
  }
}

/** 0 where two encoded texts have the same words in the same order, 1 where they share none. */
export const wordDistance = (a: string, b: string): number =>
  a.length === 0 && b.length === 0 ? 0 : distance(a, b) / Math.max(a.length, b.length);

export type TextConsensus = {
  /** The place of the answer that stands for all: always one that was given. */
  winner: number;
  by: "vote" | "medoid";
  /** How many said it, over all. */
  share: number;
  /** 1 less the mean distance of the winner from the others. */
  similarity: number;
};

/**
 * One text for many: what over half of them say in other spellings, in its commonest spelling; where nobody is so common,
 * the medoid, which is the least far from all others. Of equals the first given. There must be one answer at least.
 */
export function textConsensus(
  answers: readonly string[],
  seed: number,
  method: "auto" | "vote" | "medoid" = "auto",
): TextConsensus {
  const keys = answers.map(textKey);
  const votes = new Map<string, number>();
  for (const key of keys) votes.set(key, (votes.get(key) ?? 0) + 1);
  const most = Math.max(...votes.values());
  const commonest = keys.find((key) => votes.get(key) === most)!;
  const wins = most >= 2 && most * 2 > answers.length;
  const near = medoid(answers, seed);
  if (method === "vote" || (method === "auto" && wins)) {
    const winner = commonestSpelling(answers, keys, commonest);
    return { winner, by: "vote", share: most / answers.length, similarity: near.similarityOf(winner) };
  }
  const share = votes.get(keys[near.winner]!)! / answers.length;
  return { winner: near.winner, by: "medoid", share, similarity: near.similarityOf(near.winner) };
}

function commonestSpelling(answers: readonly string[], keys: readonly string[], key: string): number {
  const spellings = new Map<string, { first: number; n: number }>();
  answers.forEach((answer, at) => {
    if (keys[at] !== key) return;
    const known = spellings.get(answer) ?? { first: at, n: 0 };
    known.n++;
    spellings.set(answer, known);
  });
  return [...spellings.values()].sort((a, b) => b.n - a.n || a.first - b.first)[0]!.first;
}

function medoid(answers: readonly string[], seed: number) {
  const tokens = new Tokens();
  const encoded = answers.map((answer) => tokens.encode(answer));
  const compared = sample(answers.length, seed);
  const similarityOf = (at: number) => {
    const others = compared.filter((other) => other !== at);
    if (others.length === 0) return 1;
    return 1 - others.reduce((sum, other) => sum + wordDistance(encoded[at]!, encoded[other]!), 0) / others.length;
  };
  let [winner, best] = [compared[0]!, Number.NEGATIVE_INFINITY];
  for (const at of compared) {
    const similarity = similarityOf(at);
    if (similarity > best) [winner, best] = [at, similarity];
  }
  return { winner, similarityOf };
}

/** All places up to 200; above it 200 of them by lot, in their order. */
function sample(size: number, seed: number): number[] {
  const places = Array.from({ length: size }, (_, at) => at);
  if (size <= MAX_COMPARED) return places;
  const random = seeded(seed);
  for (let at = 0; at < MAX_COMPARED; at++) {
    const other = at + Math.floor(random() * (size - at));
    [places[at], places[other]] = [places[other]!, places[at]!];
  }
  return places.slice(0, MAX_COMPARED).sort((a, b) => a - b);
}
