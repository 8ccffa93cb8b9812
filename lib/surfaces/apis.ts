import { gigiac } from "./gigiac";
import { givegigs } from "./givegigs";
import type { Inbound, Outbound } from "./rest";

/** Paths below /api that no dialect owns: machinery with route handlers of its own. */
const MACHINERY = [
  "/api/auth",
  "/api/cron",
  "/api/health",
  "/api/mcp",
  "/api/realtime",
  "/api/stripe/webhook",
  "/api/unsubscribe",
];
const GIVEGIGS = ["/api/ai", "/api/notifications"];

const isUnder = (path: string, prefixes: string[]) =>
  prefixes.some((prefix) => path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === "/"));

/** The answer of the dialect that owns this path; undefined where none does. Paths are case-sensitive: /API/tasks is no endpoint, and is told so as one. */
export function answer(request: Inbound): Promise<Outbound> | undefined {
  if (!request.path.startsWith("/api/")) {
    const path = request.path.toLowerCase();
    if (!path.startsWith("/api/")) return undefined;
    return (isUnder(path, GIVEGIGS) ? givegigs : gigiac).missing(request);
  }
  if (isUnder(request.path, MACHINERY)) return undefined;
  return (isUnder(request.path, GIVEGIGS) ? givegigs : gigiac).answer(request);
}
