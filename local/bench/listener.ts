import { randomBytes } from "node:crypto";
import { request } from "node:http";
import type { Socket } from "node:net";
import { PUBLISHABLE, tokenFor } from "../realtime/testing";

const HEADERS = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": randomBytes(16).toString("base64"),
};
const TEXT_FRAME = 0x81;
const FAREWELL = 0x88;
const SEQ = Buffer.from('"seq":');
const BROADCAST = Buffer.from('"event":"broadcast"');
/** No more of a frame is looked through for what it is: the topic comes first. */
const HEAD_BYTES = 200;

/**
 * One who listens, by the plain protocol and with as little work as can be: on a machine of two cores, what a hundred clients
 * do with each message would otherwise be measured, and not how soon it is there.
 */
export class Listener {
  /** When each message was heard, by its number in its thread. */
  readonly at = new Map<number, number>();
  /** Messages that came again, or before one that has a lower number. */
  disorder = 0;
  readonly #socket: Socket;
  readonly #actorId: string;
  readonly #waiting = new Map<string, () => void>();
  #rest: Buffer = Buffer.alloc(0);
  #ref = 0;
  #last = 0;
  #onBroadcast: (() => void) | undefined;

  constructor(socket: Socket, actorId: string) {
    this.#socket = socket;
    this.#actorId = actorId;
    socket.setNoDelay(true).on("data", (bytes) => this.#read(bytes));
  }

  static async connect(port: number, actorId: string): Promise<Listener> {
    const path = `/realtime/v1/websocket?apikey=${PUBLISHABLE}&vsn=1.0.0`;
    const socket = await new Promise<Socket>((done, fail) => {
      const asked = request({ host: "127.0.0.1", port, path, headers: HEADERS, agent: false });
      asked.on("upgrade", (_, upgraded) => done(upgraded as Socket)).on("error", fail);
      asked.on("response", ({ statusCode }) => fail(new Error(`the relay answered ${statusCode}`))).end();
    });
    return new Listener(socket, actorId);
  }

  #read(bytes: Buffer) {
    const data = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes;
    let from = 0;
    while (data.length - from >= 4) {
      const short = data[from + 1]!;
      const head = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (data.length - from < head) break;
      const length = head === 2 ? short : head === 4 ? data.readUInt16BE(from + 2) : data.readUInt32BE(from + 6);
      if (data.length - from < head + length) break;
      if (data[from] === TEXT_FRAME) this.#hear(data.subarray(from + head, from + head + length));
      else if (data[from] === FAREWELL) this.#socket.end();
      from += head + length;
    }
    this.#rest = data.subarray(from);
  }

  #hear(text: Buffer) {
    if (!text.subarray(0, HEAD_BYTES).includes(BROADCAST)) {
      const { event, ref } = JSON.parse(text.toString());
      if (event === "phx_reply") this.#waiting.get(ref)?.();
      return;
    }
    const found = text.indexOf(SEQ);
    if (found >= 0) {
      const seq = Number.parseInt(text.toString("latin1", found + SEQ.length, found + SEQ.length + 12), 10);
      if (seq <= this.#last) this.disorder++;
      this.#last = Math.max(this.#last, seq);
      this.at.set(seq, performance.now());
    }
    this.#onBroadcast?.();
  }

  /** Forgets what was heard. */
  clear() {
    this.at.clear();
    this.#last = 0;
  }

  join(topic: string): Promise<void> {
    return new Promise((done) => {
      const payload = { config: { private: true }, access_token: tokenFor(this.#actorId) };
      this.#waiting.set(this.send(topic, "phx_join", payload), done);
    });
  }

  send(topic: string, event: string, payload: object): string {
    const ref = String(++this.#ref);
    const text = Buffer.from(JSON.stringify({ topic: `realtime:${topic}`, event, payload, ref }));
    const isShort = text.length < 126;
    const head = Buffer.alloc(isShort ? 6 : 8);
    head[0] = TEXT_FRAME;
    head[1] = 0x80 | (isShort ? text.length : 126);
    if (!isShort) head.writeUInt16BE(text.length, 2);
    // What clients send is masked; a mask of zeros is one.
    this.#socket.write(Buffer.concat([head, text]));
    return ref;
  }

  onBroadcast(handler: () => void) {
    this.#onBroadcast = handler;
  }

  close() {
    this.#socket.destroy();
  }
}
