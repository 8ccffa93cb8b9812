/** How long work may keep everything else in this process waiting. */
const AT_MOST_MS = 20;

/** Lets others have their turn between the parts of long work: ask whether it is time, and wait for `taken`. */
export class Breath {
  #last = performance.now();

  get isDue(): boolean {
    return performance.now() - this.#last > AT_MOST_MS;
  }

  async taken(): Promise<void> {
    await new Promise((done) => setImmediate(done));
    this.#last = performance.now();
  }
}
