export type SearchParams = Record<string, string | string[] | undefined>;

const MAX_TEXT = 100;
const RATE = /^\d{1,6}(\.\d{1,2})?$/;
const MAX_RATE = 100_000;

/** Reads one address; what it says wrongly is as if it were not said, so that no link of ours or others' breaks. */
export function readerOf(params: SearchParams) {
  const text = (name: string): string | undefined => {
    const value = params[name];
    const said = (Array.isArray(value) ? value[0] : value)?.trim();
    return said ? said.slice(0, MAX_TEXT) : undefined;
  };
  return {
    text,
    rate(name: string) {
      const value = text(name);
      return value && RATE.test(value) && Number(value) <= MAX_RATE ? value : undefined;
    },
    among: <T extends string>(name: string, allowed: readonly T[]) => allowed.find((each) => each === text(name)),
    /** Only a cursor leads further; a number alone is still the first page. A cursor is longer than a word. */
    place() {
      const value = params.cursor;
      const cursor = (Array.isArray(value) ? value[0] : value)?.slice(0, 500) || undefined;
      const page = cursor && text("page");
      return { cursor, page: page && /^[1-9]\d{0,4}$/.test(page) ? page : undefined };
    },
  };
}

/** The address of a list with these filters; whatever is left out, or is `newest`, is not there. */
export function listHref(path: string, filters: Record<string, string | undefined>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) if (value && value !== "newest") params.set(name, value);
  const query = params.toString();
  return query ? `${path}?${query}` : path;
}

/** One removable word for each filter that is on, in the order of `labels`. */
export function activeOf(
  path: string,
  filters: Record<string, string | undefined>,
  labels: Record<string, (value: string) => string>,
): { label: string; removeHref: string }[] {
  const { cursor: _, page: __, ...here } = filters;
  return Object.entries(labels).flatMap(([name, labelOf]) => {
    const value = here[name];
    return value ? [{ label: labelOf(value), removeHref: listHref(path, { ...here, [name]: undefined }) }] : [];
  });
}
