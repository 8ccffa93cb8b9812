import { isCronCaller } from "@/lib/auth/cron";
import { tick } from "@/lib/events/worker";
import { machine, refuse } from "@/lib/surfaces/machine";

export const maxDuration = 60;
const BUDGET_MS = 25_000;

/** What a cron service calls every minute where no worker of ours runs: one round of clock work, outbox and mail. */
async function handle(request: Request, requestId: string): Promise<Response> {
  if (!isCronCaller(request.headers.get("authorization")))
    return refuse(requestId, 401, "UNAUTHENTICATED", "Send `Authorization: Bearer CRON_SECRET`.", {
      "WWW-Authenticate": "Bearer",
    });
  const done = await tick(BUDGET_MS);
  return Response.json(done, { status: done.failed.length === 0 ? 200 : 500 });
}

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = machine({ GET: handle, POST: handle });
