let offsetMs = 0;

/** The time of day as the product sees it. Tests move it; nothing else may. */
export const clock = {
  now: (): Date => new Date(Date.now() + offsetMs),
  /** Moves the clock forward by so many milliseconds. */
  advance(ms: number) {
    offsetMs += ms;
  },
  reset() {
    offsetMs = 0;
  },
};
