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

/** How one stand-in behaves from now on: what goes wrong with calls, and how its events are sent. */
export class Manner {
  readonly #ordered: Mischief[] = [];
  /** Sees each call as it comes and once it is carried out, before its answer goes: a test may strike at that moment. */
  watch?: (route: string, moment: Mischief["when"]) => void;
  /** Events go out twice each, or in any order. */
  duplicates = false;
  shuffles = false;

  order(mischief: Mischief) {
    this.#ordered.push({ times: 1, ...mischief });
  }

  /** Nothing goes wrong any more. */
  calm() {
    this.#ordered.splice(0);
    this.duplicates = this.shuffles = false;
  }

  /** What shall go wrong with this call at this moment, counted off. */
  due(route: string, when: Mischief["when"]): Mischief["how"] | undefined {
    const index = this.#ordered.findIndex((one) => one.when === when && (one.route === "*" || one.route === route));
    const found = this.#ordered[index];
    if (!found) return undefined;
    found.times!--;
    if (found.times === 0) this.#ordered.splice(index, 1);
    return found.how;
  }
}
