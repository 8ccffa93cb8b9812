import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { newId } from "@/db/id";
import { notAllowed } from "@/lib/surfaces/machine";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
type Refused = { status: number; code: string; message: string; headers?: Record<string, string> };

const BAD_REQUEST: Refused = { status: 400, code: "BAD_REQUEST", message: "This is not a request that HTTP knows." };

/** What Node's parser would refuse without a word, by the code of its error. */
const UNREADABLE: Record<string, Refused> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: "HEADERS_TOO_LARGE",
    message: "The request line and headers must be at most 16 kB.",
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: 413,
    code: "PAYLOAD_TOO_LARGE",
    message: "The chunk extensions are too large.",
  },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, code: "REQUEST_TIMEOUT", message: "The request did not arrive in time." },
};
const REASONS: Record<number, string> = {
  400: "Bad Request",
  408: "Request Timeout",
  413: "Payload Too Large",
  431: "Request Header Fields Too Large",
};

/** A refusal in the form that all machinery answers. */
function written({ code, message, headers }: Refused) {
  const requestId = newId("req");
  const body = JSON.stringify({ error: true, message, code, request_id: requestId });
  return {
    body,
    headers: {
      "Content-Type": "application/json; charset=utf-8",
      "Content-Length": String(Buffer.byteLength(body)),
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
      "X-Request-Id": requestId,
      ...headers,
    },
  };
}

/** Refuses what Next's router would stumble over: a method it does not know, a target whose escapes say nothing. */
export function refusalOf({ method = "GET", url = "/" }: IncomingMessage): Refused | undefined {
  if (!METHODS.includes(method))
    return {
      status: 405,
      code: "METHOD_NOT_ALLOWED",
      message: notAllowed(method, METHODS.join(", ")),
      headers: { Allow: METHODS.join(", ") },
    };
  try {
    decodeURIComponent(url.split("?")[0]!);
    return url.startsWith("/") ? undefined : BAD_REQUEST;
  } catch {
    return BAD_REQUEST;
  }
}

export function sendRefusal(response: ServerResponse, refused: Refused) {
  const { body, headers } = written(refused);
  response.writeHead(refused.status, headers).end(body);
}

/** Answers what came over the wire and was no request: Node has parsed nothing that could be answered by other means. */
export function answerUnreadable(error: Error & { code?: string }, socket: Duplex) {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const refused = UNREADABLE[error.code ?? ""] ?? BAD_REQUEST;
  const { body, headers } = written({ ...refused, headers: { Connection: "close" } });
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${refused.status} ${REASONS[refused.status]}\r\n${lines.join("")}\r\n${body}`);
}

/** A target in absolute form ("http://x/api/tasks", as proxies are asked) is the path in it: whose name it says is not ours to repeat. */
export function originForm(target = "/"): string {
  const absolute = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(target)?.[0];
  if (absolute === undefined) return target;
  const rest = target.slice(absolute.length);
  return rest.startsWith("/") ? rest : `/${rest}`;
}
