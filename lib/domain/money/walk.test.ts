import { expect, test } from "vitest";
import { isClean, reconcile } from "@/lib/domain/payments/reconcile";
import { walk } from "@/local/testing/walk";
import { verifyLedger } from "./verify";

// The clock is never put back: that of the stand-in for Stripe, which goes with it, cannot be.
// The long one, of ten thousand steps, is among the failures: `npm run failures -- walk`.
test.each([
  [1, { credits: 0, card: 0 }],
  [2, { credits: 1000, card: 250 }],
  [20_261_124, { credits: 333, card: 1299 }],
])(
  "a random walk of commands, seed %d, with fees of %j: the same answers, states and balances as the rules in memory, at every step",
  async (seed, fees) => {
    await walk({ seed, fees, steps: 300, people: 4, compareEvery: 1 });
    expect((await verifyLedger()).violations).toEqual([]);
    expect(isClean(await reconcile({ whole: true }))).toBe(true);
  },
  120_000,
);
