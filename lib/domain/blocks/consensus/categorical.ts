import { effectiveVotes } from "./dependence";
import { clamp, DAWID_SKENE, estimate, ONE_COIN, SHRUNK } from "./fit";
import { fitDependent } from "./fit-dependent";
import { countByWorker, type Labels, labelsWhere, voteShares } from "./labels";
import { fitOwnOptions } from "./own-options";
import { betaQuantile } from "./quantiles";
import { keptWithout, singleAnswerWorkers } from "./single-answer";
import { calibrate } from "./temperature";
import { skillOf, weightedVote } from "./votes";

export const CATEGORICAL_METHODS = [
  "majority",
  "weighted_vote",
  "one_coin",
  "dawid_skene",
  "shrunk_dawid_skene",
] as const;
export type CategoricalMethod = (typeof CATEGORICAL_METHODS)[number];

export type CategoricalInput = {
  labels: Labels;
  /** Which classes each item has; undefined where every item has all of them. */
  options?: readonly (readonly number[])[] | undefined;
  /** By item: the class known to be true, or -1. */
  gold: Int32Array;
  /** By worker: how many earlier answers of its were right, of how many graded ones. */
  history: readonly { right: number; graded: number }[];
  method: "auto" | CategoricalMethod;
  /** From this confidence on an item with three answers is verified. */
  minConfidence: number;
};

export const ITEM_STATUSES = ["verified", "low_confidence", "tied", "insufficient"] as const;
export type ItemStatus = (typeof ITEM_STATUSES)[number];

export type CategoricalItem = {
  /** The class that stands for all; null where nobody answered. */
  answer: number | null;
  /** By class, as the model has it; calibrated where there is enough gold. */
  posterior: number[];
  /** By class, how many said so, whoever they are. */
  votes: number[];
  n: number;
  confidence: number;
  /** How often two answers to it are the same; null below two. */
  agreement: number | null;
  /** 0 where the posterior is sure, 1 where every option is as likely. */
  entropy: number;
  status: ItemStatus;
};

export type CategoricalWorker = {
  answers: number;
  /** How often it is expected to be right. */
  quality: number;
  qualityInterval: [number, number];
  /** What answering at random in the same proportions would be right at. */
  chance: number;
  gold: { n: number; correct: number };
  /** The share of its answers that are the consensus, gold left out; null where there is none to compare with. */
  agreementWithConsensus: number | null;
  flags: ("fails_gold" | "constant")[];
  /** Workers it answers as one with. */
  dependsOn: number[];
};

export type CategoricalResult = {
  method: CategoricalMethod;
  methodReason: string;
  items: CategoricalItem[];
  workers: CategoricalWorker[];
  nEffective: number | null;
  model: {
    rounds: number;
    converged: boolean;
    logLikelihood: number | null;
    marginals: number[] | null;
    /** The share of items whose answer is not the plurality's. */
    differsFromMajority: number;
    temperature: number | null;
  };
  isUnstable: boolean;
};

/** So many labels a worker are needed before a worker's own errors can be told from the items'. */
export const LEAST_LABELS_A_WORKER = 10;
/** So many answers make an item more than a guess. */
export const LEAST_ANSWERS = 3;
/** Gold of which fewer were answered judges nobody. */
const LEAST_GOLD = 3;
/**
 * Of few gold items an honest worker often has most wrong: that is told, and counts for the pay, but only what bad luck hardly
 * explains takes the other answers out of the count. The model weighs the rest by what their gold says of them.
 */
const BAD_LUCK = 0.05;
/** What anybody is taken for before they have answered (`SHRUNK`). */
const USUAL_SKILL = 2 / 3;
/** Beyond it, answers that are not the plurality's of those who were counted say that the model may have turned round. */
const MOST_DIFFERING = 0.25;
const LEAST_GRADED_WORKERS = 5;
const LEAST_GOLD_TO_CALIBRATE = 30;
/** Probabilities nearer than this are equal: what is left is rounding. */
const SAME = 1e-9;

/**
 * One answer to each item from many, and how far to trust it: who fails the gold or gives one answer to everything is set
 * aside, the model is fitted to the rest, those who answer as one share one vote, and what comes out is held against the
 * plain votes, for a model that takes votes for independent is surer than it should be.
 */
export function categoricalConsensus(input: CategoricalInput): CategoricalResult {
  const { labels, gold, options } = input;
  const { method, methodReason } = chooseMethod(input);
  const goldRecord = gradeByGold(labels, gold);
  const failing = new Set(
    goldRecord.flatMap(({ n, correct }, j) => (n >= LEAST_GOLD && (correct + 1) / (n + 2) < 0.5 ? [j] : [])),
  );
  const careless = new Set(
    goldRecord.flatMap(({ n, correct }, j) => (n >= LEAST_GOLD && luck(correct, n) < BAD_LUCK ? [j] : [])),
  );
  // Plain votes, where they are asked for, are everybody's.
  const passed = method === "majority" ? labels : labelsWhere(labels, keptWithout(labels, careless));
  const constant = method === "majority" || options ? new Set<number>() : singleAnswerWorkers(passed);
  const kept = constant.size > 0 ? labelsWhere(passed, keptWithout(passed, constant)) : passed;
  const model = fitModel(input, method, kept, goldRecord);
  const shares = voteShares(kept);
  const items = Array.from({ length: labels.items }, (_, i) => itemOf(input, model, shares, i));
  const answers = items.map(({ answer }) => answer);
  const differsFromMajority = differing(labels, answers, gold);
  const hasTurned = differing(kept, answers, gold) > MOST_DIFFERING;
  const workers = workersOf(input, model, { goldRecord, failing, constant, answers });
  const isUnstable = hasTurned || model.isAmbiguous || fallsWithGold(workers);
  if (isUnstable) for (const item of items) if (item.status === "verified") item.status = "low_confidence";
  return {
    method,
    methodReason,
    items,
    workers,
    nEffective: model.nEffective,
    model: {
      rounds: model.rounds,
      converged: model.converged,
      logLikelihood: model.logLikelihood,
      marginals: model.marginals,
      differsFromMajority,
      temperature: model.temperature,
    },
    isUnstable,
  };
}

function chooseMethod({ labels, options, method }: CategoricalInput): {
  method: CategoricalMethod;
  methodReason: string;
} {
  if (method !== "auto") return { method, methodReason: "asked for" };
  const answering = countByWorker(labels).filter((n) => n > 0);
  const each = answering.length === 0 ? 0 : labels.item.length / answering.length;
  const said = `${Math.round(each * 10) / 10} labels a worker`;
  if (options) return { method: "weighted_vote", methodReason: "the items differ in their options" };
  return { method: each >= LEAST_LABELS_A_WORKER ? "shrunk_dawid_skene" : "weighted_vote", methodReason: said };
}

/** How likely somebody who is right two times in three has no more than so many of n right. */
function luck(right: number, n: number): number {
  const odds = USUAL_SKILL / (1 - USUAL_SKILL);
  let [sum, term] = [0, (1 - USUAL_SKILL) ** n];
  for (let k = 0; k <= right; k++) {
    sum += term;
    term *= ((n - k) / (k + 1)) * odds;
  }
  return sum;
}

type GoldRecord = { n: number; correct: number }[];

function gradeByGold({ workers, item, worker, label }: Labels, gold: Int32Array): GoldRecord {
  const record = Array.from({ length: workers }, () => ({ n: 0, correct: 0 }));
  worker.forEach((j, n) => {
    const known = gold[item[n]!]!;
    if (known < 0) return;
    record[j]!.n++;
    if (label[n] === known) record[j]!.correct++;
  });
  return record;
}

type Model = {
  posterior: Float64Array;
  accuracy: ArrayLike<number>;
  right: ArrayLike<number>;
  graded: ArrayLike<number>;
  marginals: number[] | null;
  logLikelihood: number | null;
  rounds: number;
  converged: boolean;
  nEffective: number | null;
  cluster: Int32Array | null;
  /** Two readings of who depends on whom lead to other answers, and nothing says which is right. */
  isAmbiguous: boolean;
  temperature: number | null;
};

const PRIORS = { one_coin: ONE_COIN, dawid_skene: DAWID_SKENE, shrunk_dawid_skene: SHRUNK };

function fitModel(input: CategoricalInput, method: CategoricalMethod, kept: Labels, goldRecord: GoldRecord): Model {
  const { gold, options, history } = input;
  const none = {
    marginals: null,
    logLikelihood: null,
    nEffective: null,
    cluster: null,
    temperature: null,
    isAmbiguous: false,
  };
  if (method === "majority" || method === "weighted_vote") {
    const right = history.map((known, j) => known.right + goldRecord[j]!.correct);
    const graded = history.map((known, j) => known.graded + goldRecord[j]!.n);
    const accuracy = right.map((n, j) => skillOf(n, graded[j]!));
    const posterior = method === "majority" ? voteShares(kept) : votePosterior(kept, accuracy, options);
    clamp(posterior, gold, kept.classes);
    return { ...none, posterior, accuracy, right, graded, rounds: 0, converged: true };
  }
  if (options) return { ...none, ...fitOwnOptions(kept, options, gold) };
  const { fitted, dependence, weights, isAmbiguous } = fitDependent(kept, PRIORS[method], gold);
  const voters = countByWorker(kept).filter((n) => n > 0).length;
  const { posterior, temperature } = calibrated(kept, fitted.posterior, gold, () =>
    estimate(kept, { prior: PRIORS[method], weights }),
  );
  return {
    ...fitted,
    posterior,
    temperature,
    isAmbiguous,
    cluster: dependence.linked.length > 0 ? dependence.cluster : null,
    marginals: [...fitted.marginals],
    nEffective: dependence.rho === null ? null : effectiveVotes(voters, dependence.rho),
  };
}

/** Gold is used for calibration only where it was not used for the fit, and only where there is enough. */
function calibrated(
  kept: Labels,
  posterior: Float64Array,
  gold: Int32Array,
  unclamped: () => { posterior: Float64Array },
) {
  const known = gold.reduce((sum, k, i) => sum + Number(k >= 0 && kept.start[i]! < kept.start[i + 1]!), 0);
  if (known < LEAST_GOLD_TO_CALIBRATE) return { posterior, temperature: null };
  return calibrate(posterior, unclamped().posterior, gold, kept.classes);
}

function votePosterior(labels: Labels, skill: readonly number[], options: CategoricalInput["options"]): Float64Array {
  const { items, classes: K, start, worker, label } = labels;
  const posterior = new Float64Array(items * K);
  const all = Array.from({ length: K }, (_, k) => k);
  for (let i = 0; i < items; i++) {
    const own = options ? options[i]! : all;
    const place = new Map(own.map((k, at) => [k, at]));
    const votes = [];
    for (let n = start[i]!; n < start[i + 1]!; n++)
      votes.push({ label: place.get(label[n]!)!, skill: skill[worker[n]!]! });
    weightedVote(votes, own.length).forEach((share, at) => {
      posterior[i * K + own[at]!] = share;
    });
  }
  return posterior;
}

function itemOf(
  { labels, options, gold, minConfidence }: CategoricalInput,
  model: Model,
  shares: Float64Array,
  i: number,
) {
  const { classes: K, start, label } = labels;
  const posterior = [...model.posterior.slice(i * K, (i + 1) * K)];
  const share = shares.slice(i * K, (i + 1) * K);
  const votes = new Array<number>(K).fill(0);
  for (let n = start[i]!; n < start[i + 1]!; n++) votes[label[n]!]!++;
  const n = start[i + 1]! - start[i]!;
  const size = options ? options[i]!.length : K;
  const { answer, isTied } = bestOf(posterior, share);
  const confidence = n === 0 ? 0 : (posterior[answer]! + share[answer]!) / 2;
  const isKnown = gold[i]! >= 0;
  const status: ItemStatus =
    n < LEAST_ANSWERS
      ? "insufficient"
      : isTied && !isKnown
        ? "tied"
        : confidence >= minConfidence
          ? "verified"
          : "low_confidence";
  return {
    answer: n === 0 ? null : answer,
    posterior,
    votes,
    n,
    confidence,
    agreement: n < 2 ? null : votes.reduce((same, c) => same + c * (c - 1), 0) / (n * (n - 1)),
    entropy: size < 2 ? 0 : posterior.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0) / Math.log(size),
    status,
  };
}

/** The likeliest class; of equals the one with more votes, then the first, and the item is tied. */
function bestOf(posterior: readonly number[], share: Float64Array): { answer: number; isTied: boolean } {
  let [answer, isTied] = [0, false];
  for (let k = 1; k < posterior.length; k++) {
    const [more, votes] = [posterior[k]! - posterior[answer]!, share[k]! - share[answer]!];
    if (more > SAME || (more > -SAME && votes > SAME)) [answer, isTied] = [k, false];
    else if (more > -SAME && votes > -SAME) isTied = true;
  }
  return { answer, isTied };
}

/** The share of answered items that are not gold and whose answer has fewer votes than another. */
function differing({ items, classes: K, start, label }: Labels, answers: readonly (number | null)[], gold: Int32Array) {
  let [different, all] = [0, 0];
  const votes = new Int32Array(K);
  for (let i = 0; i < items; i++) {
    const answer = answers[i] ?? null;
    if (gold[i]! >= 0 || answer === null) continue;
    votes.fill(0);
    for (let n = start[i]!; n < start[i + 1]!; n++) votes[label[n]!]!++;
    all++;
    if (votes.some((count) => count > votes[answer]!)) different++;
  }
  return all === 0 ? 0 : different / all;
}

type Seen = {
  goldRecord: GoldRecord;
  failing: Set<number>;
  constant: Set<number>;
  answers: readonly (number | null)[];
};

function workersOf({ labels, gold }: CategoricalInput, model: Model, seen: Seen): CategoricalWorker[] {
  const { workers, classes: K, item, worker, label } = labels;
  const own = Array.from({ length: workers }, () => ({ answers: 0, same: 0, compared: 0, said: new Float64Array(K) }));
  const truth = new Float64Array(K);
  for (let at = 0; at < model.posterior.length; at++) truth[at % K]! += model.posterior[at]! / labels.items;
  worker.forEach((j, n) => {
    const mine = own[j]!;
    mine.answers++;
    mine.said[label[n]!]!++;
    const answer = seen.answers[item[n]!]!;
    if (gold[item[n]!]! >= 0) return;
    mine.compared++;
    if (label[n] === answer) mine.same++;
  });
  return own.map(({ answers, same, compared, said }, j) => ({
    answers,
    ...qualityOf(model, seen.goldRecord[j]!, j),
    chance: said.reduce((sum, n, k) => sum + (answers === 0 ? 0 : n / answers) * truth[k]!, 0),
    gold: seen.goldRecord[j]!,
    agreementWithConsensus: compared === 0 ? null : same / compared,
    flags: [
      ...(seen.failing.has(j) ? ["fails_gold" as const] : []),
      ...(seen.constant.has(j) ? ["constant" as const] : []),
    ],
    dependsOn: model.cluster
      ? [...model.cluster.keys()].filter((b) => b !== j && model.cluster![b] === model.cluster![j])
      : [],
  }));
}

/** Of whom the model was told nothing, because its answers were set aside, the gold alone tells. */
function qualityOf(model: Model, gold: { n: number; correct: number }, j: number) {
  const isSetAside = model.graded[j] === 0 && gold.n > 0;
  const right = isSetAside ? gold.correct : model.right[j]!;
  const graded = isSetAside ? gold.n : model.graded[j]!;
  const [a, b] = [4 + right, 2 + graded - right];
  return {
    quality: isSetAside ? skillOf(right, graded) : model.accuracy[j]!,
    qualityInterval: [betaQuantile(0.025, a, b), betaQuantile(0.975, a, b)] as [number, number],
  };
}

/** Whether those who know the gold better are taken for worse: then the majority, and not the truth, was fitted. */
function fallsWithGold(workers: readonly CategoricalWorker[]): boolean {
  const graded = workers.filter(({ gold }) => gold.n >= LEAST_GOLD);
  if (graded.length < LEAST_GRADED_WORKERS) return false;
  const shares = graded.map(({ gold }) => gold.correct / gold.n);
  const qualities = graded.map(({ quality }) => quality);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(shares), mean(qualities)];
  const together = shares.reduce((sum, share, at) => sum + (share - x) * (qualities[at]! - y), 0);
  const [spreadX, spreadY] = [shares.map((s) => (s - x) ** 2), qualities.map((q) => (q - y) ** 2)].map((squares) =>
    Math.sqrt(squares.reduce((sum, value) => sum + value, 0)),
  );
  // A trend among few is chance unless it is strong.
  return spreadX! > 0 && spreadY! > 0 && together / (spreadX! * spreadY!) < -0.3;
}
