import { createHash } from "node:crypto";
import type { DatasetFiles } from "@/db/schema/datasets";
import { Breath } from "@/lib/core/breath";
import { csvLine, toCsv } from "@/lib/core/csv";

export const FORMATS = ["json", "jsonl", "csv"] as const;
export type Format = (typeof FORMATS)[number];
/** answers: a row an item. responses: of a survey, a row for each person who agreed to it. */
export const PARTS = ["answers", "responses"] as const;
export type Part = (typeof PARTS)[number];
export type Row = Record<string, unknown>;

export const MEDIA_TYPES: Record<Format, string> = {
  json: "application/json",
  jsonl: "application/jsonl",
  csv: "text/csv",
};

/** Rows as they are kept: a line of JSON each. */
export const linesOf = (rows: readonly Row[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

export const columnsOf = (mode: "consensus" | "survey", part: Part, itemIds: readonly string[]): string[] => {
  if (part === "responses") return ["worker", "answered_at", "is_bot", ...itemIds.map((id) => `answers.${id}`)];
  return mode === "survey"
    ? ["item_id", "prompt", "n", "missing", "summary"]
    : ["item_id", "prompt", "answer", "confidence", "votes", "n", "status"];
};

/**
 * The bytes of one of a version's files, made from its lines: the same lines give the same bytes for ever, for their checksums
 * are published.
 */
export async function bytesOf(lines: string, format: Format, columns: readonly string[]): Promise<Buffer> {
  if (format === "jsonl") return Buffer.from(lines);
  const each = lines.split("\n").slice(0, -1);
  if (format === "json") return Buffer.from(each.length === 0 ? "[]\n" : `[\n${each.join(",\n")}\n]\n`);
  const breath = new Breath();
  const parts = [toCsv(columns, [])];
  for (const line of each) {
    parts.push(csvLine(columns, flat(line)));
    if (breath.isDue) await breath.taken();
  }
  return Buffer.from(parts.join(""));
}

/** A row as cells: sets and rankings joined by a bar, objects as JSON. */
function flat(line: string): Row {
  const { answers, ...row } = JSON.parse(line) as Row & { answers?: Row };
  const nested = Object.entries(answers ?? {}).map(([id, value]) => [`answers.${id}`, value] as const);
  return Object.fromEntries([...Object.entries(row), ...nested].map(([name, value]) => [name, cellOf(value)]));
}

function cellOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.join("|");
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
}

export const nameOf = (part: Part, format: Format): string => `${part}.${format}`;

/** Checksum and size of each file that a version has. */
export async function checksums(
  mode: "consensus" | "survey",
  texts: { answers: string; responses: string | null },
  itemIds: readonly string[],
): Promise<DatasetFiles> {
  const files: DatasetFiles = {};
  for (const part of PARTS)
    for (const format of FORMATS) {
      const lines = texts[part];
      if (lines === null) continue;
      const bytes = await bytesOf(lines, format, columnsOf(mode, part, itemIds));
      files[nameOf(part, format)] = { sha256: createHash("sha256").update(bytes).digest("hex"), bytes: bytes.length };
    }
  return files;
}
