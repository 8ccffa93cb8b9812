import { type Label, type Labels, labelsOf } from "@/lib/domain/blocks/consensus/labels";

export type Random = () => number;

export type Crowd = {
  name: string;
  items: number;
  classes: number;
  /** How often each class is the truth; alike where nothing is said. */
  shares?: readonly number[];
  /** One a worker. */
  workers: readonly Kind[];
};

/** How somebody answers. */
export type Kind =
  /** Right so often, otherwise any other class. */
  | { kind: "honest"; accuracy: number }
  /** Right so often, otherwise always the same class. */
  | { kind: "biased"; accuracy: number; towards: number }
  | { kind: "random" }
  | { kind: "constant"; says: number }
  /** All of one name say the same: one bot under many names, right so often. */
  | { kind: "copy"; of: string; accuracy: number }
  /** All of one name agree on a wrong answer to each item, but for such a share that they get right. */
  | { kind: "colluding"; with: string; accuracy: number };

export const times = (n: number, make: (at: number) => Kind): Kind[] => Array.from({ length: n }, (_, at) => make(at));

/** A block as such a crowd answers it: its labels, and what the truth was. */
export function answer(crowd: Crowd, random: Random): { labels: Labels; truth: Int32Array } {
  const { items, classes, workers } = crowd;
  const truth = Int32Array.from({ length: items }, () => drawClass(crowd, random));
  const given: Label[] = [];
  for (let i = 0; i < items; i++) {
    const shared = new Map<string, number>();
    workers.forEach((worker, j) => {
      given.push([i, j, say(worker, truth[i]!, classes, random, shared)]);
    });
  }
  return { labels: labelsOf({ items, workers: workers.length, classes }, given), truth };
}

function drawClass({ classes, shares }: Crowd, random: Random): number {
  let left = random();
  if (!shares) return Math.floor(left * classes);
  for (let k = 0; k < classes - 1; k++) {
    left -= shares[k]!;
    if (left < 0) return k;
  }
  return classes - 1;
}

function say(worker: Kind, truth: number, classes: number, random: Random, shared: Map<string, number>): number {
  const other = () => (truth + 1 + Math.floor(random() * (classes - 1))) % classes;
  const or = (accuracy: number, wrong: () => number) => (random() < accuracy ? truth : wrong());
  const once = (name: string, make: () => number) => {
    const said = shared.get(name) ?? make();
    shared.set(name, said);
    return said;
  };
  switch (worker.kind) {
    case "honest":
      return or(worker.accuracy, other);
    case "biased":
      return or(worker.accuracy, () => worker.towards % classes);
    case "random":
      return Math.floor(random() * classes);
    case "constant":
      return worker.says % classes;
    case "copy":
      return once(worker.of, () => or(worker.accuracy, other));
    case "colluding":
      return once(worker.with, () => or(worker.accuracy, other));
  }
}

const honest = (n: number, from = 0.7, to = 0.9) =>
  times(n, (at) => ({ kind: "honest", accuracy: n === 1 ? (from + to) / 2 : from + ((to - from) * at) / (n - 1) }));

/** The crowds that `npm run simulate` asks. */
export const CROWDS: readonly Crowd[] = [
  { name: "honest, 10 items, 2 classes", items: 10, classes: 2, workers: honest(9) },
  { name: "honest, 12 items, 3 classes", items: 12, classes: 3, workers: honest(9) },
  { name: "honest, 12 items, 5 workers", items: 12, classes: 3, workers: honest(5) },
  { name: "honest, 30 items, 4 classes", items: 30, classes: 4, workers: honest(7, 0.6, 0.85) },
  { name: "honest, 100 items", items: 100, classes: 3, workers: honest(9, 0.55, 0.9) },
  { name: "honest, one class is 90 %", items: 40, classes: 2, shares: [0.9, 0.1], workers: honest(7) },
  { name: "honest and unequal", items: 60, classes: 3, workers: [...honest(3, 0.92, 0.97), ...honest(6, 0.4, 0.5)] },
  {
    name: "six of nine biased",
    items: 60,
    classes: 3,
    workers: [...honest(3, 0.8, 0.9), ...times(6, () => ({ kind: "biased", accuracy: 0.55, towards: 0 }))],
  },
  {
    name: "four of nine random",
    items: 60,
    classes: 3,
    workers: [...honest(5), ...times(4, () => ({ kind: "random" }))],
  },
  {
    name: "four of nine say one thing",
    items: 60,
    classes: 3,
    workers: [...honest(5), ...times(4, () => ({ kind: "constant", says: 1 }))],
  },
  {
    name: "four of nine one bot of .65",
    items: 60,
    classes: 3,
    workers: [...honest(5), ...times(4, () => ({ kind: "copy", of: "bot", accuracy: 0.65 }))],
  },
  {
    name: "six of nine one bot of .65",
    items: 60,
    classes: 3,
    workers: [...honest(3, 0.8, 0.9), ...times(6, () => ({ kind: "copy", of: "bot", accuracy: 0.65 }))],
  },
  {
    name: "four of nine collude",
    items: 60,
    classes: 3,
    workers: [...honest(5), ...times(4, () => ({ kind: "colluding", with: "ring", accuracy: 0.2 }))],
  },
  {
    name: "five of nine collude",
    items: 60,
    classes: 3,
    workers: [...honest(4), ...times(5, () => ({ kind: "colluding", with: "ring", accuracy: 0.2 }))],
  },
];
