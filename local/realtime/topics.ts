import type { Channel } from "./channel";
import { type Diff, Presence, type State } from "./presence";
import { type Said, type Version, wording } from "./wire";

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

  /** Whether anybody listens at all. */
  get isEmpty(): boolean {
    return this.#topics.size === 0;
  }

  /** Tells everybody on these topics, in the words of each one's version; what is the same for all is worded once. */
  say(names: string[], isPrivate: boolean, said: Said, { meta, except }: { meta?: object; except?: Channel } = {}) {
    const words = new Map<Version, ReturnType<typeof wording>>();
    for (const name of names) {
      const topic = this.#topics.get(keyOf(name, isPrivate));
      if (!topic) continue;
      let [last, frame]: [Version | undefined, Buffer | undefined] = [undefined, undefined];
      for (const channel of topic.channels) {
        if (channel === except || !channel.mayHear.broadcast) continue;
        const { version } = channel.socket;
        if (version !== last) {
          if (!words.has(version)) words.set(version, wording(version, said, meta));
          frame = words.get(version)?.(channel.topic);
          last = version;
        }
        if (frame !== undefined) channel.socket.write(frame);
      }
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
