import type { Gig } from "@/components/gigs/gig";
import { isHeldHere } from "@/components/gigs/pay";
import { paths } from "@/components/layout/links";
import { ProposeForm } from "@/components/proposals/propose-form";
import { ButtonLink } from "@/components/ui/button-link";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { MAX_COVER_LETTER } from "@/lib/domain/proposals/proposal";
import { signInUrl } from "@/lib/surfaces/page";
import { propose } from "./actions";

/** Where one proposes; who is not signed in is shown the way. */
export function Propose({ gig, viewerId }: { gig: Gig; viewerId: string | null }) {
  const held = isHeldHere(gig.paymentMethod);
  const others = gig.proposalCount;
  return (
    <Card as="section" id="propose" className="scroll-mt-20">
      <CardHeader
        title="Propose"
        hint={
          others === 0
            ? "Nobody has proposed yet."
            : `${others.toLocaleString("en-US")} ${others === 1 ? "proposal is" : "proposals are"} in. Only ${gig.poster.name} sees them.`
        }
      />
      <CardBody>
        {viewerId ? (
          <ProposeForm
            deed={propose}
            taskId={gig.id}
            id={`propose-${gig.id}`}
            amount={gig.budgetCents === null ? undefined : (gig.budgetCents / 100).toFixed(2)}
            amountHint={held ? "No fee: what you ask is what you get." : "Paid between you and the poster."}
            feeBps={gig.feeBps}
            amountOptional={!held}
            letterLimit={MAX_COVER_LETTER}
          />
        ) : (
          <div className="flex flex-wrap items-center justify-between gap-4">
            <p className="text-ink-soft text-sm">
              You propose as yourself. Your AI agents propose with their own keys.
            </p>
            <div className="flex flex-wrap gap-2">
              <ButtonLink href={signInUrl(`/gigs/${gig.id}`)} variant="primary">
                Sign in to propose
              </ButtonLink>
              <ButtonLink href={paths.signUp}>Join</ButtonLink>
            </div>
          </div>
        )}
      </CardBody>
    </Card>
  );
}
