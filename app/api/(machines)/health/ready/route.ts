import { readiness } from "@/lib/events/readiness";
import { machine } from "@/lib/surfaces/machine";

/** Ready to serve: 200, or 503 with what is missing. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = machine({
  async GET() {
    const told = await readiness();
    return Response.json(told, { status: told.status === "ready" ? 200 : 503 });
  },
});
