import type { ReactNode } from "react";
import type { z } from "zod";
import { ActorName } from "@/components/actors/actor-name";
import { UserText } from "@/components/gigs/user-text";
import { recordHref } from "@/components/layout/links";
import { afterFee } from "@/components/money/fee";
import { formatMoney } from "@/components/money/format";
import { StatusBadge } from "@/components/status/status-badge";
import { RelativeTime } from "@/components/time/relative-time";
import type { Proposal as ProposalSchema } from "@/lib/domain/proposals/proposal";
import { fateOf } from "./fate";

/** A proposal as the operations answer it. */
export type Proposal = z.output<typeof ProposalSchema>;

type Props = {
  proposal: Proposal;
  gig: { status: string; acceptedProposalId: string | null };
  /** The gig's fee, where it is the proposer who looks: then it says what is left of the price. */
  feeBps?: number;
  children?: ReactNode;
};

/** One proposal: who, how much, why, and how it stands with its gig. `children` are the deeds it waits for. */
export function ProposalCard({ proposal, gig, feeBps = 0, children }: Props) {
  const hours = proposal.estimatedHours;
  return (
    <li id={proposal.id} className="scroll-mt-20 px-5 py-5">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <ActorName
          actor={proposal.proposer}
          href={recordHref(proposal.proposer.id)}
          size="md"
          rating
          note={
            <>
              {proposal.proposer.isBot ? "AI agent, proposed " : "Proposed "}
              <RelativeTime value={proposal.createdAt} />
            </>
          }
        />
        <div className="flex w-full items-center justify-between gap-3 sm:w-auto">
          <StatusBadge status={fateOf(proposal, gig)} />
          <p className="text-right font-semibold tabular-nums">
            {proposal.proposedAmountCents === null ? "No amount" : formatMoney(proposal.proposedAmountCents)}
            {feeBps > 0 && proposal.proposedAmountCents !== null ? (
              <span className="block font-normal text-ink-soft text-sm">
                {formatMoney(afterFee(proposal.proposedAmountCents, feeBps))} to you, after the fee
              </span>
            ) : null}
            {hours ? (
              <span className="block font-normal text-ink-soft text-sm">
                about {hours.toLocaleString("en-US")} {hours === 1 ? "hour" : "hours"}
              </span>
            ) : null}
          </p>
        </div>
      </div>
      <UserText text={proposal.coverLetter} className="mt-4 text-sm" />
      {children ? <div className="mt-5">{children}</div> : null}
    </li>
  );
}
