import { type Casing, say } from "./casing";

/** JSON that Postgres has already written, in one dialect's names: handed through without being read. */
export class Json<T = unknown> {
  readonly text: string;
  readonly casing: Casing;
  /** How many rows the text holds, where it is a list. */
  readonly rows: number;
  constructor(text: string, casing: Casing, rows = 1) {
    this.text = text;
    this.casing = casing;
    this.rows = rows;
  }
  parse(): T {
    return JSON.parse(this.text) as T;
  }
}

/** An operation may answer any of its named parts as JSON that is already written. */
export type OrJson<T> = { [K in keyof T]: T[K] | Json<T[K]> };

/** One part of an answer as JSON text. */
export const write = (casing: Casing, value: unknown): string =>
  value instanceof Json && value.casing === casing
    ? value.text
    : JSON.stringify(say(casing, value instanceof Json ? value.parse() : value));

/** An answer as plain values: what a page or a tool works with. */
export function plain<T extends object>(output: OrJson<T>): T {
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(output)) out[key] = value instanceof Json ? value.parse() : value;
  return out as T;
}
