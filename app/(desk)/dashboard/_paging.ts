import { redirect } from "next/navigation";
import { Refusal } from "@/lib/core/errors";
import type { PageOutput } from "@/lib/core/page";

export type SearchParams = Promise<Record<string, string | string[] | undefined>>;
type Filters = Record<string, string | undefined>;
type Found = Pick<PageOutput<unknown>, "items" | "total" | "totalIsEstimate" | "nextCursor">;

const MAX_TEXT = 300;

/** What an address says, one value a name; what is too long to be ours is as if it were not said. */
export async function readParams<Name extends string>(
  params: SearchParams,
  names: readonly Name[],
): Promise<{ [N in Name]?: string }> {
  const said = await params;
  const out: { [N in Name]?: string } = {};
  for (const name of names) {
    const value = said[name];
    const text = (Array.isArray(value) ? value[0] : value)?.trim();
    if (text && text.length <= MAX_TEXT) out[name] = text;
  }
  return out;
}

/** One of the words allowed, or undefined. */
export const among = <T extends string>(allowed: readonly T[], word: string | undefined): T | undefined =>
  allowed.find((each) => each === word);

export function hrefOf(path: string, filters: Filters): string {
  const query = new URLSearchParams(
    Object.entries(filters).filter((entry): entry is [string, string] => Boolean(entry[1])),
  ).toString();
  return query ? `${path}?${query}` : path;
}

/** A list's page by its cursor; a cursor that no longer fits leads to the first page instead of an error. */
export async function orFirstPage<T>(load: Promise<T>, cursor: string | undefined, first: string): Promise<T> {
  try {
    return await load;
  } catch (error) {
    if (cursor && error instanceof Refusal && error.code === "INVALID_INPUT") redirect(first);
    throw error;
  }
}

/** What a Pager needs, for a list whose address carries a cursor and the page's number. */
export function pagerOf(
  path: string,
  filters: Filters,
  at: { cursor?: string; page?: string },
  found: Found,
  size: number,
) {
  // Only a cursor leads further; a number alone is still the first page.
  const number = at.cursor ? Math.max(1, Math.floor(Number(at.page)) || 1) : 1;
  const before = (number - 1) * size;
  const to = before + found.items.length;
  return {
    previousHref: at.cursor ? hrefOf(path, filters) : null,
    previousLabel: "First page",
    nextHref:
      found.nextCursor && to < found.total
        ? hrefOf(path, { ...filters, cursor: found.nextCursor, page: String(number + 1) })
        : null,
    from: before + 1,
    to,
    total: found.totalIsEstimate ? null : found.total,
  };
}
