import { describe, expect, test } from "vitest";
import { answer as answerAs, CROWDS } from "@/local/simulate/crowds";
import { krippendorffAlpha } from "./agreement";
import type { Answer, Item, Response, Spec } from "./block";
import { categoricalConsensus } from "./categorical";
import { countBlock } from "./count";
import { seeded } from "./random";
import { bordaPoints, kemeny, kendallTau, kendallW, preferences } from "./rankings";
import { textConsensus, textKey } from "./texts";
import { weightedVote } from "./votes";

const spec = (more: Partial<Spec>): Spec => ({
  responseType: "choice",
  options: ["yes", "no", "unclear"],
  items: [],
  method: "auto",
  minConfidence: 0.8,
  ...more,
});
const items = (n: number, more: (i: number) => Partial<Item> = () => ({})): Item[] =>
  Array.from({ length: n }, (_, i) => ({ id: `i${i}`, ...more(i) }));
/** One row an item, one column a worker. */
const responses = (
  rows: readonly (readonly Answer[])[],
  more: (j: number) => Partial<Response> = () => ({}),
): Response[] =>
  rows[0]!.map((_, j) => ({
    id: `resp_${j}`,
    worker: `w${String(j).padStart(3, "0")}`,
    isBot: false,
    answers: new Map(rows.map((row, i) => [`i${i}`, row[j] ?? null])),
    history: { right: 0, graded: 0 },
    ...more(j),
  }));
const crowd = (name: string) => CROWDS.find((one) => one.name === name)!;
const namesOf = ["yes", "no", "unclear"];
/** A block of three options as one of the simulated crowds answers it. */
function simulated(name: string, seed = 7, gold = 0) {
  const { labels, truth } = answerAs(crowd(name), seeded(seed));
  const rows = Array.from({ length: labels.items }, (_, i) =>
    [...labels.label.subarray(labels.start[i]!, labels.start[i + 1]!)].map((k) => namesOf[k]!),
  );
  const block = spec({ items: items(labels.items, (i) => (i < gold ? { gold: namesOf[truth[i]!]! } : {})) });
  return { block, given: responses(rows), truth: [...truth].map((k) => namesOf[k]!) };
}
const shuffled = <T>(values: readonly T[]): T[] =>
  [...values].reverse().sort((a, b) => (String(a).length > 3 ? 0 : -1) + Number(a === b));

describe("any block", () => {
  test("counted again, in whatever order its answers came, gives the same bytes", () => {
    for (const name of ["honest, 12 items, 3 classes", "four of nine collude"]) {
      const { block, given } = simulated(name);
      const once = JSON.stringify(countBlock(block, given));
      expect(JSON.stringify(countBlock(block, shuffled(given)))).toBe(once);
      expect(JSON.stringify(countBlock(block, [...given].reverse()))).toBe(once);
    }
  });

  test("whose options are named or ordered otherwise gives the same answers under the other names", () => {
    const { block, given } = simulated("honest, 12 items, 3 classes");
    const other: Record<string, string> = { yes: "zebra", no: "apple", unclear: "mole" };
    const renamed = given.map((one) => ({
      ...one,
      answers: new Map([...one.answers].map(([id, said]) => [id, other[said as string]!])),
    }));
    const plain = countBlock(block, given).items;
    const found = countBlock({ ...block, options: ["apple", "mole", "zebra"] }, renamed).items;
    expect(found.map(({ answer }) => answer)).toEqual(plain.map(({ answer }) => other[answer as string]));
    found.forEach(({ confidence }, i) => {
      expect(confidence).toBeCloseTo(plain[i]!.confidence, 9);
    });
  });

  test("that nobody answered has no answers, and says so", () => {
    const empty = countBlock(spec({ items: items(3) }), []);
    expect(empty.items.map(({ answer, status, confidence }) => [answer, status, confidence])).toEqual(
      items(3).map(() => [null, "insufficient", 0]),
    );
    expect(empty.agreement.krippendorffAlpha).toBeNull();
  });
});

describe("choices", () => {
  test("few labels a worker: a vote weighed by history, which may silence a vote and never turns it", () => {
    const good = { right: 190, graded: 200 };
    const bad = { right: 0, graded: 200 };
    const given = responses([["yes", "no", "no"]], (j) => ({ history: j === 0 ? good : bad }));
    const { items: found, method, methodReason } = countBlock(spec({ items: items(1), options: ["yes", "no"] }), given);
    expect([method, methodReason]).toEqual(["weighted_vote", "1 labels a worker"]);
    expect(found[0]!.answer).toBe("yes");
    const alone = weightedVote([{ label: 1, skill: 0.01 }], 2);
    expect(alone).toEqual([0.5, 0.5]);
    for (const skill of [0.4, 0.6, 0.95]) {
      const before = weightedVote([{ label: 0, skill: 0.7 }], 3)[0]!;
      expect(
        weightedVote(
          [
            { label: 0, skill: 0.7 },
            { label: 0, skill },
          ],
          3,
        )[0]!,
      ).toBeGreaterThan(before);
    }
  });

  test("a tie is called one, fewer than three answers are called too few, and sure is what most say", () => {
    const given = responses([
      ["yes", "yes", "no", "no"],
      ["yes", "yes", "yes", "yes"],
      ["yes", null, null, null],
    ]);
    const { items: found } = countBlock(spec({ items: items(3), options: ["yes", "no"] }), given);
    expect(found.map(({ status }) => status)).toEqual(["tied", "verified", "insufficient"]);
    expect(found[1]).toMatchObject({ answer: "yes", n: 4, agreement: 1, votes: { yes: 4, no: 0 } });
  });

  test("items with options of their own are counted over these", () => {
    const block = spec({
      options: undefined,
      items: items(4, (i) => ({ options: i % 2 ? ["a", "b"] : ["c", "d", "e"] })),
    });
    const given = responses([
      ["c", "c", "d"],
      ["b", "b", "b"],
      ["e", "e", "e"],
      ["a", "b", "a"],
    ]);
    for (const method of ["auto", "one_coin"] as const) {
      const { items: found } = countBlock({ ...block, method }, given);
      expect(found.map(({ answer }) => answer)).toEqual(["c", "b", "e", "a"]);
      expect(Object.keys(found[1]!.posterior!)).toEqual(["a", "b"]);
      const sum = Object.values(found[0]!.posterior!).reduce((total, p) => total + p, 0);
      expect(sum).toBeCloseTo(1, 9);
    }
  });

  test("an order has a median beside its mode, and agreement by distance", () => {
    const block = spec({ scale: "ordinal", options: ["low", "mid", "high"], items: items(1) });
    const { items: found, agreement } = countBlock(block, responses([["low", "low", "high", "high", "high"]]));
    expect(found[0]).toMatchObject({ answer: "high", more: { median: "high" } });
    expect(agreement.level).toBe("ordinal");
  });

  test("whoever fails the gold is set aside and told so, and gold is what it is", () => {
    const block = spec({ options: ["yes", "no"], items: items(14, (i) => (i < 4 ? { gold: "yes" } : {})) });
    const rows = Array.from({ length: 14 }, (_, i) =>
      i < 4 ? ["yes", "yes", "yes", "no", "no"] : ["yes", "yes", "no", "no", "no"],
    );
    const { items: found, workers } = countBlock(block, responses(rows));
    expect(workers.map(({ flags }) => flags.includes("fails_gold"))).toEqual([false, false, false, true, true]);
    expect(workers[3]).toMatchObject({ gold: { n: 4, correct: 0 } });
    expect(workers[3]!.quality!).toBeLessThan(0.5);
    expect(found.every(({ answer }) => answer === "yes")).toBe(true);
  });

  test("one answer to everything is set aside, unless that is what there is to see", () => {
    const { block, given, truth } = simulated("four of nine say one thing");
    const { items: found, workers } = countBlock(block, given);
    expect(workers.map(({ flags }) => flags.includes("constant"))).toEqual([
      ...Array(5).fill(false),
      ...Array(4).fill(true),
    ]);
    const right = found.filter(({ answer }, i) => answer === truth[i]).length;
    expect(right / truth.length).toBeGreaterThan(0.9);
    const nearlyAll = Array.from({ length: 20 }, (_, i) =>
      Array.from({ length: 6 }, (_, j) => (i === 3 && j < 3 ? "no" : "yes")),
    );
    const honest = countBlock(spec({ options: ["yes", "no"], items: items(20) }), responses(nearlyAll));
    expect(honest.workers.flatMap(({ flags }) => flags)).toEqual([]);
  });

  test("a ring without gold is never believed above the votes, and nothing is verified; with gold it is seen through", () => {
    for (const name of ["four of nine collude", "five of nine collude", "four of nine one bot of .65"]) {
      const blind = simulated(name);
      const found = countBlock(blind.block, blind.given);
      expect(found.warnings).toContain("UNSTABLE_CONSENSUS");
      expect(found.items.map(({ status }) => status)).not.toContain("verified");
    }
    const seen = simulated("five of nine collude", 7, 9);
    const { items: found } = countBlock(seen.block, seen.given);
    const right = found.filter(({ answer }, i) => answer === seen.truth[i]).length;
    expect(right / seen.truth.length).toBeGreaterThan(0.85);
  });

  test("copies of one bot are one vote, and are named", () => {
    const { block, given } = simulated("four of nine one bot of .65", 3, 12);
    const { workers, nEffective, warnings } = countBlock(block, given);
    expect(warnings).toContain("DEPENDENT_ANSWERS");
    for (const copy of workers.slice(5))
      expect(copy.flags.filter((flag) => flag.startsWith("depends_on:"))).toHaveLength(3);
    expect(nEffective!).toBeLessThan(7);
  });

  test("small honest blocks lose no more than a hundredth to a plain majority", () => {
    const random = seeded(11);
    let [default_, majority, all] = [0, 0, 0];
    for (let block = 0; block < 60; block++) {
      const { labels, truth } = answerAs(crowd("honest, 12 items, 3 classes"), random);
      const input = {
        labels,
        gold: new Int32Array(labels.items).fill(-1),
        history: Array.from({ length: labels.workers }, () => ({ right: 0, graded: 0 })),
        minConfidence: 0.8,
      };
      const right = (method: "auto" | "majority") =>
        categoricalConsensus({ ...input, method }).items.filter(({ answer }, i) => answer === truth[i]).length;
      default_ += right("auto");
      majority += right("majority");
      all += truth.length;
    }
    expect((default_ - majority) / all).toBeGreaterThan(-0.01);
  });
});

describe("other types", () => {
  test("sets are counted option by option, or as whole sets when asked", () => {
    const block = spec({ responseType: "multi_choice", options: ["a", "b", "c"], items: items(2) });
    const given = responses([
      [["a", "b"], ["a"], ["a", "b"], ["a", "b", "c"]],
      [[], [], [], ["c"]],
    ]);
    const { items: found, agreement } = countBlock(block, given);
    expect(found.map(({ answer }) => answer)).toEqual([["a", "b"], []]);
    expect(found[0]!.votes).toEqual({ a: 4, b: 3, c: 1 });
    expect(agreement.meanJaccard!).toBeGreaterThan(0.5);
    const whole = countBlock({ ...block, method: "exact_set" }, given);
    expect(whole.items.map(({ answer, confidence }) => [answer, confidence])).toEqual([
      [["a", "b"], 0.5],
      [[], 0.75],
    ]);
  });

  test("numbers: the outermost fall away, and those within the tolerance agree", () => {
    const block = spec({ responseType: "number", items: items(1), number: { min: 0, max: 100, step: 1 } });
    const { items: found } = countBlock(block, responses([[40, 42, 41, 43, 100]]));
    expect(found[0]).toMatchObject({
      answer: 42,
      confidence: 0.8,
      n: 5,
      more: { median: 42, tolerance: 5, min: 40, max: 100 },
    });
    const few = countBlock(block, responses([[40, 50, 90]]));
    expect(few.items[0]!.answer).toBe(50);
  });

  test("texts: one thing in several spellings wins, else the one nearest to all, always one that was given", () => {
    expect(["  Don’t  know! ", "don’t know", "«DON’T KNOW»"].map(textKey)).toEqual(Array(3).fill("don’t know"));
    expect(textKey("?!")).toBe("?!");
    const voted = textConsensus(["Paris.", "paris", "Rome", "Paris."], 1);
    expect([voted.winner, voted.by, voted.share]).toEqual([0, "vote", 0.75]);
    const given = ["the cat sat down", "a cat sat down there", "the cat sat there", "dogs bark"];
    const nearest = textConsensus(given, 1);
    expect([given[nearest.winner], nearest.by]).toEqual(["the cat sat down", "medoid"]);
    const many = Array.from({ length: 500 }, (_, n) => `answer ${n % 7} of ${n}`);
    expect(textConsensus(many, 9)).toEqual(textConsensus(many, 9));
  });

  test("rankings: the order that agrees with the most pairs, every one as good is named, points above eight options", () => {
    const block = spec({ responseType: "ranking", options: ["a", "b", "c"], items: items(1) });
    const { items: found } = countBlock(
      block,
      responses([
        [
          ["a", "b", "c"],
          ["a", "c", "b"],
          ["b", "a", "c"],
        ],
      ]),
    );
    expect(found[0]).toMatchObject({ answer: ["a", "b", "c"], status: "low_confidence" });
    const circle = responses([
      [
        ["a", "b", "c"],
        ["b", "c", "a"],
        ["c", "a", "b"],
      ],
    ]);
    const tied = countBlock(block, circle).items[0]!;
    expect([tied.status, (tied.more as any).orders.length, (tied.more as any).cyclicTriads]).toEqual(["tied", 3, 1]);
    const many = Array.from({ length: 10 }, (_, n) => `o${n}`);
    const large = countBlock(
      spec({ responseType: "ranking", options: many, items: items(1) }),
      responses([[many, many, [...many].reverse()]]),
    );
    expect([large.method, large.items[0]!.answer]).toEqual(["borda", many]);
    // By hand: every order of four options, held against the exact one.
    const rankings = [
      [0, 1, 2, 3],
      [2, 0, 1, 3],
      [3, 0, 2, 1],
      [0, 2, 1, 3],
    ];
    const above = preferences(rankings, 4);
    const worth = (order: readonly number[]) =>
      order.reduce((sum, a, at) => sum + order.slice(at + 1).reduce((more, b) => more + above[a * 4 + b]!, 0), 0);
    const orders = (rest: number[]): number[][] =>
      rest.length === 0 ? [[]] : rest.flatMap((a) => orders(rest.filter((b) => b !== a)).map((tail) => [a, ...tail]));
    const best = Math.max(...orders([0, 1, 2, 3]).map(worth));
    for (const order of kemeny(above, 4).orders) expect(worth(order)).toBe(best);
    expect(
      kendallW(
        [
          [0, 1, 2],
          [0, 1, 2],
        ],
        3,
      ),
    ).toBe(1);
    expect(kendallTau([0, 1, 2], [2, 1, 0], 3)).toBe(-1);
    expect(bordaPoints([[1]], 3)).toEqual([0.5, 2, 0.5]);
  });

  test("pairs give every option a strength", () => {
    const pairs = [
      ["a", "b"],
      ["b", "c"],
      ["a", "c"],
    ];
    const block = spec({ pairwise: true, options: undefined, items: items(3, (i) => ({ options: pairs[i]! })) });
    const {
      items: found,
      method,
      model,
    } = countBlock(block, responses(pairs.map(([one]) => [one!, one!, one!, one!])));
    expect(method).toBe("bradley_terry");
    expect(found.map(({ answer }) => answer)).toEqual(["a", "b", "a"]);
    const strengths = Object.values((model as any).strengths).map((one: any) => one.logStrength);
    expect(strengths).toEqual([...strengths].sort((a, b) => b - a));
    expect(strengths.every(Number.isFinite)).toBe(true);
  });

  test("alpha is 1 where all agree on different things, and undefined where nothing differs", () => {
    expect(
      krippendorffAlpha(
        [
          [1, 1, 1],
          [2, 2, 2],
        ],
        "nominal",
      ),
    ).toBe(1);
    expect(
      krippendorffAlpha(
        [
          [1, 1],
          [1, 1],
        ],
        "interval",
      ),
    ).toBeNull();
  });
});
