/** A cell that a spreadsheet would run as a formula is kept as text by an apostrophe before it. */
const FORMULA = /^[=+\-@\t\r]/;

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = String(value);
  // A number of ours is one; text that begins like one is somebody else's.
  const safe = typeof value !== "number" && FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const lineOf = (values: readonly unknown[]) => `${values.map(cell).join(",")}\r\n`;

/** One row as a line; `columns` says which fields, in which order. */
export const csvLine = (columns: readonly string[], row: Record<string, unknown>): string =>
  lineOf(columns.map((column) => row[column]));

/** Rows as RFC 4180 CSV with a heading line. */
export const toCsv = (columns: readonly string[], rows: Record<string, unknown>[]): string =>
  lineOf(columns) + rows.map((row) => csvLine(columns, row)).join("");
