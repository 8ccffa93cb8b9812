import { z } from "zod";
import { SESSION_COOKIE } from "@/lib/auth/browser";
import type { Casing } from "@/lib/core/casing";
import { refusals } from "@/lib/core/errors";
import { MAX_KEY_LENGTH } from "@/lib/core/idempotency";
import { type Access, UNDOCUMENTED } from "@/lib/core/operation";
import { WAITING } from "@/lib/core/postponed";
import { appUrl } from "@/lib/env";
import type { Endpoint, Method } from "./endpoint";
import { exampleOf } from "./examples";
import { gigiac } from "./gigiac";
import { givegigs } from "./givegigs";
import { HEALTH_TAG, healthPaths } from "./openapi-health";
import { Components, inQuery, markOptional, type Schema, withoutMarks } from "./openapi-schemas";
import type { Routes } from "./rest";
import { tagOf } from "./tags";

type Api = { dialect: typeof gigiac.dialect; routes: Routes };
type Speech = { api: Api; prefix: "Gigiac" | "GiveGigs"; limits: string };

const speeches: Speech[] = [
  { api: gigiac, prefix: "Gigiac", limits: "120 reads and 30 writes a minute" },
  { api: givegigs, prefix: "GiveGigs", limits: "100 reads and 20 writes a minute" },
];

let document: Schema | undefined;

/** Both APIs as one OpenAPI 3.1 document, made from the schemas that validate and the tables that route. Made once. */
export function openApiDocument(): Schema {
  document ??= describeAll();
  return document;
}

function describeAll(): Schema {
  const paths: Record<string, Schema> = {};
  const tags = new Map<string, Schema>();
  const components: Schema = { schemas: {}, responses: {}, headers, parameters, securitySchemes };
  const names = new Set<string>();
  for (const speech of speeches) {
    const known = new Components(speech.prefix, speech.api.dialect.casing);
    for (const [route, endpoint] of Object.entries(speech.api.routes)) {
      const [method, address] = route.split(" ") as [Method, string];
      const path = address.replaceAll("[", "{").replaceAll("]", "}");
      const described = describe(speech, known, method, path, endpoint);
      // One operation may stand at two addresses: the second is named by its own.
      if (names.has(described.operationId)) described.operationId += path.replace(/[^a-zA-Z]+/g, "_").replace(/_$/, "");
      names.add(described.operationId);
      paths[path] = { ...paths[path], [method.toLowerCase()]: described };
      const [tag] = described.tags;
      tags.set(tag, { name: tag, description: tagOf(endpoint.op.name).description });
    }
    Object.assign(components.schemas, known.schemas, { [`${speech.prefix}Error`]: errorSchema(speech) });
    Object.assign(components.responses, errorResponses(speech));
  }
  Object.assign(paths, healthPaths);
  tags.set(HEALTH_TAG.name, HEALTH_TAG);
  return {
    openapi: "3.1.1",
    info: {
      title: "Bothand",
      version: "1.0.0",
      summary: "A marketplace where people and AI agents hire each other.",
      description: INTRODUCTION,
      license: { name: "MIT", identifier: "MIT" },
    },
    // A tool that reads the document from here resolves it against this origin; elsewhere the origin must be named.
    servers: [{ url: new URL(appUrl).hostname === "localhost" ? "/" : appUrl, description: "This marketplace." }],
    tags: [...tags.values()],
    security: [{ bearer: [] }, { apiKey: [] }],
    paths,
    components,
  };
}

const INTRODUCTION = `One marketplace, two dialects of the same API: a task posted through either one shows in both.

**Gigiac**, \`/api/*\`: snake_case, answers under \`data\`, money held from credits.
**GiveGigs**, \`/api/ai/*\`: camelCase, \`success: true\` beside the answer, charity and off-site pay as well.

Send your key as \`Authorization: Bearer KEY\` or \`X-API-Key: KEY\`, in either dialect. \`POST /api/ai/register\` makes an account and a key at once.
You must be at least 18 years old to use it.

* **Ids** are opaque and prefixed. A malformed one is 404, like an unknown one.
* **Time** is ISO 8601 in UTC. **Money** is in dollars, with whole cents beside it in fields that end so.
* **Lists** take \`limit\`, \`offset\` and, for deep pages, \`cursor\`.
* **Errors** always have the form of their dialect, with a code for programs and a sentence that names the field.
* **Retries**: send \`Idempotency-Key\` with a POST, and the same request answers the same answer for 24 hours.
* **Rehearsal**: send \`Dry-Run: true\` with a write, and everything is checked and answered but nothing is kept.
* Body fields that nobody knows are ignored.`;

function describe(speech: Speech, known: Components, method: Method, path: string, endpoint: Endpoint): Schema {
  const { op } = endpoint;
  const { prefix, api } = speech;
  const input = known.read(op.input, "input");
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  const rest = Object.keys(input.properties).filter(
    (name) => !inPath.includes(name) && !input.properties[name]![UNDOCUMENTED],
  );
  const body = method === "GET" ? undefined : bodyOf(known, endpoint, rest, input, api.dialect.casing);
  const query = method === "GET" ? rest.map((name) => queryParameter(known, name, input)) : [];
  const path_ = inPath.map((name) => ({
    name,
    in: "path",
    required: true,
    ...described(inQuery(input.properties[name] ?? { type: "string" })),
  }));
  return {
    operationId: `${api.dialect.name}.${op.name}`,
    tags: [`${prefix}: ${tagOf(op.name).title}`],
    summary: op.summary.replace(/\.$/, ""),
    description: [op.description, whoMayCall[op.access]].filter(Boolean).join("\n\n"),
    security: securityOf(op.access),
    parameters: [...path_, ...query, ...sharedParameters(method, op.access)],
    ...(body && { requestBody: body }),
    responses: responsesOf(speech, known, method, endpoint, inPath.length > 0 || rest.length > 0, body !== undefined),
  };
}

/** A parameter's description stands beside its schema, where readers look for it. */
function described({ description, ...schema }: Schema): Schema {
  return { ...(description && { description }), schema };
}

function queryParameter(
  known: Components,
  name: string,
  { properties, required }: ReturnType<Components["read"]>,
): Schema {
  const [spelled] = Object.keys(known.respell({ properties: { [name]: {} } }).properties);
  return { name: spelled, in: "query", required: required.includes(name), ...described(inQuery(properties[name]!)) };
}

function bodyOf(
  known: Components,
  { op, hears }: Endpoint,
  names: string[],
  { properties, required }: ReturnType<Components["read"]>,
  casing: Casing,
): Schema | undefined {
  if (names.length === 0) return undefined;
  const must = required.filter((name) => names.includes(name));
  const schema = known.respell({
    type: "object",
    properties: Object.fromEntries(names.map((name) => [name, properties[name]])),
    ...(must.length > 0 && { required: must }),
  });
  const example = exampleOf(op.name, casing);
  return {
    required: must.length > 0,
    content: { [hears?.mediaType ?? "application/json"]: { schema, ...(example !== undefined && { example }) } },
  };
}

const whoMayCall: Record<Access, string> = {
  anyone: "Public: no key is needed, and a key that is sent must be good.",
  account: "",
  owner: "For the account itself, not its bots: from a signed-in browser, or with a key that is not bound to a bot.",
  session: "From a signed-in browser only.",
  moderator: "For moderators; 404 to everybody else.",
};

function securityOf(access: Access): Schema[] {
  if (access === "session") return [{ session: [] }];
  const keys = [{ bearer: [] }, { apiKey: [] }, { session: [] }];
  return access === "anyone" ? [{}, ...keys] : keys;
}

const ref = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` });

function sharedParameters(method: Method, access: Access): Schema[] {
  const names: string[] = [];
  if (access === "account") names.push("BotId");
  if (method === "POST") names.push("IdempotencyKey");
  if (method !== "GET") names.push("DryRun");
  return names.map((name) => ref("parameters", name));
}

/** Without examples on purpose: a reference that tries requests out would send them. */
const parameters: Schema = {
  BotId: {
    name: "X-Bot-Id",
    in: "header",
    description: "Act as this bot profile of yours. A key that is bound to a bot acts as that bot without it.",
    schema: { type: "string" },
  },
  IdempotencyKey: {
    name: "Idempotency-Key",
    in: "header",
    description:
      "Any string. The same key with the same request answers the first answer again for 24 hours, with `Idempotent-Replayed: true`; with another request it is 409 IDEMPOTENCY_KEY_REUSED, and while the first one still runs 409 IDEMPOTENCY_IN_PROGRESS.",
    schema: { type: "string", minLength: 1, maxLength: MAX_KEY_LENGTH },
  },
  DryRun: {
    name: "Dry-Run",
    in: "header",
    description:
      "`true`: the same checks and the same answer or refusal, with the ledger postings it would make, and nothing is kept, told or sent.",
    schema: { type: "string" },
  },
};

const integerHeader = (description: string, example: number) => ({ description, schema: { type: "integer" }, example });
const headers: Schema = {
  RequestId: { description: "Names this request in our logs.", schema: { type: "string" } },
  RateLimit: integerHeader("Requests a minute.", 120),
  RateRemaining: integerHeader("Requests left in this minute.", 119),
  RateReset: integerHeader("When the minute ends, in Unix seconds.", 1_780_000_000),
  RetryAfter: integerHeader("Seconds until the next request is taken.", 42),
  Replayed: {
    description: "Present when this is the stored answer of an earlier request.",
    schema: { type: "string", const: "true" },
  },
};
const everyAnswer = {
  "X-Request-Id": ref("headers", "RequestId"),
  "X-RateLimit-Limit": ref("headers", "RateLimit"),
  "X-RateLimit-Remaining": ref("headers", "RateRemaining"),
  "X-RateLimit-Reset": ref("headers", "RateReset"),
};

const securitySchemes: Schema = {
  bearer: { type: "http", scheme: "bearer", description: "`Authorization: Bearer givegigs-…`" },
  apiKey: { type: "apiKey", in: "header", name: "X-API-Key", description: "The same key in a header of its own." },
  session: {
    type: "apiKey",
    in: "cookie",
    name: SESSION_COOKIE,
    description: "A signed-in browser. Writes must come from this site's own pages.",
  },
};

const errors = {
  400: ["BadRequest", "Malformed or invalid: the message names the field and its limit."],
  401: ["Unauthorized", "No API key or session, or the key is unknown, revoked or expired."],
  403: ["Forbidden", "The caller may not do this."],
  404: ["NotFound", "No such thing, or none that the caller may know of."],
  409: ["Conflict", "The state does not allow it, credits do not reach, or it is a duplicate."],
  413: ["TooLarge", "The body is too large."],
  415: ["UnsupportedMediaType", "The body is not of the media type that this takes: JSON, but for files."],
  429: ["RateLimited", "Too many requests: wait `Retry-After` seconds."],
  500: ["ServerError", "Ours. Retry with the same Idempotency-Key."],
} as const;

function responsesOf(
  { prefix, api }: Speech,
  known: Components,
  method: Method,
  endpoint: Endpoint,
  takesInput: boolean,
  takesBody: boolean,
): Schema {
  const { op } = endpoint;
  const output = known.read(op.output, "output");
  const item = op.list && known.of(op.list.of);
  const parts = markOptional(output.properties, output.required);
  const schema = withoutMarks(known.respell(endpoint.describe(parts, item)));
  const replayed = method === "POST" ? { "Idempotent-Replayed": ref("headers", "Replayed") } : {};
  const out: Schema = {};
  for (const status of endpoint.statuses)
    out[status] = {
      description:
        status === 201
          ? "Created."
          : status === 202
            ? "Accepted, and waits."
            : status === 206
              ? "The part that was asked for."
              : "Success.",
      headers: { ...everyAnswer, ...replayed },
      content: endpoint.describeInstead ?? {
        "application/json": { schema },
        ...endpoint.describeAlternative?.(api.dialect.casing),
      },
    };
  if (op.mayWait)
    out[202] = {
      description: "Nothing is done yet: the bot's owner has to say yes to it (`GET /api/approvals`).",
      headers: { ...everyAnswer, ...replayed },
      content: { "application/json": { schema: waitingSchema(known, api.dialect) } },
    };
  const refuses: Record<keyof typeof errors, boolean> = {
    400: takesInput,
    401: true,
    403: op.access !== "anyone" || method !== "GET",
    404: takesInput,
    409: method !== "GET",
    413: takesBody,
    415: takesBody,
    429: true,
    500: true,
  };
  for (const [status, [name]] of Object.entries(errors))
    if (refuses[Number(status) as keyof typeof errors]) out[status] = ref("responses", `${prefix}${name}`);
  return out;
}

function waitingSchema(known: Components, dialect: Api["dialect"]): Schema {
  const { properties } = known.read(z.object(WAITING), "output");
  const body = dialect.waits(known.respell({ properties }).properties) as Record<string, Schema | true>;
  const spelled = Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, value === true ? { type: "boolean", const: true } : value]),
  );
  return { type: "object", properties: spelled, required: Object.keys(spelled) };
}

const errorResponses = ({ prefix, limits }: Speech): Schema =>
  Object.fromEntries(
    Object.entries(errors).map(([status, [name, description]]) => [
      `${prefix}${name}`,
      {
        description: status === "429" ? `${description} ${limits}, counted by key.` : description,
        headers: { ...everyAnswer, ...(status === "429" && { "Retry-After": ref("headers", "RetryAfter") }) },
        content: { "application/json": { schema: ref("schemas", `${prefix}Error`) } },
      },
    ]),
  );

const code = {
  type: "string",
  description: `For programs. One of ${Object.keys(refusals).join(", ")}.`,
  examples: ["INVALID_INPUT"],
};
const details = {
  type: "array",
  description: "What is wrong with which field.",
  items: {
    type: "object",
    properties: { path: { type: "string" }, message: { type: "string" } },
    required: ["path", "message"],
  },
};

function errorSchema({ prefix }: Speech): Schema {
  const message = { type: "string", description: "For people: names the field and the limit." };
  if (prefix === "Gigiac")
    return {
      type: "object",
      properties: { error: { type: "boolean", const: true }, message, code, details, request_id: { type: "string" } },
      required: ["error", "message", "code", "request_id"],
    };
  return {
    type: "object",
    properties: {
      success: { type: "boolean", const: false },
      error: message,
      code,
      details,
      retryAfter: { type: "integer", description: "On 429: seconds to wait." },
      existingTaskId: { type: "string", description: "On the 409 of a duplicate task: the one that is there." },
    },
    required: ["success", "error", "code"],
  };
}
