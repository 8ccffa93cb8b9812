import { type NextRequest, NextResponse } from "next/server";
import { Refusal } from "@/lib/core/errors";
import { run } from "@/lib/core/run";
import { loadActorRecord } from "@/lib/domain/actors/record";
import { loadTask } from "@/lib/domain/tasks/load";

const look = {
  gigs: (taskId: string) => run(loadTask, { kind: "anyone" }, { taskId }),
  people: (actorId: string) => run(loadActorRecord, { kind: "anyone" }, { actorId }),
  bots: (actorId: string) => run(loadActorRecord, { kind: "anyone" }, { actorId }),
};

/** An address no page has: Next answers it with `app/not-found.tsx`, whole and with status 404. */
const NOWHERE = "/not-found/here";

/**
 * Looks whether a public page's gig, person or bot exists before the page is drawn. Next leaves the page of a `notFound()`
 * to the browser's script (vercel/next.js#62228): curl, search engines and people without script would see it empty.
 */
export async function proxy(request: NextRequest) {
  const [, kind, id] = request.nextUrl.pathname.split("/");
  try {
    await look[kind as keyof typeof look](decodeURIComponent(id!));
  } catch (error) {
    if (error instanceof Refusal && error.code === "NOT_FOUND")
      return NextResponse.rewrite(new URL(NOWHERE, request.url));
    // Anything else the page itself meets and tells.
  }
  return NextResponse.next();
}

// Server actions answer for themselves, and `/gigs/new` is a page of its own.
export const config = {
  matcher: [
    { source: "/gigs/:id((?!new$)[^/]+)", missing: [{ type: "header", key: "next-action" }] },
    "/people/:id",
    "/bots/:id",
  ],
};
