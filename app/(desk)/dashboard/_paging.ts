import { type ListPlace, pagerAt } from "@/lib/surfaces/paging";

export type SearchParams = Promise<Record<string, string | string[] | undefined>>;
type Filters = Record<string, string | undefined>;

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

/** What a Pager needs, for a list at `path` with these filters. */
export const pagerOf = (
  path: string,
  filters: Filters,
  at: ListPlace,
  found: Parameters<typeof pagerAt>[2],
  size: number,
) => pagerAt((place) => hrefOf(path, { ...filters, ...place }), at, found, size);
