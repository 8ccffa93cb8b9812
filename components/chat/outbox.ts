import { loadViewerId, Refused, send } from "./api";
import type { Message } from "./chat";
import type { Pending } from "./log";

const PREFIX = "outbox:";
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;
/** The server knows a message by its key for a day: what is older is for whoever wrote it to send again. */
const KEPT_MS = 20 * 3_600_000;

export type OutboxListener = {
  sent(key: string, message: Message): void;
  refused(key: string, why: string): void;
  /** Another window has sent it, or discarded it. */
  gone(key: string): void;
};

/**
 * What was typed in one conversation and is not sent yet: in order, one at a time, kept in this browser until the server has
 * it. Every message stands there by itself, so that two windows never write over each other's.
 */
class Outbox {
  readonly #meId: string;
  readonly #threadId: string;
  readonly #prefix: string;
  #listener: OutboxListener | undefined;
  #waiting: Pending[];
  #isSending = false;
  #isStopped = false;
  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(meId: string, threadId: string) {
    this.#meId = meId;
    this.#threadId = threadId;
    this.#prefix = prefixOf(meId, threadId);
    this.#waiting = load(this.#prefix);
    // Left by an earlier page: perhaps somebody else is signed in by now.
    if (this.#waiting.length > 0) this.#tries = 1;
    addEventListener("online", this.#now);
    addEventListener("storage", this.#look);
    void this.#flush();
  }

  stop() {
    this.#isStopped = true;
    removeEventListener("online", this.#now);
    removeEventListener("storage", this.#look);
    clearTimeout(this.#timer);
  }

  get waiting(): readonly Pending[] {
    return this.#waiting;
  }

  listen(listener: OutboxListener): () => void {
    this.#listener = listener;
    return () => {
      if (this.#listener === listener) this.#listener = undefined;
    };
  }

  put(pending: Pending) {
    this.#waiting = [...this.#waiting, pending];
    store(this.#prefix + pending.key, pending);
    void this.#flush();
  }

  again(key: string) {
    this.#change(key, ({ refused: _, ...one }) => ({ ...one, at: Date.now() }));
    this.#now();
  }

  drop(key: string) {
    this.#waiting = this.#waiting.filter((one) => one.key !== key);
    forget(this.#prefix + key);
  }

  readonly #now = () => {
    this.#tries = Math.min(this.#tries, 1);
    clearTimeout(this.#timer);
    void this.#flush();
  };

  readonly #look = ({ key, newValue }: StorageEvent) => {
    if (!key?.startsWith(this.#prefix) || newValue !== null) return;
    const id = key.slice(this.#prefix.length);
    if (!this.#waiting.some((one) => one.key === id)) return;
    this.#waiting = this.#waiting.filter((one) => one.key !== id);
    this.#listener?.gone(id);
  };

  async #flush() {
    if (this.#isSending || this.#isStopped) return;
    this.#isSending = true;
    try {
      for (let one = this.#first(); one && !this.#isStopped; one = this.#first()) await this.#send(one);
    } catch {
      clearTimeout(this.#timer);
      const wait = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#tries++);
      if (!this.#isStopped) this.#timer = setTimeout(() => void this.#flush(), wait);
    } finally {
      this.#isSending = false;
    }
  }

  async #send({ key, content, replyTo, files = [] }: Pending) {
    // What is sent by itself, some time after it was typed, must not go out as somebody who signed in here meanwhile.
    if (this.#tries > 0 && (await loadViewerId()) !== this.#meId) throw new Error("somebody else is signed in");
    try {
      const message = await send(this.#threadId, {
        ...{ key, content },
        replyToId: replyTo?.id ?? null,
        fileUrls: files.map(({ url }) => url),
      });
      this.#tries = 0;
      this.drop(key);
      this.#listener?.sent(key, message);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#change(key, (one) => ({ ...one, refused: error.message }));
      this.#listener?.refused(key, error.message);
    }
  }

  #first(): Pending | undefined {
    return this.#waiting.find(({ refused }) => refused === undefined);
  }

  #change(key: string, change: (one: Pending) => Pending) {
    this.#waiting = this.#waiting.map((one) => {
      if (one.key !== key) return one;
      const changed = change(one);
      store(this.#prefix + key, changed);
      return changed;
    });
  }
}

const prefixOf = (meId: string, threadId: string) => `${PREFIX}${meId}:${threadId}:`;
const opened = new Map<string, Outbox>();

/** The one of this conversation in this window, which goes on while another conversation is looked at. */
export function outboxOf(meId: string, threadId: string): Outbox {
  const name = prefixOf(meId, threadId);
  const outbox = opened.get(name) ?? new Outbox(meId, threadId);
  opened.set(name, outbox);
  return outbox;
}

/** Sends whatever was left in this browser, in whichever conversation. @returns what stops all sending. */
export function sendAll(meId: string): () => void {
  for (const key of keysOf(`${PREFIX}${meId}:`)) outboxOf(meId, key.split(":")[2]!);
  return () => {
    for (const outbox of opened.values()) outbox.stop();
    opened.clear();
  };
}

// Full or forbidden storage costs what a closed page had not sent yet, never what this one has.

function keysOf(prefix: string): string[] {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}

const load = (prefix: string): Pending[] =>
  keysOf(prefix)
    .flatMap((key) => {
      try {
        return [JSON.parse(localStorage.getItem(key)!) as Pending];
      } catch {
        return [];
      }
    })
    .sort((a, b) => a.at - b.at)
    .map((one) =>
      one.refused === undefined && Date.now() - one.at > KEPT_MS
        ? { ...one, refused: "It could not be sent in time." }
        : one,
    );

function store(key: string, pending: Pending) {
  try {
    localStorage.setItem(key, JSON.stringify(pending));
  } catch {}
}

function forget(key: string) {
  try {
    localStorage.removeItem(key);
  } catch {}
}
