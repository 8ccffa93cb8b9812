import type { Client, Extension } from "./access";
import type { Relay } from "./relay";
import type { Socket } from "./socket";
import { BadToken, type Claims, readToken, refuseExpired } from "./token";
import type { Frame } from "./wire";

const RECHECK_MS = 5 * 60_000;
const MAX_REPLAY = 25;

type Config = {
  private?: boolean;
  broadcast?: {
    ack?: boolean;
    self?: boolean;
    replay?: { since?: number; limit?: number };
    replication_ready?: boolean;
  };
  presence?: { key?: string; enabled?: boolean };
};

/** Why somebody may not join, in the words of Supabase Realtime. */
export class Refused extends Error {}

/** One topic that a socket has joined: what it may do there, for as long as its token is good. */
export class Channel {
  readonly relay: Relay;
  readonly socket: Socket;
  readonly joinRef: string | null;
  /** As it is called on the wire, and by whoever writes to it. */
  readonly topic: string;
  readonly name: string;
  readonly isPrivate: boolean;
  readonly presenceKey: string;
  readonly #config: Config;
  #token: string | undefined;
  #client: Client;
  #mayWrite = new Map<Extension, boolean>();
  #timer: NodeJS.Timeout | undefined;
  #calls: number[] = [];
  #isOpen = false;
  mayHear: Record<Extension, boolean> = { broadcast: true, presence: true };
  /** Whether it is told who is there. */
  hearsPresence = false;

  constructor(socket: Socket, { joinRef, topic, payload }: Frame) {
    const { config = {}, access_token: token } = payload as { config?: Config; access_token?: string };
    this.relay = socket.relay;
    this.socket = socket;
    this.joinRef = joinRef;
    this.topic = topic;
    this.name = topic.slice("realtime:".length);
    this.isPrivate = config.private === true;
    this.#config = config;
    this.presenceKey = config.presence?.key || crypto.randomUUID();
    this.#token = isToken(token) ? token : undefined;
    this.#client = { claims: socket.claims, headers: socket.headers };
  }

  /** @throws Refused */
  async join() {
    if (this.name === "") throw new Refused("TopicNameRequired: You must provide a topic name");
    if (!this.isPrivate && this.relay.options.privateOnly)
      throw new Refused("PrivateOnly: This project only allows private channels");
    if (this.#token !== undefined) this.#client = { ...this.#client, claims: this.#readToken(this.#token) };
    else refuseExpired(this.#client.claims);
    await this.#look();
    if (!this.mayHear.broadcast && !this.mayHear.presence) throw new Refused(`Unauthorized: ${this.#noReading}`);
    this.hearsPresence = this.#config.presence?.enabled === true && this.mayHear.presence;
    this.#isOpen = true;
    this.relay.topics.add(this);
    this.#watch();
  }

  get #noReading() {
    return `You do not have permissions to read from this Channel topic: ${this.name}`;
  }

  #readToken = (token: string): Claims => readToken(token, this.relay.options.keys);

  /** Asks the policies what this token's bearer may hear; what it may say is asked when it says something. */
  async #look() {
    this.#mayWrite.clear();
    if (this.isPrivate) this.mayHear = await this.relay.access.mayRead(this.name, this.#client);
  }

  /** What follows the answer to a successful join. */
  async welcome() {
    if (this.hearsPresence) this.push("presence_state", this.relay.topics.present(this));
    const { replay, replication_ready: announces } = this.#config.broadcast ?? {};
    if (replay && this.isPrivate && this.mayHear.broadcast) {
      const limit = Math.min(replay.limit ?? MAX_REPLAY, MAX_REPLAY);
      for (const row of await this.relay.replay(this.name, replay.since ?? 0, limit))
        this.socket.say(this.topic, { event: row.event, json: row.payload }, { id: row.id, replayed: true });
    }
    if (announces) this.system("ok", "Replication connection established");
  }

  /** A token that may have come in the place of the one before. */
  async renew(token: unknown) {
    if (!isToken(token) || token === this.#token) return;
    try {
      this.#client = { ...this.#client, claims: this.#readToken(token) };
      this.#token = token;
      await this.#look();
    } catch (error) {
      return this.close(error instanceof BadToken ? error.message : "Unknown Error on Channel");
    }
    if (!this.mayHear.broadcast && !this.mayHear.presence) return this.close(this.#noReading);
    this.hearsPresence &&= this.mayHear.presence;
    this.#watch();
  }

  /** Whether it is the one that `via ID` or `topic NAME` speaks of. */
  isOf(of: string): boolean {
    return of === `topic ${this.name}` || of === `via ${this.#client.claims.via}`;
  }

  /** What its bearer may hear may have changed, though the token is the same. */
  async lookAgain() {
    if (!this.#isOpen) return;
    await this.#look();
    if (!this.mayHear.broadcast && !this.mayHear.presence) return this.close(this.#noReading);
    this.hearsPresence &&= this.mayHear.presence;
  }

  /** Looks again when the token ends, and now and then before. */
  #watch() {
    clearTimeout(this.#timer);
    const { exp } = this.#client.claims;
    const left = exp === undefined ? RECHECK_MS : exp * 1000 - Date.now();
    this.#timer = setTimeout(() => this.#recheck(), Math.max(0, Math.min(RECHECK_MS, left)));
  }

  #recheck() {
    try {
      refuseExpired(this.#client.claims);
      this.#watch();
    } catch (error) {
      this.close((error as Error).message);
    }
  }

  async #allows(extension: Extension): Promise<boolean> {
    if (!this.isPrivate) return true;
    let may = this.#mayWrite.get(extension);
    if (may === undefined) {
      may = await this.relay.access.mayWrite(this.name, this.#client, extension);
      this.#mayWrite.set(extension, may);
    }
    return may;
  }

  /** What may not be said is dropped without a word, also where an answer was asked for. */
  async say({ ref, broadcast }: Frame) {
    if (!broadcast || !(await this.#allows("broadcast")) || !this.#isOpen) return;
    const { self, ack } = this.#config.broadcast ?? {};
    this.relay.topics.say([this.name], this.isPrivate, broadcast, self ? {} : { except: this });
    if (ack) this.reply(ref, "ok");
  }

  async present({ ref, payload }: Frame) {
    const { event, payload: said } = payload as { event?: string; payload?: Record<string, unknown> };
    if (this.#isTooBusy()) return this.close("Client presence rate limit exceeded");
    if (event === "track") {
      // Whoever had not asked to hear who is there does so by saying that it is.
      if (!(await this.#allows("presence")) || !this.mayHear.presence) return this.reply(ref, "error", {});
      if (!this.#isOpen) return;
      if (!this.hearsPresence) {
        this.hearsPresence = true;
        this.push("presence_state", this.relay.topics.present(this));
      }
      this.relay.topics.track(this, said ?? {});
    } else if (event === "untrack") this.relay.topics.untrack(this);
    else return this.reply(ref, "error", { reason: "unknown presence event" });
    this.reply(ref, "ok");
  }

  #isTooBusy(): boolean {
    const { count, windowMs } = this.relay.options.presenceLimit;
    const now = Date.now();
    this.#calls = this.#calls.filter((at) => at > now - windowMs);
    return this.#calls.push(now) > count;
  }

  push(event: string, payload: unknown, joinRef: string | null = this.joinRef) {
    this.socket.send({ joinRef, ref: null, topic: this.topic, event, payload });
  }

  reply(ref: string | null, status: "ok" | "error", response: object = {}) {
    this.socket.send({
      joinRef: this.joinRef,
      ref,
      topic: this.topic,
      event: "phx_reply",
      payload: { status, response },
    });
  }

  system(status: "ok" | "error", message: string) {
    this.push("system", { extension: "system", status, message, channel: this.name });
  }

  /** Ends it, telling the client why; such a channel does not come back. */
  close(reason?: string) {
    if (reason !== undefined) this.system("error", reason);
    this.socket.send({ joinRef: this.joinRef, ref: this.joinRef, topic: this.topic, event: "phx_close", payload: {} });
    this.leave();
    this.socket.forget(this);
  }

  /** Ends it without a word. */
  leave() {
    this.#isOpen = false;
    clearTimeout(this.#timer);
    this.relay.topics.remove(this);
  }
}

/** A publishable key is no token: clients that have none send it in a token's place. */
const isToken = (token: unknown): token is string =>
  typeof token === "string" && token !== "" && !token.startsWith("sb_");
