import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo, Socket as NetSocket } from "node:net";
import postgres from "postgres";
import { WebSocketServer } from "ws";
import { Access } from "./access";
import { Feed } from "./feed";
import { answerRest } from "./rest";
import { Socket } from "./socket";
import { BadToken, type Claims, type Keys, readToken } from "./token";
import { Topics } from "./topics";
import type { Version } from "./wire";

/** Not imported: an import reads all that the module has, also the client for `fetch`, which is 12 MB that nobody here uses. */
const { createServer } = process.getBuiltinModule("node:http");

export const MAX_PAYLOAD_BYTES = 3 * 1024 * 1024;
export const WEBSOCKET_PATH = "/realtime/v1/websocket";
const POOL = 4;
/** Of what went to many, so much is looked through for what a topic's replay repeats: the newest. */
const MAX_SEARCHED = 10_000;

export type RelayOptions = {
  /** Connection string of the role that owns the schema. */
  databaseUrl: string;
  port?: number;
  host?: string;
  keys: Keys;
  /** Keys that stand for everybody, and may be known to all. */
  publishable: string[];
  /** Supabase's switch: no channels but those that the policies watch. */
  privateOnly?: boolean;
  /** How long a refusal waits, so that guessing is slow. */
  refusedJoinMs?: number;
  refusedSocketMs?: number;
  idleMs?: number;
  maxChannels?: number;
  presenceLimit?: { count: number; windowMs: number };
};

const DEFAULTS = {
  port: 0,
  host: "127.0.0.1",
  privateOnly: true,
  refusedJoinMs: 5000,
  refusedSocketMs: 2000,
  idleMs: 60_000,
  maxChannels: 100,
  presenceLimit: { count: 5, windowMs: 30_000 },
};

/** Speaks Supabase Realtime's protocol over a plain PostgreSQL that has db/realtime/shim.sql: for one machine, on its own address. */
export class Relay {
  readonly options: RelayOptions & typeof DEFAULTS;
  readonly topics = new Topics();
  readonly sockets = new Set<Socket>();
  readonly access: Access;
  readonly #sql: postgres.Sql;
  #gathered: Set<NetSocket> | undefined;
  readonly #feed: Feed;
  readonly #server = createServer((request, response) => this.#answer(request, response));
  readonly #websockets = new WebSocketServer({ noServer: true, maxPayload: MAX_PAYLOAD_BYTES });

  constructor(options: RelayOptions) {
    this.options = { ...DEFAULTS, ...options };
    this.#sql = postgres(options.databaseUrl, {
      max: POOL,
      fetch_types: false,
      connect_timeout: 5,
      backoff: () => 0.1,
      onnotice() {},
      connection: { application_name: "bothand-relay" },
    });
    this.access = new Access(this.#sql);
    this.#feed = new Feed({
      url: options.databaseUrl,
      sql: this.#sql,
      hasListeners: (topic, isPrivate) =>
        topic === undefined ? !this.topics.isEmpty : this.topics.has(topic, isPrivate),
      tell: (rows) =>
        this.#together(() => {
          for (const { id, topics, isPrivate, event, payload, bytes } of rows)
            this.topics.say(topics, isPrivate, bytes ? { event, bytes } : { event, json: payload }, { meta: { id } });
        }),
      onRights: (of) => {
        for (const socket of this.sockets) socket.lookAgain(of);
      },
      // "Service restart": clients come back at once, and ask for what they missed.
      onLost: () => this.#sendAway(),
    });
    this.#server.on("upgrade", (request, socket, head) =>
      this.#upgrade(request, socket as NetSocket, head).catch(() => socket.destroy()),
    );
  }

  get url() {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async start(): Promise<this> {
    await this.#feed.start();
    await new Promise<void>((done, fail) => {
      this.#server.once("error", fail);
      this.#server.listen(this.options.port, this.options.host, done);
    });
    return this;
  }

  async stop() {
    this.#sendAway();
    const closed = new Promise((done) => this.#server.close(done));
    this.#server.closeAllConnections();
    await this.#feed.stop();
    await this.#sql.end({ timeout: 1 });
    await closed;
  }

  /** What is written meanwhile goes out at its end: several frames to one client as one. */
  #together(work: () => void) {
    this.#gathered = new Set();
    try {
      work();
    } finally {
      for (const stream of this.#gathered) stream.uncork();
      this.#gathered = undefined;
    }
  }

  /** Holds back what is written here, while several things are told at once. */
  gather(stream: NetSocket) {
    if (!this.#gathered || this.#gathered.has(stream)) return;
    this.#gathered.add(stream);
    stream.cork();
  }

  #sendAway() {
    for (const socket of this.sockets) socket.close(1012);
  }

  report(error: unknown) {
    if (this.#feed.isUp) console.error("relay:", error instanceof Error ? error.message : error);
  }

  pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

  replay(topic: string, since: number, limit: number): Promise<{ id: string; event: string; payload: string }[]> {
    return this.#sql`select * from (
      (select id, event, payload::text as payload, inserted_at from realtime.messages
        where topic = ${topic} and extension = 'broadcast' and private and event is not null
          and inserted_at >= (to_timestamp(${since}::float8 / 1000) at time zone current_setting('TimeZone'))
        order by inserted_at desc limit ${limit})
      union all
      (select id, event, payload::text, inserted_at from (select * from realtime.fanout
          where inserted_at >= (to_timestamp(${since}::float8 / 1000) at time zone current_setting('TimeZone'))
          order by inserted_at desc limit ${MAX_SEARCHED}) newest
        where ${topic} = any(topics) order by inserted_at desc limit ${limit})
      order by inserted_at desc limit ${limit}) latest order by inserted_at` as never;
  }

  /** What an API key or a token in its place stands for. @throws BadToken */
  claimsOf(key: string): Claims {
    if (this.options.publishable.includes(key)) return { role: "anon" };
    if (key.startsWith("sb_")) throw new BadToken("JwtSignatureError", "Failed to validate JWT signature");
    return readToken(key, this.options.keys);
  }

  async #upgrade(request: IncomingMessage, socket: NetSocket, head: Buffer) {
    socket.on("error", () => socket.destroy());
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://relay");
    const refuse = async (status: string, error: string, ms = this.options.refusedSocketMs) => {
      await this.pause(ms);
      const body = JSON.stringify({ error });
      socket.end(
        `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
      );
    };
    if (pathname !== WEBSOCKET_PATH) return refuse("404 Not Found", "Not found", 0);
    if (!this.#feed.isUp) return refuse("503 Service Unavailable", "The database is away", 0);
    const key = searchParams.get("apikey") ?? request.headers["x-api-key"]?.toString();
    if (!key) return refuse("401 Unauthorized", "API key is missing");
    let claims: Claims;
    try {
      claims = this.claimsOf(key);
    } catch (error) {
      return refuse("401 Unauthorized", error instanceof Error ? error.message : "Unauthorized");
    }
    const version: Version = searchParams.get("vsn") === "2.0.0" ? "2.0.0" : "1.0.0";
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => name.startsWith("x-")),
    ) as Record<string, string>;
    this.#websockets.handleUpgrade(request, socket, head, (ws) => {
      this.sockets.add(new Socket(this, ws, { stream: socket, version, claims, headers }));
    });
  }

  #answer(request: IncomingMessage, response: ServerResponse) {
    answerRest(this, request, response).catch((error) => {
      this.report(error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  }
}

export const startRelay = (options: RelayOptions): Promise<Relay> => new Relay(options).start();
