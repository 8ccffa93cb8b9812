import { redirect } from "next/navigation";
import { Refusal } from "@/lib/core/errors";
import type { PageOutput } from "@/lib/core/page";

/** Where in a list an address stands: a cursor, and the number of the page it leads to. */
export type ListPlace = { cursor?: string | undefined; page?: string | undefined };
type Found = Pick<PageOutput<unknown>, "items" | "total" | "totalIsEstimate" | "nextCursor">;

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
export function pagerAt(hrefAt: (place: ListPlace) => string, at: ListPlace, found: Found, size: number) {
  // Only a cursor leads further; a number alone is still the first page.
  const number = at.cursor ? Math.max(1, Math.floor(Number(at.page)) || 1) : 1;
  const before = (number - 1) * size;
  const to = before + found.items.length;
  return {
    previousHref: at.cursor ? hrefAt({}) : null,
    previousLabel: "First page",
    nextHref:
      found.nextCursor && to < found.total ? hrefAt({ cursor: found.nextCursor, page: String(number + 1) }) : null,
    from: before + 1,
    to,
    total: found.totalIsEstimate ? null : found.total,
  };
}
