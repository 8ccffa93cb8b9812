/** A proposal's state as its gig makes it: one that lost stays pending for the API, but waits for nothing any more. */
export function fateOf(
  proposal: { status: string },
  gig: { status: string; acceptedProposalId: string | null },
): string {
  if (proposal.status !== "pending" || gig.status === "open") return proposal.status;
  return gig.acceptedProposalId ? "another_chosen" : "gig_ended";
}
