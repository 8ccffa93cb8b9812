import { type LookupAddress, type LookupOptions, lookup as resolve } from "node:dns";
import http from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { isNamedLocal, isPublicAddress, NOT_PUBLIC, refusalOfUrl } from "@/lib/core/public-url";

/**
 * The way to an address that somebody gave us: webhooks, push endpoints, files to attach. It must lead out to the public
 * internet whatever a name resolves to, and neither how much comes back nor how long it takes is the other side's to decide.
 */
export type Asked = {
  method?: "GET" | "POST";
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Also http://, where what comes back is data and nobody's secret goes out. */
  http?: boolean;
  /** Over all: names, connections, redirects, the body. */
  timeoutMs: number;
  /** Of the body, as it comes and as it is unpacked. */
  maxBytes: number;
  /** Of several answers together: what is left of it goes down with each byte. `message` says when there was too little. */
  budget?: { left: number; message: string };
  /** Past `maxBytes`: keep what fits instead of failing. */
  cut?: boolean;
  /** How many redirects are followed, each checked like the first address. None unless said, or where a body or headers go out. */
  redirects?: number;
  /** Who tells what a name means: the system, unless a test does. */
  resolver?: Resolver;
};

export type Answered = { url: string; status: number; headers: http.IncomingHttpHeaders; body: Buffer; isCut: boolean };

/** Why nothing came of it: a phrase that goes after the name of a field. */
export class Unreachable extends Error {
  readonly reason: "refused" | "timeout" | "too_large" | "redirect" | "failed";
  constructor(reason: Unreachable["reason"], message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }
}
const notPublic = () => new Unreachable("refused", NOT_PUBLIC);

type Found = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;
export type Resolver = (host: string, options: LookupOptions & { all: true }, found: Found) => void;

/**
 * What `net.connect` resolves names by. It hands on the very addresses that it has checked, so no second answer can take
 * their place; one that is not public among them spoils them all.
 */
const guardedLookup =
  (resolver: Resolver): LookupFunction =>
  (host, options, callback) => {
    resolver(host, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, "", 0);
      if (addresses.length === 0 || !addresses.every(({ address }) => isPublicAddress(address)))
        return callback(notPublic(), "", 0);
      if (options.all) return callback(null, addresses);
      callback(null, addresses[0]!.address, addresses[0]!.family);
    });
  };

type Connect = https.Agent["createConnection"];
/** An address that is written as one is never looked up: it is checked before it is connected to. */
const guard = (connect: Connect, resolver: Resolver): Connect => {
  const lookup = guardedLookup(resolver);
  return (options, callback) => {
    const host = String((options as { host?: string }).host ?? "");
    if (host !== "" && (!isIP(host) || isPublicAddress(host))) return connect({ ...options, lookup }, callback);
    callback?.(notPublic(), undefined as never);
  };
};

/** Agents that keep no connection and know no proxy: a proxy would resolve names in our place. */
class GuardedHttps extends https.Agent {
  constructor(resolver: Resolver) {
    super({ keepAlive: false });
    this.createConnection = guard(super.createConnection.bind(this), resolver);
  }
}
class GuardedHttp extends http.Agent {
  constructor(resolver: Resolver) {
    super({ keepAlive: false });
    this.createConnection = guard(super.createConnection.bind(this), resolver);
  }
}

/** For libraries that make their own requests over https. */
export const guardedAgent = (resolver: Resolver = resolve): https.Agent => new GuardedHttps(resolver);

const open = { "http:": new http.Agent({ keepAlive: false }), "https:": new https.Agent({ keepAlive: false }) };

function agentFor(url: URL, resolver: Resolver): http.Agent {
  if (isNamedLocal(url)) return open[url.protocol as keyof typeof open];
  return url.protocol === "https:" ? new GuardedHttps(resolver) : new GuardedHttp(resolver);
}

/** Asks, and answers the whole of what came back. Rejects with `Unreachable`, whatever goes wrong. */
export async function guardedFetch(address: string, asked: Asked): Promise<Answered> {
  const timeout = new AbortController();
  const late = () =>
    timeout.abort(new Unreachable("timeout", `did not answer within ${Math.ceil(asked.timeoutMs / 1000)} seconds`));
  const timer = setTimeout(late, asked.timeoutMs);
  try {
    return await follow(address, asked, timeout.signal);
  } catch (error) {
    if (timeout.signal.aborted) throw timeout.signal.reason;
    throw reasonOf(error);
  } finally {
    clearTimeout(timer);
  }
}

/** Our own reason, however deep it was wrapped, or what the network said. */
function reasonOf(error: unknown): Unreachable {
  if (error instanceof Unreachable) return error;
  // Several addresses of one name were tried.
  const inner = error instanceof AggregateError ? error.errors.find((one) => one instanceof Unreachable) : undefined;
  return inner ?? new Unreachable("failed", "could not be reached", error);
}

async function follow(address: string, asked: Asked, signal: AbortSignal): Promise<Answered> {
  const { resolver = resolve } = asked;
  const redirects = asked.body === undefined && asked.headers === undefined ? (asked.redirects ?? 0) : 0;
  for (let at = address, left = redirects; ; left--) {
    const refused = refusalOfUrl(at, { http: asked.http === true });
    if (refused) throw new Unreachable("refused", refused);
    const url = new URL(at);
    const response = await request(url, asked, agentFor(url, resolver), signal);
    const status = response.statusCode!;
    const { location } = response.headers;
    if (![301, 302, 303, 307, 308].includes(status) || location === undefined || redirects === 0)
      return { url: url.href, status, headers: response.headers, ...(await read(response, asked, signal)) };
    response.destroy();
    if (left === 0) throw new Unreachable("redirect", "redirects too often");
    if (!URL.canParse(location, at)) throw new Unreachable("redirect", "redirects to what is no URL");
    at = new URL(location, at).href;
  }
}

const request = (url: URL, { method = "GET", headers, body }: Asked, agent: http.Agent, signal: AbortSignal) =>
  new Promise<http.IncomingMessage>((resolve, reject) => {
    const { request } = url.protocol === "https:" ? https : http;
    const length = body === undefined ? {} : { "Content-Length": Buffer.byteLength(body) };
    const own = { "User-Agent": "Bothand", Accept: "*/*", "Accept-Encoding": "identity", ...length };
    const sent = request(url, { method, headers: { ...own, ...headers }, agent, signal }, resolve);
    sent.on("error", reject);
    // An interim answer is no answer, and one to upgrade leads away from HTTP.
    sent.on("upgrade", (_, socket) => {
      socket.destroy();
      reject(new Unreachable("failed", "could not be reached"));
    });
    sent.end(body);
  });

const decoders: Record<string, () => NodeJS.ReadWriteStream & Readable> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** So much that is packed may come at once, however little is wanted of it. */
const LEAST_PACKED = 1024 * 1024;

/** The body, unpacked where it comes packed though nobody asked for that. */
async function read(response: http.IncomingMessage, asked: Asked, signal: AbortSignal) {
  const coding = (response.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  const decoder = decoders[coding]?.();
  if (!decoder && coding !== "identity") throw new Unreachable("failed", "comes in a coding that is not known");
  const end = () => {
    response.destroy();
    decoder?.destroy();
  };
  signal.addEventListener("abort", end, { once: true });
  try {
    // What says how long it is need not be read to be known as too long.
    if (Number(response.headers["content-length"]) > asked.maxBytes && !asked.cut) throw tooLarge(asked.maxBytes);
    if (!decoder) return await collect(response, asked);
    let packed = 0;
    response
      .on("error", (error) => decoder.destroy(error))
      .on("data", (chunk: Buffer) => {
        packed += chunk.length;
        // What unpacks to nothing could go on for ever.
        if (packed > Math.max(asked.maxBytes, LEAST_PACKED)) decoder.destroy(tooLarge(asked.maxBytes));
      });
    return await collect(response.pipe(decoder), asked);
  } finally {
    signal.removeEventListener("abort", end);
    end();
  }
}

const tooLarge = (maxBytes: number) =>
  new Unreachable("too_large", `must be at most ${Math.floor((maxBytes / 1024 / 1024) * 10) / 10} MB`);

type Collected = { body: Buffer; isCut: boolean };
async function collect(stream: Readable, { maxBytes, budget, cut }: Asked): Promise<Collected> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    chunks.push(chunk);
    if (budget) budget.left -= chunk.length;
    if (budget && budget.left < 0) throw new Unreachable("too_large", budget.message);
    if (size <= maxBytes) continue;
    if (!cut) throw tooLarge(maxBytes);
    return { body: Buffer.concat(chunks).subarray(0, maxBytes), isCut: true };
  }
  return { body: Buffer.concat(chunks), isCut: false };
}
