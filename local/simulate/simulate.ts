import { type CategoricalMethod, categoricalConsensus } from "@/lib/domain/blocks/consensus/categorical";
import { seeded } from "@/lib/domain/blocks/consensus/random";
import { answer, type Crowd } from "./crowds";

type Tally = { right: number; asked: number };
export const METHODS: ("auto" | CategoricalMethod)[] = ["majority", "weighted_vote", "one_coin", "dawid_skene", "auto"];

/** So many blocks by one crowd, a share of whose items is known: how often each method finds the truth of the others. */
export function simulate(
  crowd: Crowd,
  { blocks, gold: goldShare, seed }: { blocks: number; gold: number; seed: number },
) {
  const random = seeded(seed);
  const tallies = new Map(METHODS.map((method): [string, Tally] => [method, { right: 0, asked: 0 }]));
  let [confidence, verified, verifiedRight, unstable, effective] = [0, 0, 0, 0, 0];
  for (let block = 0; block < blocks; block++) {
    const { labels, truth } = answer(crowd, random);
    const known = goldShare === 0 ? 0 : Math.max(3, Math.round(goldShare * crowd.items));
    const gold = truth.map((k, i) => (i < known ? k : -1));
    for (const method of METHODS) {
      const history = crowd.workers.map(() => ({ right: 0, graded: 0 }));
      const result = categoricalConsensus({ labels, gold, history, method, minConfidence: 0.8 });
      const tally = tallies.get(method)!;
      result.items.forEach((item, i) => {
        if (gold[i]! >= 0) return;
        const isRight = item.answer === truth[i];
        tally.asked++;
        if (isRight) tally.right++;
        if (method !== "auto") return;
        confidence += item.confidence;
        if (item.status !== "verified") return;
        verified++;
        if (isRight) verifiedRight++;
      });
      if (method !== "auto") continue;
      if (result.isUnstable) unstable++;
      effective += (result.nEffective ?? Number.NaN) / blocks;
    }
  }
  const asked = tallies.get("auto")!.asked;
  return {
    share: (method: string) => tallies.get(method)!.right / tallies.get(method)!.asked,
    confidence: confidence / asked,
    verified: verified / asked,
    verifiedRight: verified > 0 ? verifiedRight / verified : Number.NaN,
    unstable: unstable / blocks,
    effective,
  };
}
