import { newId } from "@/db/id";

/** How a machine's route answers one method; `requestId` is what the answer and a refusal carry. */
type Answer = (request: Request, requestId: string) => Response | Promise<Response>;
type Route = (request: Request) => Promise<Response>;
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

/** A refusal outside both dialects, in Gigiac's form: it is what clients of ours read. */
export function refuse(
  requestId: string,
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): Response {
  const own = { "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "X-Request-Id": requestId };
  return Response.json(
    { error: true, message, code, request_id: requestId },
    { status, headers: { ...own, ...headers } },
  );
}

const allowed = (taken: string[]) => ({ Allow: [...taken, "OPTIONS"].join(", ") });

/** What a route answers to the methods it does not take. */
export const otherwise =
  (taken: string[]): Route =>
  async ({ method }) => {
    const requestId = newId("req");
    if (method === "OPTIONS")
      return new Response(null, { status: 204, headers: { ...allowed(taken), "X-Request-Id": requestId } });
    return refuse(requestId, 405, "METHOD_NOT_ALLOWED", notAllowed(method, taken.join(", ")), allowed(taken));
  };

/**
 * The handlers of a route of machinery (health, cron, webhooks, documents): every answer has its request id, HEAD is GET
 * without a body, and any other method is a 405 that says which there are.
 */
export function machine(answers: Partial<Record<"GET" | "POST", Answer>>): Record<(typeof METHODS)[number], Route> {
  const refused = otherwise(Object.keys(answers));
  const handle: Route = async (request) => {
    const answer = answers[(request.method === "HEAD" ? "GET" : request.method) as "GET" | "POST"];
    if (!answer) return refused(request);
    const requestId = newId("req");
    const response = await answer(request, requestId);
    const headers = new Headers(response.headers);
    headers.set("X-Request-Id", requestId);
    headers.set("X-Content-Type-Options", "nosniff");
    if (!headers.has("Cache-Control")) headers.set("Cache-Control", "no-store");
    return new Response(request.method === "HEAD" ? null : response.body, { status: response.status, headers });
  };
  return Object.fromEntries(METHODS.map((method) => [method, handle])) as Record<(typeof METHODS)[number], Route>;
}

/** "PUT is not allowed here; GET is." */
export const notAllowed = (method: string, taken: string): string =>
  `${method.slice(0, 10)} is not allowed here; ${taken} ${taken.includes(",") ? "are" : "is"}.`;
