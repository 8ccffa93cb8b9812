/**
 * `npm run simulate`: blocks answered by crowds of known kinds, and how often each method finds the truth, beside a plain
 * majority. `--blocks 200` says how many blocks a crowd answers, `--gold 0.1` which share of the items is known.
 */
import { parseArgs } from "node:util";
import { type CategoricalMethod, categoricalConsensus } from "@/lib/domain/blocks/consensus/categorical";
import { seeded } from "@/lib/domain/blocks/consensus/random";
import { answer, CROWDS, type Crowd } from "./crowds";

const { values } = parseArgs({
  options: {
    blocks: { type: "string", default: "200" },
    gold: { type: "string", default: "0,0.15" },
    seed: { type: "string", default: "1979" },
    only: { type: "string", default: "" },
  },
});
const blocks = Number(values.blocks);

type Tally = { right: number; asked: number };
const METHODS: ("auto" | CategoricalMethod)[] = ["majority", "weighted_vote", "one_coin", "dawid_skene", "auto"];

function simulate(crowd: Crowd, goldShare: number) {
  const random = seeded(Number(values.seed));
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

const f = (value: number, width = 8) => (Number.isNaN(value) ? "–" : value.toFixed(3)).padStart(width);
console.log(`${blocks} blocks a crowd; the share of items without gold that each method has right\n`);
const head = [
  "crowd".padEnd(30),
  " gold",
  ...METHODS.map((m) => (m === "auto" ? "default" : m).slice(0, 9).padStart(10)),
];
const AFTER = ["less maj.", "sure", "verified", "of them", "unstable", "votes"];
console.log([...head, ...AFTER.map((title) => title.padStart(10))].join(""));
for (const gold of values.gold.split(",").map(Number))
  for (const crowd of CROWDS.filter(({ name }) => name.includes(values.only))) {
    const found = simulate(crowd, gold);
    const cells = METHODS.map((method) => f(found.share(method), 10));
    const rest = [found.confidence, found.verified, found.verifiedRight, found.unstable, found.effective].map((v) =>
      f(v),
    );
    const gain = found.share("auto") - found.share("majority");
    console.log(
      [
        crowd.name.padEnd(30),
        String(gold).padStart(5),
        ...cells,
        `${gain >= 0 ? "+" : ""}${gain.toFixed(3)}`.padStart(10),
        ...rest,
      ].join(""),
    );
  }
