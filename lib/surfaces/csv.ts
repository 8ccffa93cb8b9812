import { type Casing, named } from "@/lib/core/casing";
import { write } from "@/lib/core/json";
import type { Endpoint } from "./endpoint";

/** A cell that a spreadsheet would run as a formula is kept as text by an apostrophe before it. */
const FORMULA = /^[=+\-@\t\r]/;

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = String(value);
  // A number of ours is one; text that begins like one is somebody else's.
  const safe = typeof value !== "number" && FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows as RFC 4180 CSV with a heading line; `columns` says which fields, in which order. */
export const toCsv = (columns: readonly string[], rows: Record<string, unknown>[]): string =>
  [columns.map(cell), ...rows.map((row) => columns.map((column) => cell(row[column])))]
    .map((cells) => `${cells.join(",")}\r\n`)
    .join("");

/** A list that also answers as CSV, where the query says `format=csv`. */
export function orCsv(endpoint: Endpoint, filename: string): Endpoint {
  const columnsIn = (casing: Casing) => Object.keys(endpoint.op.list!.of.shape).map((key) => named(casing, key));
  return {
    ...endpoint,
    alternative(output, { format }, casing) {
      if (format !== "csv") return undefined;
      return {
        headers: {
          "Content-Type": "text/csv; charset=utf-8",
          "Content-Disposition": `attachment; filename="${filename}"`,
        },
        body: toCsv(columnsIn(casing), JSON.parse(write(casing, output.items))),
      };
    },
    describeAlternative: (casing) => ({
      "text/csv": {
        schema: { type: "string", description: "With `format=csv`: RFC 4180, a heading line and a line for each row." },
        example: toCsv(columnsIn(casing), []),
      },
    }),
  };
}
