import { randomBytes } from "node:crypto";

export type Meta = Record<string, unknown> & { phx_ref: string; phx_ref_prev?: string };
export type State = Record<string, { metas: Meta[] }>;
export type Diff = { joins: State; leaves: State };

const newRef = () => randomBytes(9).toString("base64url");
const only = (key: string, meta: Meta): State => ({ [key]: { metas: [meta] } });

/** Who is there on one topic: what each channel said of itself, under the key it chose. */
export class Presence {
  readonly #present = new Map<object, { key: string; meta: Meta }>();

  get isEmpty() {
    return this.#present.size === 0;
  }

  state(): State {
    // Keys are the clients' choice, `__proto__` too.
    const state: State = Object.create(null);
    for (const { key, meta } of this.#present.values()) {
      state[key] ??= { metas: [] };
      state[key].metas.push(meta);
    }
    return state;
  }

  /** Says it of this channel, in place of what it said before. */
  track(channel: object, key: string, payload: Record<string, unknown>): Diff {
    const before = this.#present.get(channel);
    const meta: Meta = { ...payload, phx_ref: newRef(), ...(before && { phx_ref_prev: before.meta.phx_ref }) };
    this.#present.set(channel, { key, meta });
    return { joins: only(key, meta), leaves: before ? only(before.key, before.meta) : {} };
  }

  /** Undefined where the channel had said nothing. */
  untrack(channel: object): Diff | undefined {
    const before = this.#present.get(channel);
    if (!before) return undefined;
    this.#present.delete(channel);
    return { joins: {}, leaves: only(before.key, before.meta) };
  }
}
