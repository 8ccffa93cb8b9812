import { isCronCaller } from "@/lib/auth/cron";
import { tick } from "@/lib/events/worker";

export const maxDuration = 60;
const BUDGET_MS = 25_000;

/** What a cron service calls every minute where no worker of ours runs: one round of clock work, outbox and mail. */
async function handle(request: Request): Promise<Response> {
  if (!isCronCaller(request.headers.get("authorization")))
    return Response.json(
      { error: true, code: "UNAUTHENTICATED", message: "Send `Authorization: Bearer CRON_SECRET`." },
      { status: 401, headers: { "Cache-Control": "no-store", "WWW-Authenticate": "Bearer" } },
    );
  const done = await tick(BUDGET_MS);
  return Response.json(done, {
    status: done.failed.length === 0 ? 200 : 500,
    headers: { "Cache-Control": "no-store" },
  });
}

export { handle as GET, handle as POST };
