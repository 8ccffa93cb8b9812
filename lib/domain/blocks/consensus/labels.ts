/**
 * Categorical answers as numbers: label n says that worker `worker[n]` called item `item[n]` class `label[n]`. The labels
 * lie by item, each item's from `start[i]` to `start[i + 1]`. All fitting is done on this.
 */
export type Labels = {
  readonly items: number;
  readonly workers: number;
  readonly classes: number;
  readonly item: Int32Array;
  readonly worker: Int32Array;
  readonly label: Int32Array;
  readonly start: Int32Array;
};

/** An item's, a worker's and a class's place, each from 0. */
export type Label = readonly [item: number, worker: number, label: number];

/** Puts labels into order: by item, then by worker, so that the same answers give the same sums to the last bit. */
export function labelsOf(sizes: { items: number; workers: number; classes: number }, given: readonly Label[]): Labels {
  const sorted = [...given].sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
  const item = new Int32Array(sorted.length);
  const worker = new Int32Array(sorted.length);
  const label = new Int32Array(sorted.length);
  const start = new Int32Array(sizes.items + 1);
  sorted.forEach(([i, j, l], n) => {
    item[n] = i;
    worker[n] = j;
    label[n] = l;
    start[i + 1]!++;
  });
  for (let i = 0; i < sizes.items; i++) start[i + 1]! += start[i]!;
  return { ...sizes, item, worker, label, start };
}

/** The same from a table that is read item by item and worker by worker; `labelAt` answers -1 where there is no label. */
export function labelsFrom(
  sizes: { items: number; workers: number; classes: number },
  labelAt: (item: number, worker: number) => number,
): Labels {
  const most = sizes.items * sizes.workers;
  const [item, worker, label] = [new Int32Array(most), new Int32Array(most), new Int32Array(most)];
  const start = new Int32Array(sizes.items + 1);
  let n = 0;
  for (let i = 0; i < sizes.items; i++) {
    for (let j = 0; j < sizes.workers; j++) {
      const l = labelAt(i, j);
      if (l < 0) continue;
      item[n] = i;
      worker[n] = j;
      label[n] = l;
      n++;
    }
    start[i + 1] = n;
  }
  return { ...sizes, item: item.slice(0, n), worker: worker.slice(0, n), label: label.slice(0, n), start };
}

/** The labels for which `keep` holds; items, workers and classes stay numbered as they were. */
export function labelsWhere(labels: Labels, keep: (n: number) => boolean): Labels {
  const { items, start } = labels;
  const kept = Int32Array.from({ length: labels.item.length }, (_, n) => n).filter(keep);
  if (kept.length === labels.item.length) return labels;
  const counts = new Int32Array(items + 1);
  for (const n of kept) counts[labels.item[n]! + 1]!++;
  for (let i = 0; i < items; i++) counts[i + 1]! += counts[i]!;
  const of = (values: Int32Array) => kept.map((n) => values[n]!);
  return {
    ...labels,
    item: of(labels.item),
    worker: of(labels.worker),
    label: of(labels.label),
    start: start.length === 0 ? start : counts,
  };
}

/** The labels of these items alone, in this order. */
export function labelsOfItems({ workers, classes, start, worker, label }: Labels, chosen: Int32Array): Labels {
  const counts = chosen.map((i) => start[i + 1]! - start[i]!);
  const size = counts.reduce((sum, n) => sum + n, 0);
  const out = {
    items: chosen.length,
    workers,
    classes,
    item: new Int32Array(size),
    worker: new Int32Array(size),
    label: new Int32Array(size),
    start: new Int32Array(chosen.length + 1),
  };
  let at = 0;
  chosen.forEach((i, group) => {
    for (let n = start[i]!; n < start[i + 1]!; n++, at++) {
      out.item[at] = group;
      out.worker[at] = worker[n]!;
      out.label[at] = label[n]!;
    }
    out.start[group + 1] = at;
  });
  return out;
}

/** How many labels each worker gave. */
export function countByWorker(labels: Labels): Int32Array {
  const counts = new Int32Array(labels.workers);
  for (const worker of labels.worker) counts[worker]!++;
  return counts;
}

/** Each item's share of votes for each class, a row an item; an item without labels has a row of zeros. */
export function voteShares(labels: Labels, weights?: Float64Array): Float64Array {
  const { items, classes, start, worker, label } = labels;
  const shares = new Float64Array(items * classes);
  for (let i = 0; i < items; i++) {
    let sum = 0;
    for (let n = start[i]!; n < start[i + 1]!; n++) {
      const weight = weights ? weights[worker[n]!]! : 1;
      shares[i * classes + label[n]!]! += weight;
      sum += weight;
    }
    if (sum > 0) for (let k = 0; k < classes; k++) shares[i * classes + k]! /= sum;
  }
  return shares;
}
