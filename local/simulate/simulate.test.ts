import { describe, expect, test } from "vitest";
import { CROWDS } from "./crowds";
import { simulate } from "./simulate";

const BLOCKS = 40;
const gain = (crowd: (typeof CROWDS)[number], gold: number) => {
  const { share } = simulate(crowd, { blocks: BLOCKS, gold, seed: 1979 });
  return share("auto") - share("majority");
};
const named = (part: string) => CROWDS.filter(({ name }) => name.includes(part));

describe("the default beside a majority vote", () => {
  test.each(named("honest").flatMap((crowd) => [0, 0.15].map((gold) => ({ name: crowd.name, crowd, gold }))))(
    "$name, gold $gold: at most a hundredth below",
    ({ crowd, gold }) => expect(gain(crowd, gold)).toBeGreaterThanOrEqual(-0.01),
  );

  test.each(named("collude").map((crowd) => ({ name: crowd.name, crowd })))(
    "$name, with gold: far above",
    ({ crowd }) => expect(gain(crowd, 0.15)).toBeGreaterThan(0.3),
  );

  test("without gold a ring is never believed above the votes, and the block says that it is unstable", () => {
    for (const crowd of named("collude")) {
      const { share, unstable, verified } = simulate(crowd, { blocks: BLOCKS, gold: 0, seed: 1979 });
      expect(share("auto")).toBe(share("majority"));
      expect([unstable, verified]).toEqual([1, 0]);
    }
  });
});
