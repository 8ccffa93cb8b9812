import type { Socket as NetSocket } from "node:net";
import type { RawData, WebSocket } from "ws";
import { Channel, Refused } from "./channel";
import type { Relay } from "./relay";
import { BadToken, type Claims } from "./token";
import { decode, encode, type Frame, type Said, type Version, wording } from "./wire";

const MAX_TOPIC_BYTES = 255;
/** What a client that reads nothing may let pile up. */
const MAX_UNSENT_BYTES = 16 * 1024 * 1024;
/** What a client may say while something it said before is still being done. */
const MAX_WAITING = 1_000;
const MAX_WAITING_BYTES = 4 * 1024 * 1024;
/** The largest frame of somebody who has joined nothing yet: a join with its token is smaller by far. */
const MAX_STRANGERS_BYTES = 64 * 1024;

/** One client's connection. What it sends is done one after another. */
export class Socket {
  readonly relay: Relay;
  readonly version: Version;
  /** What the API key stands for, where a channel brings no token of its own. */
  readonly claims: Claims;
  readonly headers: Record<string, string>;
  readonly #ws: WebSocket;
  /** What it goes over. */
  readonly #stream: NetSocket;
  readonly #channels = new Map<string, Channel>();
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #waitingBytes = 0;
  #idle: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(
    relay: Relay,
    ws: WebSocket,
    about: { stream: NetSocket; version: Version; claims: Claims; headers: Record<string, string> },
  ) {
    this.relay = relay;
    this.#ws = ws;
    this.#stream = about.stream;
    this.version = about.version;
    this.claims = about.claims;
    this.headers = about.headers;
    ws.on("message", (data, isBinary) => this.#hear(data, isBinary));
    ws.on("close", () => this.#end());
    ws.on("error", () => ws.terminate());
    this.#wait();
  }

  #wait() {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#ws.close(1000), this.relay.options.idleMs);
  }

  #hear(data: RawData, isBinary: boolean) {
    this.#wait();
    const bytes = (data as Buffer).length;
    // Looked at before it is read: what is read takes many times its bytes.
    if (this.#waitingBytes + bytes > MAX_WAITING_BYTES) return this.#ws.close(1008);
    if (this.#channels.size === 0 && bytes > MAX_STRANGERS_BYTES) return this.#ws.close(1009);
    let frame: Frame;
    try {
      frame = decode(this.version, data as Buffer, isBinary);
    } catch {
      // As Phoenix does: its process dies of it, and the connection with it.
      return this.#ws.close(1011);
    }
    if (++this.#waiting > MAX_WAITING) return this.#ws.close(1008);
    this.#waitingBytes += bytes;
    this.#turn = this.#turn
      .then(() => (this.#isClosed ? undefined : this.#handle(frame)))
      .catch((error) => {
        this.relay.report(error);
        // The client joins again by itself.
        const channel = this.#channels.get(frame.topic);
        if (!channel) return;
        channel.push("phx_error", {});
        channel.leave();
        this.forget(channel);
      })
      .finally(() => {
        this.#waiting--;
        this.#waitingBytes -= bytes;
      });
  }

  async #handle(frame: Frame): Promise<void> {
    const { topic, event, ref, joinRef } = frame;
    if (topic === "phoenix") return event === "heartbeat" ? this.#reply(frame, "ok") : undefined;
    if (event === "phx_join") return this.#join(frame);
    const channel = this.#channels.get(topic);
    if (!channel) {
      if (event === "phx_leave") return this.#reply(frame, "ok");
      return this.send({
        joinRef: null,
        ref,
        topic,
        event: "phx_reply",
        payload: { status: "error", response: { reason: "unmatched topic" } },
      });
    }
    // Meant for the channel that stood here before.
    if (joinRef !== null && joinRef !== channel.joinRef) return;
    if (event === "phx_leave") {
      channel.reply(ref, "ok");
      return channel.close();
    }
    if (event === "access_token") return channel.renew((frame.payload as { access_token?: unknown }).access_token);
    if (event === "broadcast") return channel.say(frame);
    if (event === "presence") return channel.present(frame);
  }

  async #join(frame: Frame) {
    const { topic, joinRef } = frame;
    // A second join takes the place of the first, whatever becomes of it.
    this.#channels.get(topic)?.close();
    try {
      if (!topic.startsWith("realtime:") || Buffer.byteLength(topic) > MAX_TOPIC_BYTES)
        throw new Refused("unmatched topic");
      if (this.#channels.size >= this.relay.options.maxChannels)
        throw new Refused("ChannelRateLimitReached: Too many channels");
      const channel = new Channel(this, frame);
      await channel.join();
      if (this.#isClosed) return channel.leave();
      this.#channels.set(topic, channel);
      channel.reply(frame.ref, "ok", { postgres_changes: [] });
      await channel.welcome();
    } catch (error) {
      const reason = reasonOf(error);
      if (reason === undefined) this.relay.report(error);
      await this.relay.pause(this.relay.options.refusedJoinMs);
      const response = { reason: reason ?? "Unknown Error on Channel" };
      this.send({ joinRef, ref: frame.ref, topic, event: "phx_reply", payload: { status: "error", response } });
    }
  }

  #reply({ joinRef, ref, topic }: Frame, status: "ok" | "error") {
    this.send({ joinRef, ref, topic, event: "phx_reply", payload: { status, response: {} } });
  }

  send(frame: Frame) {
    if (this.#canWrite()) this.#ws.send(encode(this.version, frame));
  }

  say(topic: string, said: Said, meta?: object) {
    const frame = wording(this.version, said, meta)?.(topic);
    if (frame !== undefined) this.write(frame);
  }

  /** A whole frame, past the library, which would write its head apart: with many who listen that is what takes longest. */
  write(frame: Buffer) {
    if (this.#canWrite() && this.#ws.readyState === this.#ws.OPEN) this.#stream.write(frame);
  }

  #canWrite(): boolean {
    if (this.#isClosed) return false;
    if (this.#stream.writableLength > MAX_UNSENT_BYTES) {
      this.#ws.terminate();
      return false;
    }
    this.relay.gather(this.#stream);
    return true;
  }

  /** Asks again what its channels may hear, where that may have changed. */
  lookAgain(of: string) {
    for (const channel of this.#channels.values())
      if (channel.isOf(of))
        this.#turn = this.#turn.then(() => channel.lookAgain()).catch((error) => this.relay.report(error));
  }

  forget(channel: Channel) {
    if (this.#channels.get(channel.topic) === channel) this.#channels.delete(channel.topic);
  }

  close(code: number) {
    this.#ws.close(code);
    // Whoever does not answer the farewell is not waited for.
    setTimeout(() => this.#ws.terminate(), 1000).unref();
  }

  #end() {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#idle);
    for (const channel of this.#channels.values()) channel.leave();
    this.#channels.clear();
    this.relay.sockets.delete(this);
  }
}

function reasonOf(error: unknown): string | undefined {
  if (error instanceof BadToken) return `${error.code}: ${error.message}`;
  return error instanceof Refused ? error.message : undefined;
}
