import type { Compared } from "./compare";
import type { Spent } from "./count-cost";
import type { LedgerSpeed } from "./ledger";
import type { LiveSpeeds, Percentiles } from "./realtime";
import { scenarios } from "./scenarios";
import type { SizeCosts } from "./sizes";
import type { StartTimes } from "./start-times";

const LARGEST_GROWTH = 1.5;
const LARGEST_BOUNDED_MS = 100;
const MOST_MEGABYTES = 900;
const FIRST_SECONDS = 90;
const LEDGER_RATIO = 0.7;
const AGAIN_SECONDS = 15;

const verdict = (met: boolean, target: string) => `${met ? "reached" : "MISSED"} (${target})`;
const ms = (value: number) => (value < 10 ? value.toFixed(2) : value.toFixed(0));

/** Rows as columns that stand under each other; the first is flush left. */
export function table(rows: string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join("  ");
  return rows.map(line).join("\n");
}

export function comparisonTable(compared: Compared[]): string {
  const rows = compared.map(({ scenario, bare, app }) => {
    const { label, target } = scenarios[scenario];
    const ratio = app.perSecond / bare.perSecond;
    return [
      label,
      ...[bare, app].flatMap(({ perSecond, p50, p99 }) => [perSecond.toFixed(0), ms(p50), ms(p99)]),
      ratio.toFixed(2),
      verdict(ratio >= target, `≥ ${target}`),
    ];
  });
  return table([["", "bare req/s", "p50 ms", "p99 ms", "app req/s", "p50 ms", "p99 ms", "ratio", "target"], ...rows]);
}

/**
 * One line a measure, one column a size; growth compares the largest size with the smallest. What may grow up to a limit has
 * to stay below a time instead, at every size.
 */
export function sizesTable(sizes: SizeCosts[], way: "direct" | "http"): string {
  const [smallest, largest] = [sizes[0]!, sizes.at(-1)!];
  const rows = Object.keys(smallest[way]).map((name) => {
    const [first, last, bound] = [smallest[way][name]!, largest[way][name]!, smallest.bounds[name]];
    const growth = last / first;
    const judged = bound
      ? verdict(last <= LARGEST_BOUNDED_MS, `≤ ${LARGEST_BOUNDED_MS} ms, by ${bound}`)
      : verdict(growth <= LARGEST_GROWTH, `≤ ${LARGEST_GROWTH}`);
    const cells = sizes.map((size) => ms(size[way][name]!));
    return [name, ...cells, growth.toFixed(2), sizes.length > 1 ? judged : ""];
  });
  return table([["ms", ...sizes.map(({ size }) => size.toLocaleString("en")), "growth", "target"], ...rows]);
}

export function ledgerTable(speeds: LedgerSpeed[]): string {
  const rows = speeds.map(({ name, app, pgbench }) => {
    if (pgbench === undefined) return [name, app.toFixed(0), "not installed", "", ""];
    const ratio = app / pgbench;
    return [
      name,
      app.toFixed(0),
      pgbench.toFixed(0),
      ratio.toFixed(2),
      verdict(ratio >= LEDGER_RATIO, `≥ ${LEDGER_RATIO}`),
    ];
  });
  return table([["", "app journals/s", "pgbench", "ratio", "target"], ...rows]);
}

export function realtimeTables({ paths, others }: LiveSpeeds): string {
  const cells = ({ p50, p95, p99 }: Percentiles) => [p50, p95, p99].map((value) => value.toFixed(1));
  const ways = paths.map(({ name, measured, known }) => [name, ...cells(measured), ...cells(known)]);
  const header = ["ms", "p50", "p95", "p99", "known p50", "p95", "p99"];
  const rest = others.map(({ name, measured, known }) => [name, measured, known && `known ${known}`]);
  return `${table([header, ...ways])}\n\n${table(rest)}`;
}

/** By the number of labels: what a block of five workers may take. */
const COUNTED_WITHIN = new Map([
  [50_000, 250],
  [500_000, 1_500],
]);
const LAST_TO_RESULT_MS = 50;

export function consensusTable({ blocks, lastToResultMs, megabytes }: Spent): string {
  const rows = blocks.map(({ items, workers, ms: taken }) => {
    const most = COUNTED_WITHIN.get(items * workers);
    const target = most === undefined ? "" : verdict(taken <= most, `≤ ${most} ms`);
    return [`${items.toLocaleString("en")} items by ${workers} workers`, `${ms(taken)} ms`, target];
  });
  const last = verdict(lastToResultMs <= LAST_TO_RESULT_MS, `≤ ${LAST_TO_RESULT_MS} ms`);
  return table([
    ["", "takes", "target"],
    ...rows,
    ["the last of nine answers to the result", `${ms(lastToResultMs)} ms`, last],
    ["memory of the process, at most", `${megabytes.toFixed(0)} MB`, ""],
  ]);
}

export function startsTable({ first, again, memory }: StartTimes): string {
  const rows = [
    [
      "ready in an empty folder (built before)",
      `${first.toFixed(1)} s`,
      verdict(first <= FIRST_SECONDS, `≤ ${FIRST_SECONDS} s`),
    ],
    ["ready the second time", `${again.toFixed(1)} s`, verdict(again <= AGAIN_SECONDS, `≤ ${AGAIN_SECONDS} s`)],
  ];
  if (memory) {
    const { total, web, relay, postgres, launcher } = memory;
    const parts = `web ${web.toFixed(0)}, relay ${relay.toFixed(0)}, database ${postgres.toFixed(0)}, launcher ${launcher.toFixed(0)}`;
    rows.push([
      `memory of all of it (${parts})`,
      `${total.toFixed(0)} MB`,
      verdict(total < MOST_MEGABYTES, `< ${MOST_MEGABYTES} MB`),
    ]);
  }
  return table(rows);
}
