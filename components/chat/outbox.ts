import { Refused, send } from "./api";
import type { Message } from "./chat";
import type { Pending } from "./log";

const PREFIX = "outbox:";
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;
/** The server knows a message by its key for a day: what is older is for whoever wrote it to send again. */
const KEPT_MS = 20 * 3_600_000;

type Told = {
  sent(key: string, message: Message): void;
  refused(key: string, why: string): void;
};

/** What was typed in one conversation and is not sent yet: in order, one at a time, kept in this browser until the server has it. */
export class Outbox {
  readonly #threadId: string;
  readonly #told: Told;
  #waiting: Pending[] = [];
  #isSending = false;
  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(threadId: string, told: Told) {
    this.#threadId = threadId;
    this.#told = told;
  }

  /** Takes up what was left here by an earlier page, and answers it. */
  start(): Pending[] {
    addEventListener("online", this.#now);
    this.#waiting = load(this.#threadId).map((one) =>
      one.refused === undefined && Date.now() - one.at > KEPT_MS
        ? { ...one, refused: "It could not be sent in time." }
        : one,
    );
    void this.#flush();
    return this.#waiting;
  }

  stop() {
    removeEventListener("online", this.#now);
    clearTimeout(this.#timer);
  }

  put(pending: Pending) {
    this.#change([...this.#waiting, pending]);
    void this.#flush();
  }

  again(key: string) {
    this.#change(
      this.#waiting.map((one) => (one.key === key ? { ...one, refused: undefined, at: Date.now() } : one)) as Pending[],
    );
    this.#now();
  }

  drop(key: string) {
    this.#change(this.#waiting.filter((one) => one.key !== key));
  }

  readonly #now = () => {
    this.#tries = 0;
    clearTimeout(this.#timer);
    void this.#flush();
  };

  async #flush() {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      for (let one = this.#first(); one; one = this.#first()) {
        const { key, content, replyTo } = one;
        const message = await send(this.#threadId, { key, content, replyToId: replyTo?.id ?? null });
        this.#tries = 0;
        this.drop(key);
        this.#told.sent(key, message);
      }
    } catch (error) {
      const one = this.#first();
      if (error instanceof Refused && one) {
        this.#change(this.#waiting.map((all) => (all.key === one.key ? { ...all, refused: error.message } : all)));
        this.#told.refused(one.key, error.message);
        this.#timer = setTimeout(this.#now, 0);
      } else {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(
          () => void this.#flush(),
          Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#tries++),
        );
      }
    } finally {
      this.#isSending = false;
    }
  }

  #first(): Pending | undefined {
    return this.#waiting.find(({ refused }) => refused === undefined);
  }

  #change(waiting: Pending[]) {
    this.#waiting = waiting;
    store(this.#threadId, waiting);
  }
}

function load(threadId: string): Pending[] {
  try {
    const text = localStorage.getItem(PREFIX + threadId);
    return text ? (JSON.parse(text) as Pending[]) : [];
  } catch {
    return [];
  }
}

function store(threadId: string, waiting: Pending[]) {
  try {
    if (waiting.length === 0) localStorage.removeItem(PREFIX + threadId);
    else localStorage.setItem(PREFIX + threadId, JSON.stringify(waiting));
  } catch {
    // Full or forbidden storage costs what a closed page had not sent yet, never what this one has.
  }
}
