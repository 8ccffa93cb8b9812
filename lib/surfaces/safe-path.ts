/** A path of this site to go on to. Whatever could lead elsewhere ("//host", "/\\host", a scheme) is the fallback. */
export function safePath(next: unknown, fallback: string): string {
  return typeof next === "string" && /^\/(?![/\\])[^\\\s\p{Cc}]*$/u.test(next) ? next : fallback;
}
