import type { MetadataRoute } from "next";
import type { Gig } from "@/components/gigs/gig";
import { recordHref } from "@/components/layout/links";
import { type Client, clientHref } from "@/components/people/client";
import type { Worker } from "@/components/people/worker";
import type { Operation } from "@/lib/core/operation";
import { MAX_LIMIT, type PageOutput } from "@/lib/core/page";
import { run } from "@/lib/core/run";
import { listClients } from "@/lib/domain/people/clients";
import { listWorkers } from "@/lib/domain/people/workers";
import { CATEGORIES } from "@/lib/domain/tasks/categories";
import { listTasks } from "@/lib/domain/tasks/list";
import { appUrl } from "@/lib/env";
import { REFERENCE, sections } from "./(site)/docs/api/reference";

// Asked of the database, which a build does not have.
export const dynamic = "force-dynamic";

/** The newest are what is worth finding; older gigs are reached through the categories. */
const PAGES = 10;
const KEPT_MS = 10 * 60_000;
type Kept = { until: number; gigs: Gig[]; workers: Worker[]; clients: Client[] };
let kept: Kept | undefined;

export default async function sitemap(): Promise<MetadataRoute.Sitemap> {
  const reference = [REFERENCE, ...sections().map(({ href }) => href)];
  const fixed = ["", "/gigs", "/people", "/clients", "/docs", ...reference, "/terms", "/privacy"].map((path) => ({
    url: appUrl + path,
  }));
  const categories = Object.keys(CATEGORIES).map((slug) => ({ url: `${appUrl}/gigs?category=${slug}` }));
  const { gigs, workers, clients } = await newest();
  return [
    ...fixed,
    ...categories,
    ...gigs.map((gig) => ({ url: `${appUrl}/gigs/${gig.id}`, lastModified: gig.updatedAt })),
    ...workers.map(({ workerId }) => ({ url: appUrl + recordHref(workerId) })),
    ...clients.map(({ slug }) => ({ url: appUrl + clientHref(slug) })),
  ];
}

async function newest(): Promise<Kept> {
  if (kept && kept.until > Date.now()) return kept;
  kept = {
    gigs: await newestOf<Gig>(listTasks),
    workers: await newestOf<Worker>(listWorkers),
    clients: await newestOf<Client>(listClients),
    until: Date.now() + KEPT_MS,
  };
  return kept;
}

async function newestOf<T>(operation: Operation<any, any>): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const { items, nextCursor } = await run<PageOutput<T>>(operation, { kind: "anyone" }, { limit: MAX_LIMIT, cursor });
    found.push(...items);
    if (!nextCursor) break;
    cursor = nextCursor;
  }
  return found;
}
