import type { Account } from "@/lib/core/context";
import { notFound, Refusal } from "@/lib/core/errors";
import { owns } from "@/lib/domain/tasks/task";

type Offer = { proposal: { ownerId: string }; task: { ownerId: string } };
type Noun = "proposal" | "application";

/** Only two parties may know of a proposal. @throws NOT_FOUND for everybody else, as for one that does not exist. */
export function refuseStrangers(actor: Account, { proposal, task }: Offer, noun: Noun) {
  if (!owns(actor, task) && !isAuthor(actor, proposal)) throw notFound(noun);
}

/** @throws NOT_FOUND to strangers, FORBIDDEN to the author. */
export function refuseUnlessPoster(actor: Account, offer: Offer, deed: string, noun: Noun = "proposal") {
  refuseStrangers(actor, offer, noun);
  if (!owns(actor, offer.task)) throw new Refusal("FORBIDDEN", `Only the task's poster may ${deed}.`);
}

/** @throws NOT_FOUND to strangers, FORBIDDEN to the poster. */
export function refuseUnlessAuthor(actor: Account, offer: Offer, deed: string, noun: Noun = "proposal") {
  refuseStrangers(actor, offer, noun);
  const author = noun === "proposal" ? "Only the one who made this proposal" : "Only the applicant";
  if (!isAuthor(actor, offer.proposal)) throw new Refusal("FORBIDDEN", `${author} may ${deed}.`);
}

const isAuthor = (actor: Account, proposal: { ownerId: string }) => proposal.ownerId === actor.userId;
