import type { ReactNode } from "react";
import { formatMoney } from "@/components/money/format";
import { HeldLine, type HeldState } from "@/components/money/held-line";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import type { Gig, GigStanding } from "./gig";
import { isHeldHere } from "./pay";

/** Where a gig's money is: a line with stations where it is held here, a sentence where it is not. */
export function HeldCard({ gig, standing }: { gig: Gig; standing: GigStanding }) {
  if (!isHeldHere(gig.paymentMethod)) return null;
  // An earlier stretch that went back, because the gig was to be paid otherwise, is not the one of this gig now.
  const held = gig.status === "open" && !standing.isHeld ? null : standing.held;
  return (
    <Card as="section">
      <CardHeader title="Held payment" hint={hintOf(gig, standing)} />
      {held ? (
        <CardBody>
          <HeldLine
            cents={held.cents}
            state={stateOf(gig, held)}
            payer={gig.poster}
            payee={standing.worker ?? undefined}
            feeCents={held.feeCents}
            releasedCents={held.settledAt ? held.releasedCents - held.feeCents : undefined}
            returnedCents={held.settledAt ? held.returnedCents : undefined}
            heldAt={held.heldAt}
            deliveredAt={standing.deliveredAt}
            settledAt={held.settledAt}
          />
        </CardBody>
      ) : null}
    </Card>
  );
}

function stateOf(gig: Gig, held: NonNullable<GigStanding["held"]>): HeldState {
  if (held.settledAt) return held.releasedCents > 0 ? "released" : "returned";
  return gig.status === "delivered" || gig.status === "disputed" ? gig.status : "held";
}

function hintOf(gig: Gig, { held, isHeld, role, bankDecides }: GigStanding): ReactNode {
  const who = role === "poster" ? "you" : gig.poster.name;
  switch (gig.status) {
    case "open":
      if (gig.paymentMethod === "card")
        return `${formatMoney(gig.budgetCents ?? 0)} is charged to ${role === "poster" ? "your" : "the poster's"} card by checkout when somebody is hired, and held from then on.`;
      return `Already held. It goes to whoever does the work once ${who} ${role === "poster" ? "accept" : "accepts"} it, or back when the gig ends without.`;
    case "in_progress":
      return isHeld ? `Held until the work is accepted.${held ? "" : " The sum is between the two."}` : undefined;
    case "delivered":
      return `The work waits for ${who}. Unanswered for 48 hours it counts as accepted, and the money is released.`;
    case "disputed":
      return bankDecides
        ? "The card payment is contested with the bank: it stays held until the bank has decided."
        : "Stays held until a moderator has decided.";
    case "completed":
      return held && held.returnedCents > 0
        ? "A moderator shared what was held between the two."
        : "The work was accepted and paid.";
    default:
      return "The gig ended without work being paid; what was held went back.";
  }
}
