/**
 * `npm run simulate`: blocks answered by crowds of known kinds, and how often each method finds the truth, beside a plain
 * majority. `--blocks 200` says how many blocks a crowd answers, `--gold 0.1` which share of the items is known.
 */
import { parseArgs } from "node:util";
import { CROWDS } from "./crowds";
import { METHODS, simulate } from "./simulate";

const { values } = parseArgs({
  options: {
    blocks: { type: "string", default: "200" },
    gold: { type: "string", default: "0,0.15" },
    seed: { type: "string", default: "1979" },
    only: { type: "string", default: "" },
  },
});
const blocks = Number(values.blocks);

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
    const found = simulate(crowd, { blocks, gold, seed: Number(values.seed) });
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
