import { type Answer, type Item, optionName, optionsOf, type Response, type Spec } from "./consensus/block";
import { digestOf } from "./consensus/count";
import { goodman, type Interval, meanInterval, wilson } from "./consensus/intervals";
import { percentile } from "./consensus/random";
import { bordaPoints, kemeny, MAX_EXACT_OPTIONS, preferences } from "./consensus/rankings";
import { textKey } from "./consensus/texts";

/** Shown of whom: of everybody, and of people and bots apart. */
const GROUPS = ["all", "humans", "bots"] as const;
type Group = (typeof GROUPS)[number];
type Given = { answer: Exclude<Answer, null>; isBot: boolean };

/** How often something was answered; null where so few did that it could be said who. */
export type Cell = { count: number | null; share: number | null; ci95: Interval | null };
export type OptionCells = { option: string } & Record<Group, Cell> & { simultaneousCi95: Interval | null };
export type Bin = { from: number; to: number } & Record<Group, number | null>;
export type NumberSummary = {
  mean: number;
  sd: number | null;
  ci95: Interval | null;
  quartiles: [number, number, number];
};

export type SurveyItem = {
  itemId: string;
  n: number;
  missing: number;
  /** How many of them each group has; null where it is too small to be shown. */
  groups: { humans: number | null; bots: number | null };
  options?: OptionCells[];
  numbers?: Record<Group, NumberSummary | null> & { histogram: Bin[] };
  texts?: { text: string; count: number }[];
  /** Answers that were given by too few to be shown. */
  otherTexts?: number;
  ranking?: { order: string[]; points: Record<string, number>; isTied: boolean } | null;
};

export type SurveyResult = { k: number; nResponses: number; bots: number | null; items: SurveyItem[] };
export type CountedSurvey = SurveyResult & { responsesDigest: string };

/**
 * What was answered, question by question: distributions with intervals, never a right answer. Groups below k are not shown,
 * nor what would give them back by subtraction.
 */
export function countSurvey(spec: Spec, k: number, responses: readonly Response[]): CountedSurvey {
  const bots = responses.filter(({ isBot }) => isBot).length;
  return {
    responsesDigest: `sha256:${digestOf(spec, responses)}`,
    k,
    nResponses: responses.length,
    bots: isShown(bots, k) && isShown(responses.length - bots, k) ? bots : null,
    items: spec.items.map((item) => countItem(spec, item, k, responses)),
  };
}

const isShown = (n: number, k: number) => n === 0 || n >= k;

function countItem(spec: Spec, item: Item, k: number, responses: readonly Response[]): SurveyItem {
  const given = responses.flatMap(({ answers, isBot }): Given[] => {
    const answer = answers.get(item.id) ?? null;
    return answer === null ? [] : [{ answer, isBot }];
  });
  const bots = given.filter(({ isBot }) => isBot).length;
  const apart = isShown(bots, k) && isShown(given.length - bots, k);
  return {
    itemId: item.id,
    n: given.length,
    missing: responses.length - given.length,
    groups: apart ? { humans: given.length - bots, bots } : { humans: null, bots: null },
    ...(given.length >= k ? countAnswers(spec, item, k, given, apart) : {}),
  };
}

function countAnswers(spec: Spec, item: Item, k: number, given: Given[], apart: boolean): Partial<SurveyItem> {
  switch (spec.responseType) {
    case "boolean":
    case "choice":
      return { options: countOptions(optionsOf(spec, item), given, k, apart, (answer) => [optionName(answer)], true) };
    case "multi_choice":
      return { options: countOptions(optionsOf(spec, item), given, k, apart, (answer) => answer as string[], false) };
    case "number":
      return { numbers: countNumbers(spec, given, k, apart) };
    case "text":
      return countTexts(given, k);
    case "ranking":
      return { ranking: countRanking(optionsOf(spec, item), given) };
  }
}

const of = (group: Group, given: Given[]) =>
  group === "all" ? given : given.filter(({ isBot }) => isBot === (group === "bots"));

/**
 * Which cells of a row of counts are withheld: those of fewer than k, and with them the next smallest until what is withheld
 * comes to k at least, or the total would give it back.
 */
export function withheld(counts: readonly number[], k: number, also: ReadonlySet<number> = new Set()): Set<number> {
  const hidden = new Set(also);
  counts.forEach((count, at) => {
    if (!isShown(count, k)) hidden.add(at);
  });
  if (hidden.size === 0) return hidden;
  const rest = counts.map((count, at) => ({ count, at })).sort((a, b) => a.count - b.count || a.at - b.at);
  const sum = () => [...hidden].reduce((total, at) => total + counts[at]!, 0);
  for (const { count, at } of rest) {
    if (hidden.size > 1 && sum() >= k) break;
    if (count > 0) hidden.add(at);
  }
  return hidden;
}

/** What is withheld of people is withheld of bots too, and the reverse: everybody's count would give it back. */
function hiddenCells(columns: Record<Group, number[]>, k: number, apart: boolean, isWhole: boolean) {
  const each = (counts: number[], also?: Set<number>) =>
    isWhole
      ? withheld(counts, k, also)
      : new Set([...(also ?? []), ...counts.flatMap((n, at) => (isShown(n, k) ? [] : [at]))]);
  const all = each(columns.all);
  const everyCell = new Set(columns.all.keys());
  if (!apart) return { all, parts: everyCell };
  let parts = new Set(all);
  for (let size = -1; size !== parts.size; ) {
    size = parts.size;
    parts = new Set([...each(columns.humans, parts), ...each(columns.bots, parts)]);
  }
  return { all, parts };
}

function countOptions(
  names: readonly string[],
  given: Given[],
  k: number,
  apart: boolean,
  read: (answer: Exclude<Answer, null>) => readonly string[],
  isWhole: boolean,
): OptionCells[] {
  const column = (group: Group) => {
    const counts = new Map(names.map((name) => [name, 0]));
    for (const { answer } of of(group, given)) for (const name of read(answer)) counts.set(name, counts.get(name)! + 1);
    return names.map((name) => counts.get(name)!);
  };
  const columns = { all: column("all"), humans: column("humans"), bots: column("bots") };
  // Of several answers at once a share and its rest are a pair: few who did not choose it are few, too.
  const complement = (counts: number[], n: number) => counts.flatMap((x, at) => (isShown(n - x, k) ? [] : [at]));
  const hidden = hiddenCells(columns, k, apart, isWhole);
  if (!isWhole)
    for (const group of GROUPS)
      for (const at of complement(columns[group], of(group, given).length))
        for (const set of group === "all" ? [hidden.all, hidden.parts] : [hidden.parts]) set.add(at);
  const simultaneous = isWhole && hidden.all.size === 0 ? goodman(columns.all) : null;
  const cell = (group: Group, at: number): Cell => {
    const n = of(group, given).length;
    if ((group === "all" ? hidden.all : hidden.parts).has(at)) return { count: null, share: null, ci95: null };
    const count = columns[group][at]!;
    return { count, share: n === 0 ? null : count / n, ci95: wilson(count, n) };
  };
  return names.map((option, at) => ({
    option,
    all: cell("all", at),
    humans: cell("humans", at),
    bots: cell("bots", at),
    simultaneousCi95: simultaneous?.[at] ?? null,
  }));
}

const BINS = 10;

function countNumbers(spec: Spec, given: Given[], k: number, apart: boolean): SurveyItem["numbers"] {
  const values = (group: Group) => of(group, given).map(({ answer }) => answer as number);
  const summary = (group: Group): NumberSummary | null => {
    const own = values(group).sort((a, b) => a - b);
    if (own.length < k || (group !== "all" && !apart)) return null;
    const { mean, sd, interval } = meanInterval(own);
    return {
      mean,
      sd,
      ci95: interval,
      quartiles: [percentile(own, 0.25), percentile(own, 0.5), percentile(own, 0.75)],
    };
  };
  return {
    all: summary("all"),
    humans: summary("humans"),
    bots: summary("bots"),
    histogram: histogram(spec, values, k, apart),
  };
}

/** Bins over the range the block allows; where it sets none, over whole decades or their halves around what was answered. */
function histogram(spec: Spec, values: (group: Group) => number[], k: number, apart: boolean): Bin[] {
  const all = values("all");
  const [least, most] = [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))];
  const width = niceWidth(((spec.number?.max ?? most) - (spec.number?.min ?? least)) / BINS);
  // The outermost bins end on round numbers: where they end says nothing of anybody's answer.
  const from = Math.floor((spec.number?.min ?? least) / width) * width;
  const bins = Math.max(1, Math.floor(((spec.number?.max ?? most) - from) / width + 1e-9) + 1);
  const column = (group: Group) => {
    const counts = new Array<number>(bins).fill(0);
    for (const value of values(group)) counts[Math.min(bins - 1, Math.max(0, Math.floor((value - from) / width)))]!++;
    return counts;
  };
  const columns = { all: column("all"), humans: column("humans"), bots: column("bots") };
  const hidden = hiddenCells(columns, k, apart, true);
  return columns.all.map((count, at) => ({
    from: from + at * width,
    to: from + (at + 1) * width,
    all: hidden.all.has(at) ? null : count,
    humans: hidden.parts.has(at) ? null : columns.humans[at]!,
    bots: hidden.parts.has(at) ? null : columns.bots[at]!,
  }));
}

/** 1, 2 or 5 times a power of ten, and not less than what is asked for. */
function niceWidth(width: number): number {
  if (!(width > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(width));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= width * (1 - 1e-12))!;
}

/** Texts that are the same but for spelling, together; those of fewer than k are only counted. */
function countTexts(given: Given[], k: number): Partial<SurveyItem> {
  const groups = new Map<string, Map<string, number>>();
  for (const { answer } of given) {
    const key = textKey(answer as string);
    const spellings = groups.get(key) ?? new Map<string, number>();
    groups.set(key, spellings);
    spellings.set(answer as string, (spellings.get(answer as string) ?? 0) + 1);
  }
  const sum = (spellings: Map<string, number>) => [...spellings.values()].reduce((a, b) => a + b, 0);
  const shown = [...groups.values()]
    .filter((spellings) => sum(spellings) >= k)
    .map((spellings) => ({
      text: [...spellings].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0]![0],
      count: sum(spellings),
    }))
    .sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1));
  return { texts: shown, otherTexts: given.length - shown.reduce((total, { count }) => total + count, 0) };
}

function countRanking(names: readonly string[], given: Given[]): NonNullable<SurveyItem["ranking"]> {
  const rankings = given.map(({ answer }) => (answer as readonly string[]).map((name) => names.indexOf(name)));
  const points = bordaPoints(rankings, names.length);
  const exact =
    names.length <= MAX_EXACT_OPTIONS ? kemeny(preferences(rankings, names.length), names.length) : undefined;
  const order = exact?.orders[0] ?? points.map((_, at) => at).sort((a, b) => points[b]! - points[a]! || a - b);
  const scores = order.map((at) => points[at]!);
  return {
    order: order.map((at) => names[at]!),
    points: Object.fromEntries(names.map((name, at) => [name, points[at]! / rankings.length])),
    isTied: exact ? exact.isTied : new Set(scores).size < scores.length,
  };
}
