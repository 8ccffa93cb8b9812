import { readiness } from "@/lib/events/readiness";

/** Ready to serve: 200, or 503 with what is missing. */
export async function GET() {
  const told = await readiness();
  return Response.json(told, {
    status: told.status === "ready" ? 200 : 503,
    headers: { "Cache-Control": "no-store" },
  });
}
