import { z } from "zod";
import { Refusal } from "./errors";
import type { Json } from "./json";

export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 100;
/** Offsets past this are walked row by row in vain: deep paging is what the cursor is for. */
export const MAX_OFFSET = 10_000;
/** Totals are counted up to here; above, the planner's estimate is answered and marked as one. */
export const EXACT_TOTAL = 10_000;

/** What every list takes besides its filters. */
export const pageInput = (defaultLimit = DEFAULT_LIMIT) => ({
  limit: z
    .int()
    .min(1)
    .max(MAX_LIMIT)
    .default(defaultLimit)
    .meta({ description: `Results a page, 1 to ${MAX_LIMIT}.` }),
  offset: z
    .int()
    .min(0)
    .max(MAX_OFFSET)
    .default(0)
    .meta({ description: `Results to skip, at most ${MAX_OFFSET}; deeper pages are reached by cursor.` }),
  cursor: z.string().max(300).optional().meta({
    description:
      "The next cursor of the page before. Keeps its place while rows come and go. Lists sorted by relevance give none: their pages follow by offset.",
  }),
});

/** What every list answers: a page of rows, how many there are in all, and where the next page begins. */
export const pageOutput = <T extends z.ZodObject>(of: T) => ({
  items: z.array(of),
  total: z.int(),
  totalIsEstimate: z.boolean(),
  limit: z.int(),
  offset: z.int(),
  nextCursor: z.string().nullable(),
});

export type PageOutput<T> = {
  items: T[];
  total: number;
  totalIsEstimate: boolean;
  limit: number;
  offset: number;
  nextCursor: string | null;
};
export type Page = {
  items: Json<any>;
  total: number;
  totalIsEstimate: boolean;
  limit: number;
  offset: number;
  nextCursor: string | null;
};

/** What is said of a cursor where the order moves with every deed. */
export const NO_CURSOR = "is not given out by a ranked list: use offset";

/** Refuses a cursor that is another list's, or made up. */
export const notACursor = () =>
  new Refusal("INVALID_INPUT", "cursor is not one that this list gave out.", {
    details: [{ path: "cursor", message: "is not one that this list gave out" }],
  });

/** A place in a list: the sort's name, the sort key's value and the id that breaks ties. */
export type Place = { sort: string; key: string; id: string };

/** A place as the opaque text that callers send back. */
export const encodeCursor = ({ sort, key, id }: Place): string =>
  Buffer.from(`${sort}|${key}|${id}`).toString("base64url");

// Fifteen digits reach the year 33658 in milliseconds, and every amount; Postgres fails at times much further away.
/** Reads a cursor back; one of another list, or made up, is a 400 and never a wrong page. */
export function decodeCursor(cursor: string, sort: string): Place {
  const [name, key, id] = Buffer.from(cursor, "base64url").toString().split("|");
  if (
    name !== sort ||
    key === undefined ||
    id === undefined ||
    !/^(-?\d{1,14}|\d{15})$/.test(key) ||
    !/^[a-z]{2,10}_[0-9a-z]{26}$/.test(id)
  )
    throw notACursor();
  return { sort, key, id };
}
