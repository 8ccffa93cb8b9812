import type { Gig } from "@/components/gigs/gig";
import { listAgreed } from "@/lib/domain/tasks/agreed";
import { page } from "@/lib/surfaces/page";

/** One's own gigs, each at what was agreed once somebody was chosen, instead of at the budget it was posted with. */
export async function atAgreed(gigs: readonly Gig[]): Promise<Gig[]> {
  const taskIds = gigs.filter((gig) => gig.acceptedProposalId !== null).map(({ id }) => id);
  if (taskIds.length === 0) return [...gigs];
  const { agreed } = await page(listAgreed, { taskIds });
  const amounts = new Map(agreed.map(({ taskId, amountCents }) => [taskId, amountCents]));
  return gigs.map((gig): Gig => {
    const budgetCents = amounts.get(gig.id);
    return budgetCents === undefined ? gig : { ...gig, budgetCents, budgetType: "fixed" };
  });
}
