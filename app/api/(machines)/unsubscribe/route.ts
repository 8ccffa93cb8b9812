import { Refusal } from "@/lib/core/errors";
import { run } from "@/lib/core/run";
import { unsubscribe } from "@/lib/domain/notifications/unsubscribe";
import { appUrl } from "@/lib/env";
import { machine, refuse } from "@/lib/surfaces/machine";

const tokenIn = (request: Request) => new URL(request.url).searchParams.get("token") ?? "";

/** What a mail program posts to when its reader presses its own button (RFC 8058). The token in the address is the caller's proof. */
async function oneClick(request: Request, requestId: string): Promise<Response> {
  try {
    await run(unsubscribe, { kind: "anyone" }, { token: tokenIn(request) });
    return new Response("No more letters like that one.\n", {
      headers: { "Content-Type": "text/plain; charset=utf-8" },
    });
  } catch (error) {
    if (error instanceof Refusal) return refuse(requestId, error.status, error.code, error.message);
    throw error;
  }
}

/** Whoever opens the address by hand is asked first: programs that read mail open every link in it. */
const ask = (request: Request) =>
  Response.redirect(`${appUrl}/unsubscribe?token=${encodeURIComponent(tokenIn(request))}`, 303);

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = machine({ GET: ask, POST: oneClick });
