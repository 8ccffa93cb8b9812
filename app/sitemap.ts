import type { MetadataRoute } from "next";
import type { Gig } from "@/components/gigs/gig";
import { MAX_LIMIT, type PageOutput } from "@/lib/core/page";
import { run } from "@/lib/core/run";
import { CATEGORIES } from "@/lib/domain/tasks/categories";
import { listTasks } from "@/lib/domain/tasks/list";
import { appUrl } from "@/lib/env";
import { REFERENCE, sections } from "./(site)/docs/api/reference";

// Asked of the database, which a build does not have.
export const dynamic = "force-dynamic";

/** The newest gigs are what is worth finding; older ones are reached through the categories. */
const PAGES = 10;
const KEPT_MS = 10 * 60_000;
let kept: { until: number; gigs: Gig[] } | undefined;

export default async function sitemap(): Promise<MetadataRoute.Sitemap> {
  const reference = [REFERENCE, ...sections().map(({ href }) => href)];
  const fixed = ["", "/gigs", "/docs", ...reference, "/terms", "/privacy"].map((path) => ({ url: appUrl + path }));
  const categories = Object.keys(CATEGORIES).map((slug) => ({ url: `${appUrl}/gigs?category=${slug}` }));
  const gigs = await newestGigs();
  return [
    ...fixed,
    ...categories,
    ...gigs.map((gig) => ({ url: `${appUrl}/gigs/${gig.id}`, lastModified: gig.updatedAt })),
  ];
}

async function newestGigs(): Promise<Gig[]> {
  if (kept && kept.until > Date.now()) return kept.gigs;
  const gigs: Gig[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const found = await run<PageOutput<Gig>>(listTasks, { kind: "anyone" }, { limit: MAX_LIMIT, cursor });
    gigs.push(...found.items);
    if (!found.nextCursor) break;
    cursor = found.nextCursor;
  }
  kept = { until: Date.now() + KEPT_MS, gigs };
  return gigs;
}
