/** Published cases, recomputed: `printed` as the source prints it, `exact` what the formulas give. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { cohenKappa, countedAgreement, krippendorffAlpha, type Level } from "./agreement";
import { effectiveVotes } from "./dependence";
import { DAWID_SKENE, estimate, type Fit, ONE_COIN, SHRUNK } from "./fit";
import { goodman, meanInterval, wilson } from "./intervals";
import agreement from "./known/agreement.json";
import patients from "./known/dawid_skene_1979.json";
import intervals from "./known/intervals.json";
import { type Label, labelsOf, voteShares } from "./labels";
import { betaQuantile, normalQuantile, tQuantile } from "./quantiles";
import { bradleyTerry } from "./rankings";
import { trustShares, weightedVote } from "./votes";

const EXACT = 1e-6;
/** The most by which figures printed in 1979 differ from converged ones. */
const PRINTED_1979 = 0.006;

const near = (found: ArrayLike<number>, wanted: readonly number[], within: number) => {
  expect(found.length).toBe(wanted.length);
  wanted.forEach((value, at) => {
    expect(Math.abs(found[at]! - value), `place ${at}: ${found[at]} for ${value}`).toBeLessThanOrEqual(within);
  });
};

describe("45 patients, five observers (Dawid and Skene 1979)", () => {
  const rows = readFileSync(path.join(import.meta.dirname, "known/dawid_skene_1979.csv"), "utf8")
    .trim()
    .split("\n")
    .slice(1);
  const labels = labelsOf(
    { items: 45, workers: 5, classes: 4 },
    rows.map((row): Label => {
      const [patient, observer, , label] = row.split(",").map(Number);
      return [patient! - 1, observer! - 1, label! - 1];
    }),
  );
  const answersOf = ({ posterior }: Fit) =>
    Array.from({ length: 45 }, (_, i) => {
      const row = [...posterior.slice(i * 4, i * 4 + 4)];
      return row.indexOf(Math.max(...row)) + 1;
    });
  const rowsOf = (values: Float64Array, size: number) =>
    Array.from({ length: values.length / size }, (_, at) => values.slice(at * size, (at + 1) * size));

  test("by maximum likelihood: 20 rounds to the published classes, errors and patients", () => {
    const found = estimate(labels, { prior: DAWID_SKENE });
    const { printed, maximum_likelihood: exact } = patients;
    expect([found.rounds, found.converged]).toEqual([exact.iterations, true]);
    expect(Math.abs(found.logLikelihood - exact.marginal_log_likelihood)).toBeLessThan(EXACT * 10);
    near(found.marginals, exact.class_marginals, EXACT);
    near(found.marginals, printed.class_marginals, PRINTED_1979);
    const errors = rowsOf(found.confusion, 4);
    near(
      errors.flatMap((row) => [...row]),
      exact.error_rates_observer_true_response.flat(2),
      EXACT,
    );
    near(
      errors.flatMap((row) => [...row]),
      printed.error_rates_observer_true_response.flat(2),
      PRINTED_1979,
    );
    for (const [patient, row] of rowsOf(found.posterior, 4).entries()) {
      const name = String(patient + 1) as keyof typeof printed.patient_class_probabilities;
      near(row, exact.patient_class_probabilities[name], EXACT);
      near(row, printed.patient_class_probabilities[name], PRINTED_1979);
    }
    expect(answersOf(found)).toEqual(exact.labels);
  });

  test("with one accuracy an observer", () => {
    const found = estimate(labels, { prior: ONE_COIN, tolerance: 1e-8, maxRounds: 2_000 });
    const exact = patients.one_coin_maximum_likelihood;
    near(found.accuracy, exact.worker_accuracy, EXACT * 2);
    near(found.marginals, exact.class_marginals, EXACT * 2);
    expect(Math.abs(found.logLikelihood - exact.marginal_log_likelihood)).toBeLessThan(EXACT * 10);
    expect(answersOf(found)).toEqual(exact.labels);
  });

  test("shrunk, as blocks are counted by default", () => {
    const found = estimate(labels, { prior: SHRUNK });
    const exact = patients.shrunk_m5;
    expect(found.rounds).toBe(exact.iterations);
    near(found.marginals, exact.class_marginals, EXACT);
    near(found.accuracy, exact.worker_accuracy, EXACT);
    const answers = answersOf(found);
    expect(answers).toEqual(exact.labels);
    const votes = voteShares(labels);
    const confidence = answers.map((answer, i) => {
      const at = i * 4 + answer - 1;
      return (found.posterior[at]! + votes[at]!) / 2;
    });
    near(confidence, exact.confidence, 1e-5);
    const differing = answers.flatMap((answer, i) => (answer === patients.maximum_likelihood.labels[i] ? [] : [i + 1]));
    expect(differing).toEqual([2, 12, 36, 38]);
  });
});

describe("agreement", () => {
  const unitsOf = (raters: readonly (readonly (string | number | null)[])[]) => {
    const names = [...new Set(raters.flat().filter((value) => value !== null))].sort();
    const number = (value: string | number) => (typeof value === "number" ? value : names.indexOf(value));
    return raters[0]!.map((_, unit) =>
      raters.flatMap((rater) => (rater[unit] === null || rater[unit] === undefined ? [] : [number(rater[unit])])),
    );
  };

  for (const known of agreement.krippendorff)
    test(`${known.id}: ${Object.keys(known.exact).join(", ")}`, () => {
      const units = unitsOf(known.raters_by_unit);
      const values = [...new Set(units.flat())].sort((a, b) => a - b);
      const counted = countedAgreement(
        units.map((unit) => values.map((value) => unit.filter((v) => v === value).length)),
      );
      const found: Record<string, number | null> = { gwet_ac1: counted.ac1, percent_agreement: counted.percent };
      for (const level of ["nominal", "ordinal", "interval", "ratio"] satisfies Level[])
        found[`alpha_${level}`] = krippendorffAlpha(units, level);
      for (const [name, wanted] of Object.entries(known.exact)) near([found[name]!], [wanted as number], EXACT);
    });

  for (const known of agreement.krippendorff_edge_cases)
    test(`${known.id}: ${known.alpha}`, () => {
      const found = krippendorffAlpha(unitsOf(known.raters_by_unit), known.metric as Level);
      if (known.alpha === null) expect(found).toBeNull();
      else near([found!], [known.alpha], EXACT);
    });

  for (const known of agreement.fleiss)
    test(`Fleiss: ${known.id}`, () => {
      const found = countedAgreement(known.counts);
      near([found.fleiss!, found.percent!], [known.exact.kappa, known.exact.P_bar], EXACT);
    });

  for (const known of agreement.cohen)
    test(`Cohen: ${known.id}`, () => {
      near([cohenKappa(known.table)!], [known.exact.kappa], EXACT);
      if (known.exact.kappa_linear) near([cohenKappa(known.table, "linear")!], [known.exact.kappa_linear], EXACT);
    });
});

test("votes weighed by skill, trust shared out, dependent votes counted", () => {
  near(
    weightedVote(
      [
        { label: 0, skill: 0.9 },
        { label: 0, skill: 0.6 },
        { label: 1, skill: 0.8 },
      ],
      2,
    ),
    [0.7714285714, 1 - 0.7714285714],
    EXACT,
  );
  near(
    weightedVote(
      [
        { label: 0, skill: 0.7 },
        { label: 0, skill: 0.7 },
        { label: 1, skill: 0.9 },
      ],
      3,
    ),
    [0.5340599455, 0.4414168937, 0.0245231608],
    EXACT,
  );
  near(trustShares([4.4703, 1.8571, 0.9231]), [0.616551, 0.256134, 0.127315], EXACT);
  for (const { n, rho, n_eff } of [
    { n: 9, rho: 0, n_eff: 9 },
    { n: 9, rho: 1, n_eff: 1 },
    { n: 9, rho: 0.4375, n_eff: 2 },
  ])
    near([effectiveVotes(n, rho)], [n_eff], EXACT);
});

describe("intervals", () => {
  for (const known of intervals.wilson_95)
    test(`Wilson, ${known.x} of ${known.n}`, () => {
      const found = wilson(known.x, known.n);
      if (known.n === 0) expect(found).toBeNull();
      if (known.exact) near(found!, known.exact, EXACT);
      if (known.x === 38) expect(found![1]).toBe(1);
      if (known.x === 0 && known.n > 0) expect(found![0]).toBe(0);
    });

  test("Goodman, of several shares at once", () => {
    const [seven, fifty] = intervals.goodman_simultaneous_95;
    goodman(seven!.counts)!.forEach((found, at) => {
      near(found, seven!.exact![at]!, EXACT);
    });
    for (const found of goodman(fifty!.counts)!) near(found, fifty!.each!.exact, EXACT);
    expect(goodman([0, 0])).toBeNull();
  });

  test("Student's, of a mean", () => {
    const known = intervals.mean_t_95;
    const found = meanInterval(known.values);
    near([found.mean, found.sd!, ...found.interval!], [known.mean, known.sd, ...known.interval], EXACT);
    expect(meanInterval([4])).toEqual({ mean: 4, sd: null, interval: null });
  });
});

test("quantiles to ten digits", () => {
  const same = (found: number, wanted: number) => expect(Math.abs(found / wanted - 1)).toBeLessThan(1e-10);
  for (const [p, wanted] of [
    [1e-12, -7.034483825301131],
    [1e-5, -4.264890793922602],
    [0.2, -0.8416212335729143],
    [0.7, 0.5244005127080407],
    [0.975, 1.9599639845400538],
    [1 - 1e-7, 5.199337582290661],
  ] as const)
    same(normalQuantile(p), wanted);
  expect(normalQuantile(0.5)).toBe(0);
  for (const [p, freedom, wanted] of [
    [0.975, 1, 12.706204736174694],
    [0.975, 2, 4.302652729749462],
    [0.975, 99, 1.9842169515864172],
    [0.995, 3, 5.840909309733356],
    [0.6, 5, 0.26718086570414507],
    [0.025, 9, -2.2621571627982053],
    [0.975, 10_000, 1.960201239890626],
  ] as const)
    same(tQuantile(p, freedom), wanted);
  for (const [p, a, b, wanted] of [
    [0.025, 4, 2, 0.2835820638819105],
    [0.975, 204, 2.5, 0.9979722260778138],
    [0.5, 1, 1, 0.5],
    [0.025, 4.0001, 1002, 0.0010855257489611218],
    [0.975, 0.5, 0.5, 0.9984586668665639],
    [0.025, 10_004, 3, 0.9992781529373711],
    [0.9, 2, 7, 0.4062454937209262],
  ] as const)
    same(betaQuantile(p, a, b), wanted);
});

test("Bradley and Terry, by their definition: 30 wins to 10", () => {
  const found = bradleyTerry(Float64Array.from([0, 30, 10, 0]), 2, false);
  near([found.logStrength[0]! - found.logStrength[1]!], [Math.log(3)], EXACT);
  near([found.standardError[1]!], [Math.sqrt(1 / 30 + 1 / 10)], EXACT);
});
