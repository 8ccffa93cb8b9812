import { cache } from "react";
import type { Deliverable } from "@/components/deliverables/deliverable-card";
import type { Gig, GigStanding } from "@/components/gigs/gig";
import type { Proposal } from "@/components/proposals/proposal-card";
import type { GivenRating } from "@/components/ratings/rating-list";
import { getBalance } from "@/lib/domain/credits/balance";
import { loadTaskDetail } from "@/lib/domain/tasks/detail";
import { loadTask } from "@/lib/domain/tasks/load";
import { loadStanding } from "@/lib/domain/tasks/standing";
import { page } from "@/lib/surfaces/page";
import { viewer } from "@/lib/surfaces/viewer";

type Loaded = {
  gig: Gig;
  standing: GigStanding;
  proposals: Proposal[];
  deliverables: Deliverable[];
  ratings: GivenRating[];
  /** Who looks; null for nobody. */
  viewerId: string | null;
  /** What whoever looks can spend, in cents. */
  availableCents: number;
};

/** A gig and all that its page tells whoever looks. Asked once a request, by the page and by its metadata. */
export const loadGig = cache(async (taskId: string): Promise<Loaded> => {
  const who = await viewer();
  if (!who) {
    const [{ task }, { standing }] = await Promise.all([page(loadTask, { taskId }), page(loadStanding, { taskId })]);
    const nothing = { proposals: [], deliverables: [], ratings: [], viewerId: null, availableCents: 0 };
    return { gig: task, standing, ...nothing };
  }
  const [detail, { standing }, { availableCents }] = await Promise.all([
    page(loadTaskDetail, { taskId }),
    page(loadStanding, { taskId }),
    page(getBalance),
  ]);
  const { task, proposals, deliverables, ratings } = detail;
  return { gig: task, standing, proposals, deliverables, ratings, viewerId: who.id, availableCents };
});
