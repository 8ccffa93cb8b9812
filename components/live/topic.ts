import type { RealtimeChannel } from "@supabase/realtime-js";
import { closeChannel, holdConnection, type LiveStatus, openChannel, ownTopic, pace } from "./connection";

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;
/** A refusal is not asked about again so soon: each one holds up the whole connection for five seconds. */
const REFUSED_RETRY_MS = 60_000;

export type Listener = {
  onEvent?(event: string, payload: any): void;
  onPresence?(present: string[]): void;
  /** Everything before this may have been missed. */
  onResync?(): void;
  onStatus?(status: LiveStatus): void;
};

/** Your own topic; its name is told with the token. */
export const INBOX = "user";

const topics = new Map<string, Topic>();

/**
 * One topic of Realtime that some components listen to, for as long as one of them does and a little longer. A channel that
 * was closed cannot be used again, and the client opens no other: this does.
 */
class Topic {
  readonly name: string;
  readonly #presenceKey: string | undefined;
  readonly #listeners = new Set<Listener>();
  #status: LiveStatus = "connecting";
  #channel: RealtimeChannel | undefined;
  #present: string[] = [];
  #tries = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #offline: ReturnType<typeof setTimeout> | undefined;
  #linger: ReturnType<typeof setTimeout> | undefined;
  #release: (() => void) | undefined;
  /** What the channel is of, as Realtime calls it. */
  #joined: string | undefined;
  /** Somebody else may be signed in by now: nothing is told until that is known. */
  #isDoubted = false;

  constructor(name: string, presenceKey: string | undefined) {
    this.name = name;
    this.#presenceKey = presenceKey;
  }

  listen(listener: Listener): () => void {
    clearTimeout(this.#linger);
    this.#listeners.add(listener);
    listener.onStatus?.(this.#status);
    listener.onPresence?.(this.#present);
    if (!this.#release) {
      this.#release = holdConnection(this);
      this.#open();
    } else if (this.name === INBOX && this.#listeners.size === 1) this.#verify();
    else if (this.#status === "live") listener.onResync?.();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#linger = setTimeout(() => this.#end(), pace.lingerMs);
    };
  }

  send(event: string, payload: object) {
    if (this.#status === "live") this.#channel?.send({ type: "broadcast", event, payload });
  }

  /** A page took over what the one before had left: signing out and in again loads no page anew. */
  async #verify() {
    this.#isDoubted = true;
    const owner = await ownTopic().catch(() => undefined);
    if (owner === undefined || owner !== this.#joined) {
      for (const topic of topics.values()) topic.#startOver();
      return;
    }
    this.#isDoubted = false;
    if (this.#status === "live") this.#tell((to) => to.onResync?.());
  }

  #startOver() {
    const channel = this.#channel;
    this.#channel = undefined;
    this.#isDoubted = false;
    this.#lost();
    if (channel) closeChannel(channel);
    this.#again(0);
  }

  #end() {
    if (topics.get(this.name) === this) topics.delete(this.name);
    clearTimeout(this.#retry);
    clearTimeout(this.#offline);
    const channel = this.#channel;
    this.#channel = undefined;
    if (channel) closeChannel(channel);
    this.#release?.();
    this.#release = undefined;
  }

  async #open() {
    this.#lost();
    let channel: RealtimeChannel;
    try {
      const name = this.name === INBOX ? await ownTopic() : this.name;
      channel = await openChannel(name, this.#presenceKey);
      this.#joined = name;
    } catch {
      return this.#again(FIRST_RETRY_MS);
    }
    if (!this.#release) return void closeChannel(channel);
    this.#channel = channel;
    channel.on("broadcast", { event: "*" }, ({ event, payload }) => {
      if (channel === this.#channel && !this.#isDoubted) this.#tell((to) => to.onEvent?.(event, payload));
    });
    if (this.#presenceKey !== undefined) {
      channel.on("presence", { event: "sync" }, () => {
        this.#present = Object.keys(channel.presenceState());
        this.#tell((to) => to.onPresence?.(this.#present));
      });
    }
    channel.subscribe((state, error) => {
      if (channel !== this.#channel) return;
      if (state === "SUBSCRIBED") return this.#begun(channel);
      this.#lost();
      // After a lost connection the client joins again by itself; not after a close, nor after a refusal for good.
      const isRefused = state === "CHANNEL_ERROR" && /^Unauthorized/.test(error?.message ?? "");
      if (state !== "CLOSED" && !isRefused) return;
      this.#channel = undefined;
      closeChannel(channel);
      this.#again(isRefused ? REFUSED_RETRY_MS : FIRST_RETRY_MS);
    });
  }

  #again(firstMs: number) {
    clearTimeout(this.#retry);
    const wait = Math.max(firstMs, Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#tries++));
    if (this.#release) this.#retry = setTimeout(() => this.#open(), wait);
  }

  #begun(channel: RealtimeChannel) {
    this.#tries = 0;
    clearTimeout(this.#offline);
    this.#offline = undefined;
    this.#say("live");
    if (this.#presenceKey !== undefined) channel.track({});
    this.#tell((to) => to.onResync?.());
  }

  #lost() {
    if (this.#status === "live") this.#say("connecting");
    this.#offline ??= setTimeout(() => this.#say("offline"), pace.offlineAfterMs);
  }

  #say(status: LiveStatus) {
    if (status === this.#status) return;
    this.#status = status;
    this.#tell((to) => to.onStatus?.(status));
  }

  #tell(deed: (to: Listener) => void) {
    for (const listener of [...this.#listeners]) deed(listener);
  }
}

/** The topic of this name, shared by all who listen to it. `presenceKey`: who is there is told, under this key of one's own. */
export function topicOf(name: string, presenceKey?: string): Topic {
  const topic = topics.get(name) ?? new Topic(name, presenceKey);
  topics.set(name, topic);
  return topic;
}
