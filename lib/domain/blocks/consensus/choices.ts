import { alphaInterval, countedAgreement, krippendorffAlpha } from "./agreement";
import {
  type Agreement,
  answerNamed,
  type BlockResult,
  type ItemResult,
  inOrder,
  optionName,
  optionsOf,
  type Response,
  type Spec,
  type Tell,
  type Warning,
  type WorkerResult,
} from "./block";
import { type CategoricalMethod, type CategoricalResult, categoricalConsensus, LEAST_ANSWERS } from "./categorical";
import { type Labels, labelsFrom } from "./labels";

/** Yes or no, or one of several: a block whose answers are classes. */
export function countChoices(spec: Spec, given: readonly Response[], seed: number, tell: Tell): BlockResult {
  const responses = inOrder(given);
  const names = [...new Set(spec.items.flatMap((item) => optionsOf(spec, item)))];
  const place = new Map(names.map((name, at) => [name, at]));
  const own = spec.items.map((item) => optionsOf(spec, item).map((name) => place.get(name)!));
  const differ = own.some((options) => options.length !== names.length);
  const labels = labelsFrom({ items: spec.items.length, workers: responses.length, classes: names.length }, (i, j) => {
    const answer = responses[j]!.answers.get(spec.items[i]!.id) ?? null;
    return answer === null ? -1 : place.get(optionName(answer))!;
  });
  tell(0.2);
  const result = categoricalConsensus({
    labels,
    options: differ ? own : undefined,
    gold: Int32Array.from(spec.items, ({ gold }) =>
      gold === undefined || gold === null ? -1 : place.get(optionName(gold))!,
    ),
    history: responses.map(({ history }) => history),
    method: spec.method as "auto" | CategoricalMethod,
    minConfidence: spec.minConfidence,
  });
  tell(0.7);
  const agreement = agreementOf(spec, labels, seed);
  tell(0.9);
  return {
    method: result.method,
    methodReason: result.methodReason,
    nResponses: responses.length,
    nEffective: result.nEffective,
    items: spec.items.map((item, i) => itemResult(spec, result, names, own[i]!, item.id, i)),
    agreement,
    workers: responses.map((response, j) => workerResult(response, result, responses, j)),
    model: modelOf(result, names),
    warnings: warningsOf(spec, result),
  };
}

function itemResult(
  spec: Spec,
  result: CategoricalResult,
  names: readonly string[],
  own: readonly number[],
  itemId: string,
  i: number,
): ItemResult {
  const item = result.items[i]!;
  const byName = (values: readonly number[]) => Object.fromEntries(own.map((k) => [names[k]!, values[k]!]));
  return {
    itemId,
    answer: item.answer === null ? null : answerNamed(spec, names[item.answer]!),
    confidence: item.confidence,
    posterior: byName(item.posterior),
    votes: byName(item.votes),
    n: item.n,
    agreement: item.agreement,
    entropy: item.entropy,
    status: item.status,
    ...(spec.scale === "ordinal" && item.n > 0 && { more: { median: names[medianOf(item.posterior)]! } }),
  };
}

/** The first class by which half of the probability is reached. */
function medianOf(posterior: readonly number[]): number {
  let sum = 0;
  for (const [k, p] of posterior.entries()) {
    sum += p;
    if (sum >= 0.5 - 1e-12) return k;
  }
  return posterior.length - 1;
}

export function unitsOf({ items, start, label }: Labels): number[][] {
  return Array.from({ length: items }, (_, i) => [...label.subarray(start[i]!, start[i + 1]!)]);
}

function agreementOf(spec: Spec, labels: Labels, seed: number): Agreement {
  const level = spec.scale === "ordinal" ? "ordinal" : "nominal";
  const units = unitsOf(labels);
  const counted = countedAgreement(
    units.map((unit) => {
      const counts = new Array<number>(labels.classes).fill(0);
      for (const k of unit) counts[k]!++;
      return counts;
    }),
  );
  return {
    krippendorffAlpha: krippendorffAlpha(units, level),
    ci95: alphaInterval(units, level, seed),
    level,
    percentAgreement: counted.percent,
    gwetAc1: counted.ac1,
    fleissKappa: counted.fleiss,
  };
}

function workerResult(
  { worker, isBot }: Response,
  result: CategoricalResult,
  all: readonly Response[],
  j: number,
): WorkerResult {
  const found = result.workers[j]!;
  return {
    worker,
    isBot,
    answers: found.answers,
    quality: found.quality,
    qualityCi95: found.qualityInterval,
    chance: found.chance,
    gold: found.gold,
    agreementWithConsensus: found.agreementWithConsensus,
    flags: [
      ...found.flags,
      ...(found.answers === 0 ? ["blank"] : []),
      ...found.dependsOn.map((other) => `depends_on:${all[other]!.worker}`),
    ],
  };
}

const modelOf = ({ model }: CategoricalResult, names: readonly string[]) => ({
  iterations: model.rounds,
  converged: model.converged,
  logLikelihood: model.logLikelihood,
  classMarginals: model.marginals && Object.fromEntries(names.map((name, k) => [name, model.marginals![k]!])),
  differsFromMajority: model.differsFromMajority,
  temperature: model.temperature,
});

function warningsOf(spec: Spec, result: CategoricalResult): Warning[] {
  const warnings: Warning[] = [];
  if (result.isUnstable) warnings.push("UNSTABLE_CONSENSUS");
  if (result.workers.some(({ dependsOn }) => dependsOn.length > 0)) warnings.push("DEPENDENT_ANSWERS");
  if (result.items.some(({ n }) => n < LEAST_ANSWERS)) warnings.push("FEW_ANSWERS");
  if (!result.model.converged) warnings.push("NOT_CONVERGED");
  if (spec.items.every(({ gold }) => gold === undefined)) warnings.push("NO_GOLD");
  return warnings;
}
