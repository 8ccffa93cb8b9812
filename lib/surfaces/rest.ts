import type { Readable } from "node:stream";
import { z } from "zod";
import { newId } from "@/db/id";
import { loadCaller, refuseCrossOrigin, sentKey } from "@/lib/auth/caller";
import { networkOf } from "@/lib/auth/network";
import { type Casing, hear, MAX_DEPTH, say } from "@/lib/core/casing";
import type { Actor } from "@/lib/core/context";
import { databaseError, plainWords, Refusal, type Words } from "@/lib/core/errors";
import { fingerprint, MAX_KEY_LENGTH } from "@/lib/core/idempotency";
import { invalid, sentence, spell } from "@/lib/core/invalid";
import type { Operation } from "@/lib/core/operation";
import { enter, type RunOptions } from "@/lib/core/run";
import { log, requestLog } from "@/lib/log";
import { type Allowance, type Limiter, limiter as makeLimiter } from "@/lib/vendors/ratelimit";
import type { Endpoint, Method } from "./endpoint";

/** A request, whoever serves it: Next's route handlers or the server in `local/server`. */
export type Inbound = {
  method: string;
  path: string;
  /** Query string without its question mark. */
  search: string;
  header(name: string): string | undefined;
  /** The whole body; rejects with PAYLOAD_TOO_LARGE past the limit. */
  body(limit: number): Promise<Buffer>;
  ip: string;
  /** Calls `handler` when the caller goes away before the answer; answers what takes that back. */
  onGone?(handler: () => void): () => void;
};
/** `stream`: bytes in place of the body, to be read or destroyed. */
export type Outbound = { status: number; headers: Record<string, string>; body: string; stream?: Readable };

export type Routes = { readonly [route: `${Method} /${string}`]: Endpoint };

/** What makes one API sound like itself. */
export type Dialect = {
  name: string;
  casing: Casing;
  reads: Limiter;
  writes: Limiter;
  /** What it calls things and their states, where that is not what we call them. */
  words?: Words;
  /** The body of a refusal, in the dialect's own words. */
  refuse(refusal: {
    message: string;
    code: string;
    details?: { path: string; message: string }[];
    extra: Record<string, unknown>;
    requestId: string;
  }): object;
  /** The body of a 202: what was asked for waits for somebody's word. */
  waits(waiting: object): object;
};

type PathOf<T> = keyof T extends infer K ? (K extends `${Method} ${infer P}` ? P : never) : never;
export type Params = Record<string, string>;

export const MAX_BODY_BYTES = 256 * 1024;
const METHODS: Method[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const ALLOWED_HEADERS = "Authorization, X-API-Key, X-Bot-Id, Content-Type, Idempotency-Key, Dry-Run";
const EXPOSED_HEADERS =
  "X-Request-Id, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After, Idempotent-Replayed, Content-Disposition";

/** One API: its dialect, and one line an endpoint. */
export function rest<const T extends Routes>(dialect: Dialect, routes: T) {
  const tree = new Map<string, Partial<Record<Method, Endpoint>>>();
  for (const [route, endpoint] of Object.entries(routes) as [string, Endpoint][]) {
    const [method, path] = route.split(" ") as [Method, string];
    tree.set(path, { ...tree.get(path), [method]: endpoint });
  }
  return {
    dialect,
    routes: routes as Routes,
    /** Answers a request to this path of the table; the path's parameters come from whoever matched it. */
    at: (path: PathOf<T>) => (request: Inbound, params: Params) => serve(dialect, tree.get(path), request, params),
    /** Answers any request under this API's prefix, unknown paths included. */
    answer: matcher(dialect, tree),
    /** Answers 404 in this dialect. */
    missing: (request: Inbound) => serve(dialect, undefined, request, {}),
  };
}

export type Api = ReturnType<typeof rest>;

function matcher(dialect: Dialect, tree: Map<string, Partial<Record<Method, Endpoint>>>) {
  const patterns = [...tree.entries()].map(([path, endpoints]) => ({
    segments: path.split("/"),
    endpoints,
    params: path.includes("["),
  }));
  const fixed = new Map(patterns.filter((p) => !p.params).map((p) => [p.segments.join("/"), p.endpoints]));
  // More fixed segments first: /bots/me/skills is not a bot called "me".
  const openSegments = ({ segments }: { segments: string[] }) => segments.filter((s) => s.startsWith("[")).length;
  const open = patterns.filter((p) => p.params).sort((a, b) => openSegments(a) - openSegments(b));
  const byLength = Map.groupBy(open, (p) => p.segments.length);
  return (request: Inbound): Promise<Outbound> => {
    const exact = fixed.get(request.path);
    if (exact) return serve(dialect, exact, request, {});
    const segments = request.path.split("/");
    for (const pattern of byLength.get(segments.length) ?? []) {
      const params: Params = {};
      const fits = pattern.segments.every((want, i) => {
        if (!want.startsWith("[")) return want === segments[i];
        params[want.slice(1, -1)] = safeDecode(segments[i]!);
        return segments[i] !== "";
      });
      if (fits) return serve(dialect, pattern.endpoints, request, params);
    }
    return serve(dialect, undefined, request, {});
  };
}

const safeDecode = (segment: string) => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

/** Request id, caller, limit, validation, operation, envelope, log line: the same for every endpoint there is. */
async function serve(
  dialect: Dialect,
  endpoints: Partial<Record<Method, Endpoint>> | undefined,
  request: Inbound,
  params: Params,
): Promise<Outbound> {
  const started = performance.now();
  const requestId = newId("req");
  const headers: Record<string, string> = {
    "Content-Type": "application/json; charset=utf-8",
    "Cache-Control": "no-store",
    Vary: "Authorization, X-API-Key, Cookie, Accept",
    "X-Content-Type-Options": "nosniff",
    "X-Request-Id": requestId,
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": EXPOSED_HEADERS,
  };
  const method = (request.method === "HEAD" ? "GET" : request.method) as Method;
  const endpoint = endpoints?.[method];
  let actor: Actor = { kind: "anyone" };
  let answer: Outbound;
  try {
    if (request.method === "OPTIONS") return await preflight(dialect, endpoints, request, headers);
    actor = await admitted(dialect, request, method, headers, endpoint);
    if (!endpoints)
      throw new Refusal(
        "NOT_FOUND",
        `No such endpoint: ${request.path.slice(0, 200)}. The API is described at /docs and /openapi.json.`,
      );
    if (!endpoint) throw notAllowed(endpoints, request.method, headers);
    const isWrite = method !== "GET";
    if (isWrite && actor.kind !== "anyone" && sentKey(request.header) === undefined) refuseCrossOrigin(request.header);
    const { said, print } = isWrite ? await heard(dialect, endpoint, request) : { said: {}, print: {} };
    const input = { ...readQuery(endpoint.op, request.search, isWrite), ...said, ...params };
    const options = howToRun(dialect, endpoint, request, method, actor, print);
    const caller: Actor = endpoint.byAddress ? { kind: "anyone", ip: request.ip } : actor;
    const outcome = await enter(endpoint.op, caller, input, options);
    if (endpoint.bytes && "output" in outcome) {
      const sent = await endpoint.bytes(outcome.output, request.header);
      answer = { ...sent, headers: { ...headers, ...sent.headers }, body: "" };
    } else if ("stored" in outcome)
      answer = { ...outcome.stored, headers: { ...headers, "Idempotent-Replayed": "true" } };
    else {
      const waits = outcome.isPostponed === true;
      const said = render(dialect, endpoint, outcome.output, waits);
      const other = waits
        ? undefined
        : endpoint.alternative?.(outcome.output, input, dialect.casing, request.header("accept") ?? "");
      Object.assign(headers, other?.headers);
      let body = other?.body ?? said.body;
      if (options.dryRun)
        body = `${body.slice(0, -1)}${body === "{}" ? "" : ","}"dry_run":true,"postings":${JSON.stringify(say(dialect.casing, outcome.postings))}}`;
      answer = { status: said.status, headers, body };
    }
  } catch (error) {
    answer = refusal(dialect, error, requestId, headers);
  }
  report(dialect, endpoint, request, actor, answer, performance.now() - started);
  return answer;
}

const ACCEPTED = 202;

/** A success in the dialect's words; `waits`: it was not done, and waits for somebody's word. */
const render = (dialect: Dialect, endpoint: Endpoint, output: any, waits: boolean) =>
  waits
    ? { status: ACCEPTED, body: JSON.stringify(dialect.waits(say(dialect.casing, output) as object)) }
    : { status: endpoint.status(output), body: endpoint.body(output, dialect.casing) };

/** The caller, once its limit allows it. A caller who cannot be told is counted by address, so that guessing keys is slow. */
async function admitted(
  dialect: Dialect,
  request: Inbound,
  method: string,
  headers: Record<string, string>,
  endpoint: Endpoint | undefined,
): Promise<Actor> {
  let actor: Actor | undefined;
  let refused: unknown;
  try {
    actor = await loadCaller(request.header);
  } catch (error) {
    refused = error;
  }
  const isOwnPage = actor?.kind === "human" && request.header("sec-fetch-site") === "same-origin";
  const limiter = isOwnPage && !endpoint?.byAddress ? pagesOf(method) : limiterOf(dialect, endpoint, method);
  const allowance = await limiter(identifierOf(endpoint?.byAddress ? undefined : actor, request.ip));
  note(allowance, headers);
  if (!allowance.ok) {
    const retryAfter = Math.max(1, allowance.resetsAt - Math.floor(Date.now() / 1000));
    headers["Retry-After"] = String(retryAfter);
    throw new Refusal(
      "RATE_LIMITED",
      `Rate limit exceeded: ${endpoint?.limits ?? `${allowance.limit} requests a minute`}. Retry in ${retryAfter} s.`,
      { extra: { retryAfter } },
    );
  }
  if (!actor) throw refused;
  return actor;
}

/** A call's bucket: the endpoint's own, else that of the dialect's reads or writes. */
const limiterOf = ({ reads, writes }: Dialect, endpoint: Endpoint | undefined, method: string): Limiter =>
  endpoint?.limiter ?? (method === "GET" ? reads : writes);

/** What our own pages ask in a browser is not counted with what bots ask: a limit of people, far above what they do by hand. */
const pageReads = makeLimiter("page-read", 600, 60);
const pageWrites = makeLimiter("page-write", 240, 60);
const pagesOf = (method: string): Limiter => (method === "GET" ? pageReads : pageWrites);

/** Whom a limit counts: the key, else the signed-in user, else the address (a /64 of IPv6). */
function identifierOf(actor: Actor | undefined, ip: string): string {
  if (actor && "keyId" in actor && actor.keyId) return `key:${actor.keyId}`;
  if (actor && "userId" in actor) return `user:${actor.userId}`;
  return `ip:${networkOf(ip)}`;
}

function note(allowance: Allowance, headers: Record<string, string>) {
  headers["X-RateLimit-Limit"] = String(allowance.limit);
  headers["X-RateLimit-Remaining"] = String(allowance.remaining);
  headers["X-RateLimit-Reset"] = String(allowance.resetsAt);
}

/**
 * What a browser asks before it lets another site's page call. It brings no key, so it tells what is left to the address for
 * the call it announces; asking counts as nothing.
 */
async function preflight(
  dialect: Dialect,
  endpoints: Partial<Record<Method, Endpoint>> | undefined,
  request: Inbound,
  headers: Record<string, string>,
): Promise<Outbound> {
  const announced = (request.header("access-control-request-method") ?? "GET") as Method;
  const limiter = limiterOf(dialect, endpoints?.[announced], announced);
  note(await limiter.peek(identifierOf(undefined, request.ip)), headers);
  const methods = [...Object.keys(endpoints ?? {}), "OPTIONS"].join(", ");
  return {
    status: 204,
    headers: {
      ...headers,
      Allow: methods,
      "Access-Control-Allow-Methods": methods,
      "Access-Control-Allow-Headers": ALLOWED_HEADERS,
      "Access-Control-Max-Age": "86400",
    },
    body: "",
  };
}

function notAllowed(
  endpoints: Partial<Record<Method, Endpoint>>,
  method: string,
  headers: Record<string, string>,
): Refusal {
  const allowed = METHODS.filter((m) => endpoints[m]);
  headers.Allow = [...allowed, "OPTIONS"].join(", ");
  return new Refusal(
    "METHOD_NOT_ALLOWED",
    `${method.slice(0, 10)} is not allowed here; ${allowed.join(", ")} ${allowed.length === 1 ? "is" : "are"}.`,
  );
}

function howToRun(
  dialect: Dialect,
  endpoint: Endpoint,
  request: Inbound,
  method: Method,
  actor: Actor,
  sent: object,
): RunOptions & { dryRun: boolean } {
  const rehearsal = request.header("dry-run")?.toLowerCase();
  const options: RunOptions & { dryRun: boolean } = {
    casing: dialect.casing,
    request: {
      onGone: (handler) => request.onGone?.(handler) ?? (() => {}),
      confirm: async () => void (await loadCaller(request.header)),
    },
    dryRun: method !== "GET" && (rehearsal === "true" || rehearsal === "1"),
  };
  const key = request.header("idempotency-key");
  if (method !== "POST" || key === undefined || options.dryRun) return options;
  if (key.length === 0 || key.length > MAX_KEY_LENGTH)
    throw invalid("idempotency-key", `must be 1 to ${MAX_KEY_LENGTH} characters`);
  // One key may act as several bots: an answer given to one of them is not repeated to another.
  const caller = ["actorId" in actor ? actor.actorId : "", identifierOf(actor, request.ip)].join(" ").trim();
  const said = (output: any, waits: boolean) => render(dialect, endpoint, output, waits);
  return { ...options, once: { caller, key, fingerprint: fingerprint(method, request.path, sent), render: said } };
}

/** What a write says, in our spelling, and what tells it from another. */
async function heard(
  { casing }: Dialect,
  { hears, bodyBytes = MAX_BODY_BYTES }: Endpoint,
  request: Inbound,
): Promise<{ said: object; print: object }> {
  if (!hears) {
    const sent = await readBody(request, bodyBytes);
    return { said: hear(casing, sent), print: sent };
  }
  const bytes = await request.body(hears.limit);
  if (bytes.length === 0) return { said: {}, print: {} };
  const type = request.header("content-type") ?? "";
  if (type.split(";")[0]!.trim().toLowerCase() !== hears.mediaType) throw wrongType(hears.mediaType, type);
  const { input, print } = await hears.read(bytes, type);
  return { said: input, print };
}

const wrongType = (wanted: string, sent: string) =>
  new Refusal("UNSUPPORTED_MEDIA_TYPE", `Content-Type must be ${wanted}, not ${sent.slice(0, 100) || "empty"}.`);

async function readBody(request: Inbound, limit: number): Promise<Record<string, unknown>> {
  const bytes = await request.body(limit);
  if (bytes.length === 0) return {};
  const type = request.header("content-type") ?? "";
  if (!/^application\/([\w.+-]+\+)?json\b/i.test(type)) throw wrongType("application/json", type);
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new Refusal("INVALID_JSON", "The body is not valid JSON.");
  }
  if (value === null || typeof value !== "object" || Array.isArray(value))
    throw new Refusal("INVALID_JSON", "The body must be a JSON object.");
  if (isDeeper(value, MAX_DEPTH))
    throw new Refusal("INVALID_INPUT", `The body must be nested at most ${MAX_DEPTH} levels deep.`);
  return value as Record<string, unknown>;
}

const isDeeper = (value: unknown, depth: number): boolean =>
  value !== null &&
  typeof value === "object" &&
  (depth === 0 || Object.values(value).some((inner) => isDeeper(inner, depth - 1)));

type Reader = (text: string) => unknown;
const readers = new WeakMap<Operation, Map<string, Reader>>();

/** A query string holds only text: each value is read as the type its field declares; what does not fit stays text and is refused by name. */
function readersOf(op: Operation): Map<string, Reader> {
  let known = readers.get(op);
  if (!known) {
    const { properties = {} } = z.toJSONSchema(op.input, { io: "input", unrepresentable: "any" }) as {
      properties?: Record<string, { type?: string; anyOf?: { type?: string }[] }>;
    };
    known = new Map(
      Object.entries(properties).map(([key, { type, anyOf }]) => [
        key,
        readerOf(type ?? anyOf?.find((one) => one.type !== "null")?.type),
      ]),
    );
    readers.set(op, known);
  }
  return known;
}

const readerOf = (type: string | undefined): Reader => {
  if (type === "number" || type === "integer") return (text) => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text);
  if (type === "boolean")
    return (text) => (text === "true" || text === "1" ? true : text === "false" || text === "0" ? false : text);
  return (text) => text;
};

function readQuery(op: Operation, search: string, isWrite: boolean): Record<string, unknown> {
  if (search === "" || isWrite) return {};
  const known = readersOf(op);
  const out: Record<string, unknown> = {};
  for (const [name, value] of new URLSearchParams(search)) {
    const key = Object.keys(hear("snake", { [name]: 0 }))[0]!;
    const read = known.get(key);
    // An empty parameter is how forms say nothing.
    if (read && value !== "") out[key] = read(value);
  }
  return out;
}

function refusal(dialect: Dialect, error: unknown, requestId: string, headers: Record<string, string>): Outbound {
  const known = error instanceof Refusal ? error : translate(error, requestId);
  if (known.code === "RATE_LIMITED" && known.extra.retryAfter !== undefined)
    headers["Retry-After"] = String(known.extra.retryAfter);
  const details = known.details?.map(({ path, message }) => ({ path: spell(path, dialect.casing), message }));
  const said = known.in(dialect.words ?? plainWords);
  const message =
    known.code === "INVALID_INPUT" && known.details ? sentence(known.details, dialect.casing) : said.message;
  const extra = say(dialect.casing, said.extra) as Record<string, unknown>;
  return {
    status: known.status,
    headers,
    body: JSON.stringify(dialect.refuse({ message, code: known.code, details, extra, requestId })),
  };
}

/** What PostgreSQL says of that character in text, and in JSON. */
const NUL_IN_TEXT = new Set(["22021", "22P05"]);

/** What was not meant as a refusal: the database being away is said so, everything else is ours and stays inside. */
function translate(error: unknown, requestId: string): Refusal {
  const code =
    databaseError(error)?.code ??
    (error as { code?: string; cause?: { code?: string } })?.code ??
    (error as { cause?: { code?: string } })?.cause?.code ??
    "";
  if (/^(57P0|53|08)|CONNECTION|ECONN|CONNECT_TIMEOUT/.test(code)) {
    log.error({ requestId, error: { code } }, "database is away");
    return new Refusal("UNAVAILABLE", "The service is briefly unavailable. Retry in a moment.");
  }
  // Whatever field it came in: no text of the database holds it.
  if (NUL_IN_TEXT.has(code)) return new Refusal("INVALID_INPUT", "Text must not contain the character U+0000.");
  log.error({ requestId, error }, "unexpected error");
  return new Refusal("INTERNAL", "Something went wrong on our side. Retry, and name the X-Request-Id if it stays.");
}

function report(
  dialect: Dialect,
  endpoint: Endpoint | undefined,
  request: Inbound,
  actor: Actor,
  { status, headers }: Outbound,
  ms: number,
) {
  requestLog.info({
    requestId: headers["X-Request-Id"],
    api: dialect.name,
    operation: endpoint?.op.name,
    method: request.method,
    path: request.path,
    status,
    ms: Math.round(ms * 10) / 10,
    caller: actor.kind,
    actor: "actorId" in actor ? actor.actorId : undefined,
    key: "keyId" in actor ? actor.keyId : undefined,
    remaining: headers["X-RateLimit-Remaining"],
  });
}
