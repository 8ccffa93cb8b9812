import type { Channel } from "./channel";
import { type Diff, Presence, type State } from "./presence";
import { encodeSaid, type Said, type Version } from "./wire";

type Topic = { channels: Set<Channel>; presence: Presence };

/** Who listens where. A public and a private channel of one name are two. */
export class Topics {
  readonly #topics = new Map<string, Topic>();

  has(name: string, isPrivate: boolean): boolean {
    return this.#topics.has(keyOf(name, isPrivate));
  }

  add(channel: Channel) {
    const key = keyOf(channel.name, channel.isPrivate);
    const topic = this.#topics.get(key) ?? { channels: new Set(), presence: new Presence() };
    this.#topics.set(key, topic);
    topic.channels.add(channel);
  }

  /** Whoever leaves is not present any more; the others hear of it. */
  remove(channel: Channel) {
    const key = keyOf(channel.name, channel.isPrivate);
    const topic = this.#topics.get(key);
    if (!topic?.channels.delete(channel)) return;
    if (topic.channels.size === 0) return void this.#topics.delete(key);
    const diff = topic.presence.untrack(channel);
    if (diff) this.#tellDiff(topic, diff);
  }

  /** Tells everybody there, in the words of each one's version; each wording is made once. */
  say(name: string, isPrivate: boolean, said: Said, { meta, except }: { meta?: object; except?: Channel } = {}) {
    const words = new Map<Version, string | Buffer | undefined>();
    for (const channel of this.#topics.get(keyOf(name, isPrivate))?.channels ?? []) {
      if (channel === except || !channel.mayHear.broadcast) continue;
      const { version } = channel.socket;
      if (!words.has(version)) words.set(version, encodeSaid(version, `realtime:${name}`, said, meta));
      const text = words.get(version);
      if (text !== undefined) channel.socket.write(text);
    }
  }

  present({ name, isPrivate }: Channel): State {
    return this.#topics.get(keyOf(name, isPrivate))?.presence.state() ?? {};
  }

  track(channel: Channel, payload: Record<string, unknown>) {
    const topic = this.#topics.get(keyOf(channel.name, channel.isPrivate));
    if (topic) this.#tellDiff(topic, topic.presence.track(channel, channel.presenceKey, payload));
  }

  untrack(channel: Channel) {
    const topic = this.#topics.get(keyOf(channel.name, channel.isPrivate));
    const diff = topic?.presence.untrack(channel);
    if (topic && diff) this.#tellDiff(topic, diff);
  }

  #tellDiff({ channels }: Topic, diff: Diff) {
    for (const channel of channels) if (channel.hearsPresence) channel.push("presence_diff", diff, null);
  }
}

const keyOf = (name: string, isPrivate: boolean) => `${isPrivate ? "p" : "o"}${name}`;
