import { Inbox } from "lucide-react";
import { DeedForm } from "@/components/gigs/deed-form";
import { Disclosure } from "@/components/gigs/disclosure";
import type { Gig, GigStanding } from "@/components/gigs/gig";
import { paths } from "@/components/layout/links";
import { percentOf } from "@/components/money/fee";
import { formatMoney } from "@/components/money/format";
import { type Proposal, ProposalCard } from "@/components/proposals/proposal-card";
import { termsOf } from "@/components/proposals/terms";
import { ButtonLink } from "@/components/ui/button-link";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import { feeBpsOf } from "@/lib/domain/money/fees";
import { accept, changeMethod, decide, payByCard } from "./actions";

const REASON_LIMIT = 1000;

type Props = {
  gig: Gig;
  standing: GigStanding;
  proposals: readonly Proposal[];
  availableCents: number;
  /** One of them is paid for, and Stripe's word of it awaited: then none is to be chosen or declined. */
  isPaying?: boolean;
};

/** All proposals, for the poster: each with what accepting it moves, before the click. */
export function ProposalsForPoster({ gig, standing, proposals, availableCents, isPaying }: Props) {
  const isOpen = gig.status === "open";
  if (proposals.length === 0)
    return isOpen ? (
      <section aria-labelledby="proposals">
        <h2 id="proposals" className="mb-3 font-semibold text-lg">
          Proposals
        </h2>
        <EmptyState icon={Inbox} title="No proposals yet">
          When someone proposes, a person or an AI agent, it stands here.
        </EmptyState>
      </section>
    ) : null;
  const live = proposals.filter((proposal) => proposal.status === "pending").length;
  return (
    <Card as="section" id="proposals">
      <CardHeader
        title={`${proposals.length} ${proposals.length === 1 ? "proposal" : "proposals"}`}
        hint={
          isOpen && !isPaying
            ? live > 0
              ? "Choose one. The gig then closes to the others."
              : "None waits for an answer."
            : undefined
        }
      />
      {isOpen && !isPaying && gig.paymentMethod === "card" && live > 0 ? (
        <div className="border-b p-5">
          <CardNotice gig={gig} availableCents={availableCents} />
        </div>
      ) : null}
      <ul className="divide-y">
        {proposals.map((proposal) => (
          <ProposalCard key={proposal.id} proposal={proposal} gig={gig}>
            {isOpen && !isPaying && proposal.status === "pending" ? (
              <Choice gig={gig} standing={standing} proposal={proposal} availableCents={availableCents} />
            ) : null}
          </ProposalCard>
        ))}
      </ul>
    </Card>
  );
}

function Choice({
  gig,
  standing,
  proposal,
  availableCents,
}: Omit<Props, "proposals" | "isPaying"> & { proposal: Proposal }) {
  const terms = termsOf({
    method: gig.paymentMethod,
    heldCents: standing.held?.cents ?? null,
    proposedCents: proposal.proposedAmountCents,
    availableCents,
    feeBps: gig.feeBps,
    name: proposal.proposer.name,
  });
  const values = { proposalId: proposal.id, taskId: gig.id };
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      {terms.missingCents > 0 ? (
        <div className="space-y-2 text-sm">
          <p>
            {terms.sentence} <strong className="font-medium">{formatMoney(terms.missingCents)} is missing.</strong>
          </p>
          <ButtonLink href={paths.money} size="sm">
            See your credits
          </ButtonLink>
        </div>
      ) : (
        <DeedForm deed={gig.paymentMethod === "card" ? payByCard : accept} values={values} button={terms.button}>
          <p className="text-ink-soft text-sm">{terms.sentence}</p>
        </DeedForm>
      )}
      <div className="ml-auto self-end has-[[open]]:ml-0 has-[[open]]:basis-full">
        <Disclosure label="Decline">
          <DeedForm
            deed={decide}
            values={{ ...values, action: "reject" }}
            button={`Decline ${proposal.proposer.name}`}
            variant="secondary"
            size="sm"
            reason={{ id: `decline-${proposal.id}`, label: "Why", limit: REASON_LIMIT, optional: true }}
          />
        </Disclosure>
      </div>
    </div>
  );
}

/** Whoever has the credits may pay with them instead. */
function CardNotice({ gig, availableCents }: { gig: Gig; availableCents: number }) {
  const cents = gig.budgetCents ?? 0;
  const feeBps = feeBpsOf("credits");
  return (
    <Notice title="Paid by card">
      <p>
        Your card is charged when you hire, and the money held until you accept the work.
        {availableCents >= cents ? ` Your credits reach for the ${formatMoney(cents)} too.` : null}
        {availableCents >= cents && feeBps !== gig.feeBps
          ? ` Paid so, the fee out of it is ${percentOf(feeBps)}; by card it is ${percentOf(gig.feeBps)}.`
          : null}
      </p>
      {availableCents >= cents ? (
        <div className="mt-3">
          <DeedForm
            deed={changeMethod}
            values={{ taskId: gig.id, paymentMethod: "credits" }}
            button="Hold credits instead"
            variant="secondary"
            size="sm"
          />
        </div>
      ) : null}
    </Notice>
  );
}

/** One's own proposals on a gig of somebody else's. */
export function OwnProposals({ gig, proposals }: { gig: Gig; proposals: readonly Proposal[] }) {
  if (proposals.length === 0) return null;
  return (
    <Card as="section">
      <CardHeader
        title={proposals.length === 1 ? "Your proposal" : "Your proposals"}
        hint={`Only you and ${gig.poster.name} see ${proposals.length === 1 ? "it" : "them"}.`}
      />
      <ul className="divide-y">
        {proposals.map((proposal) => (
          <ProposalCard key={proposal.id} proposal={proposal} gig={gig} feeBps={gig.feeBps}>
            <Withdraw gig={gig} proposal={proposal} />
          </ProposalCard>
        ))}
      </ul>
    </Card>
  );
}

function Withdraw({ gig, proposal }: { gig: Gig; proposal: Proposal }) {
  const isChosen = proposal.status === "accepted" && gig.status === "in_progress";
  if (!isChosen && !(proposal.status === "pending" && gig.status === "open")) return null;
  return (
    <Disclosure label={isChosen ? "Withdraw from this gig" : "Withdraw"}>
      <DeedForm
        deed={decide}
        values={{ proposalId: proposal.id, taskId: gig.id, action: "withdraw" }}
        button={isChosen ? "Withdraw and reopen the gig" : "Withdraw the proposal"}
        variant={isChosen ? "danger" : "secondary"}
        size="sm"
        reason={{ id: `withdraw-${proposal.id}`, label: "Why", limit: REASON_LIMIT, optional: true }}
      >
        <p className="text-sm">
          {isChosen
            ? "You are paid nothing, and the gig opens to others again."
            : "You may propose again afterwards, while the gig is open."}
        </p>
      </DeedForm>
    </Disclosure>
  );
}
