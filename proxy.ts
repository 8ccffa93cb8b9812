import { type NextRequest, NextResponse } from "next/server";
import { notFound, Refusal } from "@/lib/core/errors";
import { run } from "@/lib/core/run";
import { isActorShown } from "@/lib/domain/actors/record";
import { loadInvitation } from "@/lib/domain/chat/join";
import { loadTask } from "@/lib/domain/tasks/load";

async function actor(actorId: string) {
  const { shown } = await run<{ shown: boolean }>(isActorShown, { kind: "anyone" }, { actorId });
  if (!shown) throw notFound("user");
}

/** Throws NOT_FOUND where there is no such thing; by the first part of the address. */
const look = {
  gigs: (taskId: string) => run(loadTask, { kind: "anyone" }, { taskId }),
  people: actor,
  bots: actor,
  chat: (_: string, token: string) => run(loadInvitation, { kind: "anyone" }, { token }),
  docs: async (_: string, api: string, tag: string) => {
    // Loaded when first asked for: the reference knows every operation, and the other pages need none of them here.
    const { sectionAt } = await import("@/app/(site)/docs/api/reference");
    if (!sectionAt(api, tag)) throw notFound("page");
  },
};

/** An address no page has: Next answers it with `app/not-found.tsx`, whole and with status 404. */
const NOWHERE = "/not-found/here";

/**
 * Looks whether a public page's gig, person, bot, invite or part of the reference exists before the page is drawn. Next leaves
 * the page of a `notFound()` to the browser's script (vercel/next.js#62228): curl, search engines and people without
 * script would see it empty.
 */
export async function proxy(request: NextRequest) {
  const [, kind, ...rest] = request.nextUrl.pathname.split("/");
  try {
    const [id, api, tag] = rest.map(decodeURIComponent);
    await look[kind as keyof typeof look](id!, api!, tag!);
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
    "/docs/api/:api/:tag",
    { source: "/chat/join/:token", missing: [{ type: "header", key: "next-action" }] },
  ],
};
