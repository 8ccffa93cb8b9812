import { type Labels, labelsOfItems } from "./labels";

/** Labels of which items with the same ones stand once, and how often each. */
export type Grouped = {
  labels: Labels;
  gold: Int32Array | undefined;
  times: Float64Array;
  /** By item, where it went; undefined where every item stands for itself. */
  groupOf: Int32Array | undefined;
};

/** Where fewer than this share of the items are repeats, putting them together costs more than it saves. */
const LEAST_REPEATED = 0.3;

/** One fit of a block is followed by others on the same labels. */
const known = new WeakMap<Labels, Int32Array>();

/**
 * Items that the same workers called the same have the same posterior, whatever the model: a fit needs each of them once. In
 * a block where five workers answer everything with one of four, a hundred thousand items are a thousand different ones.
 */
export function grouped(labels: Labels, gold: Int32Array | undefined): Grouped {
  const groupOf = separated(sameLabels(labels), gold);
  const groups = groupOf.reduce((most, group) => Math.max(most, group + 1), 0);
  if (groups > labels.items * (1 - LEAST_REPEATED))
    return { labels, gold, times: new Float64Array(labels.items).fill(1), groupOf: undefined };
  const first = new Int32Array(groups).fill(-1);
  const times = new Float64Array(groups);
  for (let i = 0; i < labels.items; i++) {
    const group = groupOf[i]!;
    if (first[group] === -1) first[group] = i;
    times[group]!++;
  }
  return { labels: labelsOfItems(labels, first), gold: gold && first.map((i) => gold[i]!), times, groupOf };
}

/** By item: the number of its labels among all different ones, in the order in which they first come. */
function sameLabels(labels: Labels): Int32Array {
  const found = known.get(labels);
  if (found) return found;
  const { items, classes, start, worker, label } = labels;
  const groupOf = new Int32Array(items);
  const seen = new Map<string, number>();
  for (let i = 0; i < items; i++) {
    let key = "";
    for (let n = start[i]!; n < start[i + 1]!; n++) {
      const said = worker[n]! * classes + label[n]!;
      key += String.fromCharCode(said & 0xffff, said >>> 16);
    }
    let group = seen.get(key);
    if (group === undefined) {
      group = seen.size;
      seen.set(key, group);
    }
    groupOf[i] = group;
  }
  known.set(labels, groupOf);
  return groupOf;
}

/** An item whose truth is known stands for itself. */
function separated(groupOf: Int32Array, gold: Int32Array | undefined): Int32Array {
  if (!gold?.some((truth) => truth >= 0)) return groupOf;
  const number = new Map<number, number>();
  let next = 0;
  return groupOf.map((group, i) => {
    if (gold[i]! >= 0) return next++;
    const kept = number.get(group) ?? next++;
    number.set(group, kept);
    return kept;
  });
}
