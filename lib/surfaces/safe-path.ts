/** Nobody's host: what resolves to another than this leads elsewhere. */
const HERE = "http://here.invalid";

/**
 * A path of this site to go on to. Whatever could lead elsewhere ("//host", "/\\host", "/.//host", a scheme) is the
 * fallback: it is resolved as a browser would, and what comes of it must still be a path of ours.
 */
export function safePath(next: unknown, fallback: string): string {
  if (typeof next !== "string" || !/^\/[^\\\s\p{Cc}]*$/u.test(next) || !URL.canParse(next, HERE)) return fallback;
  const { origin, pathname, search, hash } = new URL(next, HERE);
  return origin === HERE && !pathname.startsWith("//") ? pathname + search + hash : fallback;
}
