import { alphaInterval, krippendorffAlpha } from "./agreement";
import {
  type Agreement,
  type BlockResult,
  type ItemResult,
  inOrder,
  optionsOf,
  type Response,
  type Spec,
  type Tell,
  type WorkerResult,
} from "./block";
import { type CategoricalItem, type CategoricalResult, categoricalConsensus, LEAST_ANSWERS } from "./categorical";
import { type Label, labelsOf } from "./labels";
import { mean } from "./mean";

/** Of two sets, how much of what either has both have; two empty ones are the same. */
export function jaccard(one: readonly string[], other: readonly string[]): number {
  const all = new Set([...one, ...other]);
  if (all.size === 0) return 1;
  return one.filter((name) => other.includes(name)).length / all.size;
}

/** Several of several: each option is a question of its own, answered with yes or no. */
export function countSets(spec: Spec, given: readonly Response[], seed: number, tell: Tell): BlockResult {
  const responses = inOrder(given);
  const names = [...new Set(spec.items.flatMap((item) => optionsOf(spec, item)))];
  const sets = spec.items.map(({ id }) =>
    responses.flatMap(({ answers }, j) => {
      const answer = answers.get(id) ?? null;
      return answer === null ? [] : [{ j, set: answer as readonly string[] }];
    }),
  );
  const byOption = new Map(
    names.map((name, at) => {
      tell((0.9 * at) / names.length);
      return [name, countOption(spec, responses, sets, name)];
    }),
  );
  const items =
    spec.method === "exact_set"
      ? spec.items.map(({ id }, i) =>
          exactSet(
            id,
            sets[i]!.map(({ set }) => set),
            spec.minConfidence,
          ),
        )
      : spec.items.map((item, i) => optionByOption(spec, optionsOf(spec, item), byOption, item.id, i));
  const first = byOption.get(names[0]!)!;
  return {
    method: spec.method === "exact_set" ? "exact_set" : first.method,
    methodReason: first.methodReason,
    nResponses: responses.length,
    nEffective: meanOrNull([...byOption.values()].map(({ nEffective }) => nEffective)),
    items,
    agreement: agreementOf(sets, names, seed),
    workers: responses.map((response, j) =>
      workerResult(response, [...byOption.values()], sets, items, j, (i) => spec.items[i]!.gold !== undefined),
    ),
    model: { byOption: Object.fromEntries([...byOption].map(([name, { model }]) => [name, model])) },
    warnings: [
      ...([...byOption.values()].some(({ isUnstable }) => isUnstable) ? (["UNSTABLE_CONSENSUS"] as const) : []),
      ...(items.some(({ n }) => n < LEAST_ANSWERS) ? (["FEW_ANSWERS"] as const) : []),
      ...(spec.items.every(({ gold }) => gold === undefined) ? (["NO_GOLD"] as const) : []),
    ],
  };
}

type Sets = readonly (readonly { j: number; set: readonly string[] }[])[];

/** One option over all items that have it: class 1 is yes. */
function countOption(spec: Spec, responses: readonly Response[], sets: Sets, name: string): CategoricalResult {
  const has = spec.items.map((item) => optionsOf(spec, item).includes(name));
  const labels = labelsOf(
    { items: spec.items.length, workers: responses.length, classes: 2 },
    sets.flatMap((given, i) => (has[i] ? given.map(({ j, set }): Label => [i, j, Number(set.includes(name))]) : [])),
  );
  return categoricalConsensus({
    labels,
    gold: Int32Array.from(spec.items, ({ gold }, i) =>
      has[i] && Array.isArray(gold) ? Number(gold.includes(name)) : -1,
    ),
    history: responses.map(({ history }) => history),
    method: spec.method === "exact_set" ? "majority" : (spec.method as "auto"),
    minConfidence: spec.minConfidence,
  });
}

function optionByOption(
  spec: Spec,
  options: readonly string[],
  byOption: ReadonlyMap<string, CategoricalResult>,
  itemId: string,
  i: number,
): ItemResult {
  const found = options.map((name) => [name, byOption.get(name)!.items[i]!] as const);
  const each = (pick: (item: CategoricalItem) => number) =>
    Object.fromEntries(found.map(([name, item]) => [name, pick(item)]));
  const n = Math.max(...found.map(([, item]) => item.n));
  const confidence = mean(found.map(([, item]) => item.confidence));
  const statuses = found.map(([, { status }]) => status);
  return {
    itemId,
    answer: n === 0 ? null : found.filter(([, { answer }]) => answer === 1).map(([name]) => name),
    confidence,
    posterior: each(({ posterior }) => posterior[1]!),
    votes: each(({ votes }) => votes[1]!),
    n,
    agreement: meanOrNull(found.map(([, item]) => item.agreement)),
    entropy: mean(found.map(([, item]) => item.entropy)),
    status:
      n < LEAST_ANSWERS
        ? "insufficient"
        : statuses.includes("tied")
          ? "tied"
          : confidence >= spec.minConfidence && !statuses.includes("low_confidence")
            ? "verified"
            : "low_confidence",
  };
}

/** The set that most gave as a whole. */
function exactSet(itemId: string, given: readonly (readonly string[])[], minConfidence: number): ItemResult {
  const counts = new Map<string, { set: readonly string[]; n: number }>();
  for (const set of given) {
    const sorted = [...set].sort();
    const known = counts.get(JSON.stringify(sorted)) ?? { set: sorted, n: 0 };
    known.n++;
    counts.set(JSON.stringify(sorted), known);
  }
  const [best, next] = [...counts.values()].sort(
    (a, b) => b.n - a.n || (JSON.stringify(a.set) < JSON.stringify(b.set) ? -1 : 1),
  );
  const n = given.length;
  const confidence = best ? best.n / n : 0;
  return {
    itemId,
    answer: best?.set ?? null,
    confidence,
    n,
    agreement: n < 2 ? null : [...counts.values()].reduce((same, { n: c }) => same + c * (c - 1), 0) / (n * (n - 1)),
    status:
      n < LEAST_ANSWERS
        ? "insufficient"
        : best!.n === next?.n
          ? "tied"
          : confidence >= minConfidence
            ? "verified"
            : "low_confidence",
  };
}

function agreementOf(sets: Sets, names: readonly string[], seed: number): Agreement {
  const alphas = names.map((name) => sets.map((given) => given.map(({ set }) => Number(set.includes(name)))));
  const shared = sets.flatMap((given) =>
    given.flatMap(({ set }, at) => given.slice(at + 1).map((other) => jaccard(set, other.set))),
  );
  const intervals = alphas.map((units) => alphaInterval(units, "nominal", seed));
  return {
    krippendorffAlpha: meanOrNull(alphas.map((units) => krippendorffAlpha(units, "nominal"))),
    // The options are answered by the same people: their intervals are not independent, so their ends are averaged.
    ci95: intervals.some((one) => one === null)
      ? null
      : [mean(intervals.map((one) => one![0])), mean(intervals.map((one) => one![1]))],
    level: "nominal",
    percentAgreement: null,
    gwetAc1: null,
    fleissKappa: null,
    meanJaccard: shared.length === 0 ? null : mean(shared),
  };
}

function workerResult(
  { worker, isBot }: Response,
  options: readonly CategoricalResult[],
  sets: Sets,
  items: readonly ItemResult[],
  j: number,
  isGold: (item: number) => boolean,
): WorkerResult {
  const found = options.map(({ workers }) => workers[j]!);
  const counted = found.filter(({ answers }) => answers > 0);
  const same = sets.flatMap((given, i) => {
    const own = given.find((one) => one.j === j);
    const { answer, status } = items[i]!;
    const isAgreed = !isGold(i) && status !== "tied" && status !== "insufficient";
    return own && isAgreed && answer !== null ? [jaccard(own.set, answer as readonly string[])] : [];
  });
  const gold = found.reduce((sum, one) => ({ n: sum.n + one.gold.n, correct: sum.correct + one.gold.correct }), {
    n: 0,
    correct: 0,
  });
  return {
    worker,
    isBot,
    answers: sets.filter((given) => given.some((one) => one.j === j)).length,
    quality: counted.length === 0 ? null : mean(counted.map(({ quality }) => quality)),
    qualityCi95:
      counted.length === 0
        ? null
        : [mean(counted.map((one) => one.qualityInterval[0])), mean(counted.map((one) => one.qualityInterval[1]))],
    chance: counted.length === 0 ? null : mean(counted.map(({ chance }) => chance)),
    gold,
    agreementWithConsensus: same.length === 0 ? null : mean(same),
    flags: [
      // Failing the gold of most options is failing it; of one it is an error.
      ...(found.filter(({ flags }) => flags.includes("fails_gold")).length * 2 > found.length ? ["fails_gold"] : []),
      ...(counted.length === 0 ? ["blank"] : []),
    ],
  };
}

const meanOrNull = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : mean(known);
};
