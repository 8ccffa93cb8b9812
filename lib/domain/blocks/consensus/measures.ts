import { alphaInterval, krippendorffAlpha } from "./agreement";
import {
  type Agreement,
  type Answer,
  type BlockResult,
  type ItemResult,
  inOrder,
  optionsOf,
  type Response,
  type Spec,
  type WorkerResult,
} from "./block";
import { type ItemStatus, LEAST_ANSWERS } from "./categorical";
import { meanInterval } from "./intervals";
import { mean } from "./mean";
import { estimateNumber, type NumberMethod, numberInterval, toleranceOf } from "./numbers";
import {
  borda,
  bradleyTerry,
  cyclicTriads,
  kemeny,
  kendallTau,
  kendallW,
  MAX_EXACT_OPTIONS,
  meanTau,
  preferences,
  type Ranking,
} from "./rankings";
import { Tokens, textConsensus, textKey, wordDistance } from "./texts";

const NO_AGREEMENT: Agreement = {
  krippendorffAlpha: null,
  ci95: null,
  level: null,
  percentAgreement: null,
  gwetAc1: null,
  fleissKappa: null,
};

/** What one type of answer adds to counting a block of it. */
type Kind<Value> = {
  read(answer: Exclude<Answer, null>, item: number): Value;
  count(values: readonly Value[], item: number): Omit<ItemResult, "itemId" | "n" | "status"> & { isTied?: boolean };
  /** How far, 0 to 1, an answer is the consensus. */
  closeness(value: Value, result: ItemResult, item: number): number;
};

/** Counts a block item by item: of these types no worker's errors are modelled, and a worker is as good as its closeness. */
function countEach<Value>(spec: Spec, given: readonly Response[], kind: Kind<Value>) {
  const responses = inOrder(given);
  const values = spec.items.map(({ id }, i) =>
    responses.flatMap(({ answers }, j) => {
      const answer = answers.get(id) ?? null;
      return answer === null ? [] : [{ j, value: kind.read(answer, i) }];
    }),
  );
  const items = spec.items.map(({ id, gold }, i): ItemResult => {
    const own = values[i]!.map(({ value }) => value);
    const { isTied = false, ...counted } =
      own.length === 0 ? { answer: null, confidence: 0, agreement: null } : kind.count(own, i);
    const answer = gold === undefined || gold === null ? counted.answer : gold;
    return {
      itemId: id,
      ...counted,
      answer,
      n: own.length,
      status: statusOf(own.length, isTied, counted.confidence, spec),
    };
  });
  const workers = responses.map(({ worker, isBot }, j): WorkerResult => {
    const own = values.flatMap((at, i) => at.filter((one) => one.j === j).map(({ value }) => ({ i, value })));
    const near = own.map(({ i, value }) => ({ i, closeness: kind.closeness(value, items[i]!, i) }));
    const isGold = (i: number) => spec.items[i]!.gold !== undefined;
    const gold = near.filter(({ i }) => isGold(i));
    const compared = near.filter(
      ({ i }) => !isGold(i) && items[i]!.status !== "insufficient" && items[i]!.status !== "tied",
    );
    const correct = gold.filter(({ closeness }) => closeness >= RIGHT).length;
    return {
      worker,
      isBot,
      answers: own.length,
      quality: compared.length === 0 ? null : mean(compared.map(({ closeness }) => closeness)),
      qualityCi95: null,
      chance: null,
      gold: { n: gold.length, correct },
      agreementWithConsensus: compared.length === 0 ? null : mean(compared.map(({ closeness }) => closeness)),
      flags: [
        ...(gold.length >= LEAST_GOLD && (correct + 1) / (gold.length + 2) < 0.5 ? ["fails_gold"] : []),
        ...(own.length === 0 ? ["blank"] : []),
      ],
    };
  });
  return { responses, values, items, workers };
}

/** From this closeness to gold on an answer is right. */
const RIGHT = 0.5;
const LEAST_GOLD = 3;

const statusOf = (n: number, isTied: boolean, confidence: number, spec: Spec): ItemStatus =>
  n < LEAST_ANSWERS
    ? "insufficient"
    : isTied
      ? "tied"
      : confidence >= spec.minConfidence
        ? "verified"
        : "low_confidence";

function finish<Value>(
  spec: Spec,
  counted: ReturnType<typeof countEach<Value>>,
  method: string,
  agreement: Agreement,
): BlockResult {
  const { responses, items, workers } = counted;
  return {
    method,
    methodReason: spec.method === "auto" ? `how ${spec.responseType} answers are counted` : "asked for",
    nResponses: responses.length,
    nEffective: null,
    items,
    agreement,
    workers,
    model: {},
    warnings: [
      ...(items.some(({ n }) => n < LEAST_ANSWERS) ? (["FEW_ANSWERS"] as const) : []),
      ...(spec.items.every(({ gold }) => gold === undefined) ? (["NO_GOLD"] as const) : []),
    ],
  };
}

/** Numbers: a trimmed mean, or what is asked for, and how many answers lie within the tolerance of it. */
export function countNumbers(spec: Spec, given: readonly Response[], seed: number): BlockResult {
  const method: NumberMethod = spec.method === "mean" || spec.method === "median" ? spec.method : "trimmed_mean";
  const tolerances: number[] = [];
  const counted = countEach<number>(spec, given, {
    read: (answer) => answer as number,
    count(values, i) {
      const estimate = estimateNumber(values, method);
      const tolerance = toleranceOf(values, spec.number ?? {});
      tolerances[i] = tolerance;
      const { mean: average, sd } = meanInterval(values);
      const pairs = values.length * (values.length - 1);
      const same = values.reduce(
        (sum, value, at) => sum + values.filter((other, b) => b !== at && Math.abs(value - other) <= tolerance).length,
        0,
      );
      return {
        answer: estimate,
        confidence: values.filter((value) => Math.abs(value - estimate) <= tolerance).length / values.length,
        agreement: pairs === 0 ? null : same / pairs,
        more: {
          mean: average,
          median: estimateNumber(values, "median"),
          sd,
          min: Math.min(...values),
          max: Math.max(...values),
          tolerance,
          ci95: numberInterval(values, method, seed),
        },
      };
    },
    closeness: (value, { answer }, i) => Number(Math.abs(value - (answer as number)) <= tolerances[i]!),
  });
  const level = spec.scale === "ratio" ? "ratio" : "interval";
  const units = counted.values.map((own) => own.map(({ value }) => value));
  return finish(spec, counted, method, {
    ...NO_AGREEMENT,
    krippendorffAlpha: krippendorffAlpha(units, level),
    ci95: alphaInterval(units, level, seed),
    level,
  });
}

/** Texts: what most say in other spellings, else the one nearest to all. */
export function countTexts(spec: Spec, given: readonly Response[], seed: number): BlockResult {
  const tokens = new Tokens();
  const method = spec.method === "vote" || spec.method === "medoid" ? spec.method : "auto";
  const counted = countEach<string>(spec, given, {
    read: (answer) => answer as string,
    count(values) {
      const { winner, by, share, similarity } = textConsensus(values, seed, method);
      return {
        answer: values[winner]!,
        confidence: by === "vote" ? share : similarity,
        agreement: values.length < 2 ? null : similarity,
        more: { by, share, similarity },
      };
    },
    closeness: (value, { answer }) =>
      textKey(value) === textKey(answer as string)
        ? 1
        : 1 - wordDistance(tokens.encode(value), tokens.encode(answer as string)),
  });
  return finish(spec, counted, method === "auto" ? "vote_or_medoid" : method, NO_AGREEMENT);
}

/** Rankings: the order that agrees with the most pairs of places, or by points where there are too many options. */
export function countRankings(spec: Spec, given: readonly Response[]): BlockResult {
  const options = spec.items.map((item) => optionsOf(spec, item));
  const byPoints = spec.method === "borda" || options.some((own) => own.length > MAX_EXACT_OPTIONS);
  const counted = countEach<Ranking>(spec, given, {
    read: (answer, i) => (answer as readonly string[]).map((name) => options[i]!.indexOf(name)),
    count(rankings, i) {
      const m = options[i]!.length;
      const above = preferences(rankings, m);
      const exact = byPoints ? undefined : kemeny(above, m);
      const points = borda(rankings, m);
      const order = exact ? exact.orders[0]! : points.order;
      const named = (places: readonly number[]) => places.map((a) => options[i]![a]!);
      const shares = order.slice(1).map((b, at) => above[order[at]! * m + b]! / rankings.length);
      return {
        answer: named(order),
        confidence: shares.length === 0 ? 1 : Math.min(...shares),
        agreement: meanTau(rankings, m),
        isTied: exact ? exact.isTied : points.isTied,
        more: {
          kendallW: kendallW(rankings, m),
          cyclicTriads: cyclicTriads(above, m),
          ...(exact?.isTied && { orders: exact.orders.map(named) }),
        },
      };
    },
    closeness: (value, { answer }, i) => {
      const consensus = (answer as readonly string[]).map((name) => options[i]!.indexOf(name));
      return (kendallTau(value, consensus, options[i]!.length) + 1) / 2;
    },
  });
  const known = (pick: (own: readonly Ranking[], m: number) => number | null) => {
    const found = counted.values
      .map((own, i) =>
        pick(
          own.map(({ value }) => value),
          options[i]!.length,
        ),
      )
      .filter((value) => value !== null);
    return found.length === 0 ? null : mean(found);
  };
  return finish(spec, counted, byPoints ? "borda" : "kemeny", {
    ...NO_AGREEMENT,
    kendallW: known(kendallW),
    meanTau: known(meanTau),
  });
}

/** Pairs: each item sets two options against each other, and every option of the block gets a strength. */
export function countPairs(spec: Spec, given: readonly Response[]): BlockResult {
  const names = [...new Set(spec.items.flatMap((item) => optionsOf(spec, item)))];
  const place = new Map(names.map((name, at) => [name, at]));
  const m = names.length;
  const wins = new Float64Array(m * m);
  for (const { answers } of given)
    for (const item of spec.items) {
      const answer = answers.get(item.id) ?? null;
      const [one, other] = optionsOf(spec, item).map((name) => place.get(name)!);
      if (answer === null) continue;
      const won = place.get(answer as string)!;
      wins[won * m + (won === one ? other! : one!)]!++;
    }
  const strengths = bradleyTerry(wins, m);
  const chance = (a: number, b: number) => 1 / (1 + Math.exp(strengths.logStrength[b]! - strengths.logStrength[a]!));
  const counted = countEach<string>(spec, given, {
    read: (answer) => answer as string,
    count(values, i) {
      const [one, other] = optionsOf(spec, spec.items[i]!) as [string, string];
      const forOne = values.filter((value) => value === one).length;
      const p = spec.method === "wins" ? forOne / values.length : chance(place.get(one)!, place.get(other)!);
      const n = values.length;
      return {
        answer: p >= 0.5 ? one : other,
        confidence: Math.max(p, 1 - p),
        posterior: { [one]: p, [other]: 1 - p },
        votes: { [one]: forOne, [other]: n - forOne },
        agreement: n < 2 ? null : (forOne * (forOne - 1) + (n - forOne) * (n - forOne - 1)) / (n * (n - 1)),
        isTied: Math.abs(p - 0.5) < 1e-9,
      };
    },
    closeness: (value, { answer }) => Number(value === answer),
  });
  const result = finish(spec, counted, spec.method === "wins" ? "wins" : "bradley_terry", NO_AGREEMENT);
  result.model = {
    converged: strengths.converged,
    prior: "each option drew once with a phantom of strength 1",
    strengths: Object.fromEntries(
      names.map((name, a) => [
        name,
        { logStrength: strengths.logStrength[a]!, standardError: strengths.standardError[a]! },
      ]),
    ),
    cyclicTriads: cyclicTriads(wins, m),
  };
  if (!strengths.converged) result.warnings.push("NOT_CONVERGED");
  return result;
}
