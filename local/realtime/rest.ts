import type { IncomingMessage, ServerResponse } from "node:http";
import type { Client } from "./access";
import { MAX_PAYLOAD_BYTES, type Relay } from "./relay";
import { BadToken } from "./token";
import type { Said } from "./wire";

const PREFIX = "/realtime/v1/api/broadcast";
const CORS = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Headers": "authorization, apikey, content-type, x-client-info",
  "Access-Control-Allow-Methods": "POST, OPTIONS",
};

type Message = { topic?: unknown; event?: unknown; payload?: unknown; private?: unknown };

/** Broadcasts over HTTP, for whoever is not connected: several at once, or one to a topic and event of the address. */
export async function answerRest(relay: Relay, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const end = (status: number, body?: object) =>
    void response.writeHead(status, { ...CORS, "Content-Type": "application/json" }).end(body && JSON.stringify(body));
  if (request.method === "OPTIONS") return end(204);
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://relay");
  if (pathname === "/") return end(200, { relay: "bothand", pid: process.pid, sockets: relay.sockets.size });
  if (request.method !== "POST" || !pathname.startsWith(PREFIX)) return end(404, { error: "Not found" });
  const bytes = await read(request);
  if (!bytes) return end(413, { error: "Payload too large" });
  const header = (name: string) => request.headers[name]?.toString();
  const token = header("authorization")?.replace(/^Bearer\s+/i, "") || header("apikey");
  if (!token) return end(401, { error: "API key is missing" });
  let client: Client;
  try {
    client = { claims: relay.claimsOf(token), headers: {} };
  } catch (error) {
    if (!(error instanceof BadToken)) throw error;
    return end(401, { error: error.message });
  }
  if (pathname === PREFIX) return end(await many(relay, client, bytes));
  const [topic, word, event, ...rest] = pathname
    .slice(PREFIX.length + 1)
    .split("/")
    .map(decodeURIComponent);
  if (!topic || word !== "events" || !event || rest.length > 0) return end(404, { error: "Not found" });
  const isPrivate = searchParams.get("private") === "true";
  const isJson = header("content-type")?.includes("json") ?? false;
  const said: Said = isJson ? { event, json: bytes.toString("utf8") } : { event, bytes };
  if (isJson && !isValid(bytes)) return end(422, { error: "Payload must be valid JSON" });
  return (await say(relay, client, topic, isPrivate, said)) ? end(202) : end(403, { error: "Unauthorized" });
}

async function many(relay: Relay, client: Client, bytes: Buffer): Promise<number> {
  if (!isValid(bytes)) return 422;
  const { messages } = JSON.parse(bytes.toString("utf8")) as { messages?: Message[] };
  if (!Array.isArray(messages)) return 422;
  for (const { topic, event, payload, private: isPrivate } of messages) {
    if (typeof topic !== "string" || typeof event !== "string") return 422;
    await say(relay, client, topic, isPrivate === true, { event, json: JSON.stringify(payload ?? {}) });
  }
  return 202;
}

/** False where the policies say no. */
async function say(relay: Relay, client: Client, topic: string, isPrivate: boolean, said: Said): Promise<boolean> {
  if (isPrivate && !(await relay.access.mayWrite(topic, client, "broadcast"))) return false;
  relay.topics.say([topic], isPrivate, said);
  return true;
}

function isValid(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString("utf8"));
    return true;
  } catch {
    return false;
  }
}

async function read(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_PAYLOAD_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
