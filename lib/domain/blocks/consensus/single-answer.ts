import { countByWorker, type Labels } from "./labels";

/** Below so many answers sameness says nothing. */
const LEAST_ANSWERS = 5;
/** Whoever would have answered so by luck this rarely was not answering. */
const RARE = 0.001;
/** Those it is measured by: so many workers with such a part of all labels, or nobody is judged. */
const LEAST_OTHERS = 3;
const LEAST_SHARE = 1 / 3;

/**
 * Workers who gave one answer to everything, where that cannot be because it is what there is to see: an honest "yes" to
 * all of a block that is nearly all yes passes. Judged by the answers of those who gave more than one.
 */
export function singleAnswerWorkers(labels: Labels): Set<number> {
  const { workers, classes, worker, label } = labels;
  const counts = countByWorker(labels);
  const only = new Int32Array(workers).fill(-1);
  const differs = new Uint8Array(workers);
  for (let n = 0; n < worker.length; n++) {
    const j = worker[n]!;
    if (only[j] === -1) only[j] = label[n]!;
    else if (only[j] !== label[n]) differs[j] = 1;
  }
  const others = [...differs.keys()].filter((j) => differs[j] === 1);
  const theirs = others.reduce((sum, j) => sum + counts[j]!, 0);
  const found = new Set<number>();
  if (others.length < LEAST_OTHERS || theirs < worker.length * LEAST_SHARE) return found;
  const said = new Float64Array(classes);
  for (let n = 0; n < worker.length; n++) if (differs[worker[n]!]) said[label[n]!]!++;
  for (let j = 0; j < workers; j++) {
    if (differs[j] || counts[j]! < LEAST_ANSWERS) continue;
    const q = (said[only[j]!]! + 1) / (theirs + classes);
    if (q ** counts[j]! < RARE) found.add(j);
  }
  return found;
}

/** Which labels stay when the labels of `out` are set aside: of an item that would be left with none, all do. */
export function keptWithout(labels: Labels, out: ReadonlySet<number>): (n: number) => boolean {
  const { items, start, worker, item } = labels;
  const hasOther = new Uint8Array(items);
  for (let i = 0; i < items; i++)
    for (let n = start[i]!; n < start[i + 1]!; n++) if (!out.has(worker[n]!)) hasOther[i] = 1;
  return (n) => !out.has(worker[n]!) || !hasOther[item[n]!];
}
