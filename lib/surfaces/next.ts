import { Readable } from "node:stream";
import { Refusal } from "@/lib/core/errors";
import { clientIp } from "./address";
import type { Inbound, Outbound, Params } from "./rest";

type Answer = (request: Inbound, params: Params) => Promise<Outbound>;
type Handler = (request: Request, route: { params: Promise<any> }) => Promise<Response>;

/** The same answer for every method: the route table knows which of them exist, and says 405 in its own words. */
export function handlers(
  answer: Answer,
): Record<"GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS", Handler> {
  const handle: Handler = async (request, { params }) => {
    const { status, headers, body, stream } = await answer(inbound(request), await params);
    const isEmpty = request.method === "HEAD" || status === 204 || status === 304;
    if (isEmpty) stream?.destroy();
    const sent = stream ? (Readable.toWeb(stream) as ReadableStream) : body;
    return new Response(isEmpty ? null : sent, { status, headers });
  };
  return { GET: handle, HEAD: handle, POST: handle, PUT: handle, PATCH: handle, DELETE: handle, OPTIONS: handle };
}

export function inbound(request: Request): Inbound {
  const { pathname, search } = new URL(request.url);
  return {
    method: request.method,
    path: pathname,
    search: search.slice(1),
    header: (name) => request.headers.get(name) ?? undefined,
    body: (limit) => readWhole(request, limit),
    ip: clientIp((name) => request.headers.get(name) ?? undefined, undefined),
    onGone(handler) {
      request.signal.addEventListener("abort", handler);
      return () => request.signal.removeEventListener("abort", handler);
    },
  };
}

/** A body of at most `limit` bytes, whatever its sender says of its length; one that goes on is refused where it passes it. */
export async function readWhole(request: Request, limit: number): Promise<Buffer> {
  if (!request.body) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export const tooLarge = (limit: number) =>
  new Refusal("PAYLOAD_TOO_LARGE", `The body must be at most ${limit / 1024} kB.`);
