import { listen } from "@/db/listener";
import { Refusal } from "@/lib/core/errors";
import { env } from "@/lib/env";

/** How often whoever waits looks where Postgres cannot say that there is something: behind a pooler, or while it is away. */
const LOOK_MS = 2_000;
/** Requests of one key that may wait at a time: one a program, and one that it has lost sight of. */
export const MAX_WAITS = 3;

// One for the process, also where a bundler makes two copies of this module.
type Waits = {
  waiting: Map<string, Set<() => void>>;
  seats: Map<string, number>;
  taken: Set<{ end(): void }>;
  live: boolean;
  stop?: () => Promise<void>;
};
const shared = globalThis as { bothandEventWaits?: Waits };
shared.bothandEventWaits ??= { waiting: new Map(), seats: new Map(), taken: new Set(), live: false };
const waits = shared.bothandEventWaits;

function ensureListening() {
  if (env.DATABASE_POOLER || waits.stop) return;
  waits.stop = listen("events", {
    notify: (actorIds) => {
      for (const actorId of actorIds.split(" ")) wake(waits.waiting.get(actorId));
    },
    // What came before this was not heard: everybody looks.
    up: () => {
      waits.live = true;
      wakeAll();
    },
    down: () => {
      waits.live = false;
      wakeAll();
    },
  });
}

const wake = (handlers: Iterable<() => void> = []) => {
  for (const handler of [...handlers]) handler();
};
const wakeAll = () => {
  for (const handlers of waits.waiting.values()) wake(handlers);
};

/** Ends all waiting and the connection that ends it: before the process does. */
export async function stopWaiting() {
  const { stop } = waits;
  delete waits.stop;
  waits.live = false;
  await stop?.();
  for (const seat of [...waits.taken]) seat.end();
}

/** One request's place among those who wait. What is put down from its taking on ends the wait, also before it begins. */
export class Seat {
  readonly #actorId: string;
  readonly #key: string;
  #isWoken = false;
  #isEnded = false;
  #resolve: (() => void) | undefined;
  readonly #handler = () => {
    this.#isWoken = true;
    this.#resolve?.();
  };

  /** @throws Refusal where as many of this key wait already. */
  constructor(actorId: string, key: string) {
    const taken = waits.seats.get(key) ?? 0;
    if (taken >= MAX_WAITS)
      throw new Refusal(
        "RATE_LIMITED",
        `${MAX_WAITS} requests of this key wait for events already. Let one of them end.`,
        {
          extra: { retryAfter: 1 },
        },
      );
    waits.seats.set(key, taken + 1);
    this.#actorId = actorId;
    this.#key = key;
    const handlers = waits.waiting.get(actorId) ?? new Set();
    waits.waiting.set(actorId, handlers.add(this.#handler));
    waits.taken.add(this);
    ensureListening();
  }

  get isEnded() {
    return this.#isEnded;
  }

  /** Resolves when it is worth looking again, at the latest after so long. */
  async wait(ms: number): Promise<void> {
    if (!this.#isWoken && !this.#isEnded) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((done) => {
        this.#resolve = done;
        timer = setTimeout(done, waits.live ? ms : Math.min(ms, LOOK_MS));
      });
      clearTimeout(timer);
      this.#resolve = undefined;
    }
    this.#isWoken = false;
  }

  /** Gives the place up, whoever waits in it. */
  end() {
    if (this.#isEnded) return;
    this.#isEnded = true;
    waits.taken.delete(this);
    const left = (waits.seats.get(this.#key) ?? 1) - 1;
    if (left > 0) waits.seats.set(this.#key, left);
    else waits.seats.delete(this.#key);
    const handlers = waits.waiting.get(this.#actorId);
    handlers?.delete(this.#handler);
    if (handlers?.size === 0) waits.waiting.delete(this.#actorId);
    this.#resolve?.();
  }
}
