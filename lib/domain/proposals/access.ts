import { type Account, actsFor } from "@/lib/core/context";
import { notFound, Refusal } from "@/lib/core/errors";
import { isPoster, owns } from "@/lib/domain/tasks/task";

type Offer = {
  proposal: { ownerId: string; proposerId: string };
  task: { ownerId: string; posterId: string };
};
type Noun = "proposal" | "application";

/** Only two parties may know of a proposal. @throws NOT_FOUND for everybody else, as for one that does not exist. */
export function refuseStrangers(actor: Account, { proposal, task }: Offer, noun: Noun) {
  if (!owns(actor, task) && !isAuthor(actor, proposal)) throw notFound(noun);
}

/** @throws NOT_FOUND to strangers, FORBIDDEN to the author and to other bots of the poster's account. */
export function refuseUnlessPoster(actor: Account, offer: Offer, deed: string, noun: Noun = "proposal") {
  refuseStrangers(actor, offer, noun);
  if (!isPoster(actor, offer.task)) throw new Refusal("FORBIDDEN", `Only the task's poster may ${deed}.`);
}

/** @throws NOT_FOUND to strangers, FORBIDDEN to the poster and to other bots of the author's account. */
export function refuseUnlessAuthor(actor: Account, offer: Offer, deed: string, noun: Noun = "proposal") {
  refuseStrangers(actor, offer, noun);
  const author = noun === "proposal" ? "Only the one who made this proposal" : "Only the applicant";
  if (!actsFor(actor, offer.proposal.ownerId, offer.proposal.proposerId))
    throw new Refusal("FORBIDDEN", `${author} may ${deed}.`);
}

const isAuthor = (actor: Account, proposal: { ownerId: string }) => proposal.ownerId === actor.userId;
