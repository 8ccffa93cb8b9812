/** A misfortune that a test orders for calls to come. */
export type Mischief = {
  /** A route as `routes.ts` names it, or `*`. */
  route: string;
  /** Before the call is carried out, or after: then it has acted, and only its answer is lost. */
  when: "before" | "after";
  /** Breaks the connection, answers this status, or answers late. */
  how: "drop" | 409 | 429 | 500 | { delayMs: number };
  /** So many calls; one when left out. */
  times?: number;
};

const ordered: Mischief[] = [];

export const order = (mischief: Mischief) => void ordered.push({ times: 1, ...mischief });
export const forgive = () => void ordered.splice(0);

/** What shall go wrong with this call at this moment, counted off. */
export function due(route: string, when: Mischief["when"]): Mischief["how"] | undefined {
  const index = ordered.findIndex((one) => one.when === when && (one.route === "*" || one.route === route));
  const found = ordered[index];
  if (!found) return undefined;
  found.times!--;
  if (found.times === 0) ordered.splice(index, 1);
  return found.how;
}
