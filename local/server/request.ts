import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { Refusal } from "@/lib/core/errors";
import { clientIp } from "@/lib/surfaces/address";
import { tooLarge } from "@/lib/surfaces/next";
import type { Inbound, Outbound } from "@/lib/surfaces/rest";

const compress = promisify(gzip);
/** Below this a packet holds the answer anyway. */
const MIN_COMPRESSED_BYTES = 1400;
/** Fast: the answers are small and made anew each time. */
const GZIP_LEVEL = 3;

export function inbound(request: IncomingMessage): Inbound {
  const url = request.url ?? "/";
  const at = url.indexOf("?");
  const path = at < 0 ? url : url.slice(0, at);
  const header = (name: string) => {
    const value = request.headers[name];
    return Array.isArray(value) ? value.join(", ") : value;
  };
  return {
    method: request.method ?? "GET",
    // A slash at the end means the same page; the API has one spelling for each address.
    path: path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path,
    search: at < 0 ? "" : url.slice(at + 1),
    header,
    body: (limit) => readWhole(request, limit),
    ip: clientIp(header, request.socket.remoteAddress),
    onGone(handler) {
      request.socket.once("close", handler);
      return () => request.socket.off("close", handler);
    },
  };
}

function readWhole(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    if (Number(request.headers["content-length"]) > limit) {
      request.resume();
      return reject(tooLarge(limit));
    }
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        request.removeAllListeners("data").resume();
        reject(tooLarge(limit));
      } else chunks.push(chunk);
    });
    request.on("end", () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    // The caller went away: nobody reads this, and it says nothing of the database.
    request.on("error", () => reject(new Refusal("INVALID_INPUT", "The request ended before its body did.")));
  });
}

export async function send(request: IncomingMessage, response: ServerResponse, answer: Outbound) {
  const { status, headers, body, stream } = answer;
  const isEmpty = request.method === "HEAD" || status === 204 || status === 304;
  if (response.destroyed || isEmpty) stream?.destroy();
  if (response.destroyed) return;
  if (stream && !isEmpty) return pour(stream, response.writeHead(status, headers));
  if (
    !isEmpty &&
    body.length >= MIN_COMPRESSED_BYTES &&
    /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""))
  ) {
    const bytes = await compress(body, { level: GZIP_LEVEL });
    response.writeHead(status, {
      ...headers,
      Vary: `${headers.Vary}, Accept-Encoding`,
      "Content-Encoding": "gzip",
      "Content-Length": bytes.length,
    });
    response.end(bytes);
    return;
  }
  if (status !== 204 && status !== 304) headers["Content-Length"] ??= String(Buffer.byteLength(body));
  response.writeHead(status, headers);
  response.end(isEmpty ? undefined : body);
}

/** What breaks in the middle can only be told by an end that comes too soon; a caller who goes away needs nobody told. */
async function pour(stream: Readable, response: ServerResponse) {
  try {
    await pipeline(stream, response);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
  }
}
