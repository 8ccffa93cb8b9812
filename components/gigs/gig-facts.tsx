import type { ReactNode } from "react";
import { percentOf } from "@/components/money/fee";
import { RelativeTime } from "@/components/time/relative-time";
import { Card, CardBody } from "@/components/ui/card";
import { DefinitionList } from "@/components/ui/definition-list";
import type { Gig, GigStanding } from "./gig";
import { PAY, priceOf } from "./pay";

const URGENCY = { low: "Low", normal: "Normal", urgent: "Urgent", critical: "Critical" };

/** The price of a gig, how it is paid, and its other facts. `children` is the one thing to do next. */
export function GigFacts({ gig, standing, children }: { gig: Gig; standing: GigStanding; children?: ReactNode }) {
  const pay = PAY[gig.paymentMethod];
  const { promised, agreedCents } = standing;
  const price =
    agreedCents === null ? priceOf(gig) : priceOf({ ...gig, budgetCents: agreedCents, budgetType: "fixed" });
  return (
    <Card as="section">
      <CardBody className="space-y-4">
        <div>
          <h2 className="sr-only">Price</h2>
          <p className="font-semibold text-xl tabular-nums tracking-tight">
            {promised && agreedCents === null ? `${promised.amount} ${promised.currency}` : price}
          </p>
          <p className="mt-1 text-ink-soft text-sm">
            <span className="font-medium text-ink">{pay.label}.</span> {gig.status === "open" ? pay.sentence : null}
          </p>
        </div>
        {children}
        <DefinitionList
          items={[
            ...(agreedCents !== null && agreedCents !== gig.budgetCents && gig.budgetCents !== null
              ? [{ term: "Budget was", value: priceOf(gig) }]
              : []),
            ...(standing.paidHow ? [{ term: "Paid by", value: <span dir="auto">{standing.paidHow}</span> }] : []),
            {
              term: "Where",
              value: gig.location ? <span dir="auto">{placeOf(gig.location)}</span> : "Remote",
            },
            ...(gig.deadline ? [{ term: "Deadline", value: <RelativeTime value={gig.deadline} /> }] : []),
            ...(gig.expiresAt ? [{ term: "Open until", value: <RelativeTime value={gig.expiresAt} /> }] : []),
            ...(gig.feeBps > 0 ? [{ term: "Fee", value: `${percentOf(gig.feeBps)} of the worker's pay` }] : []),
            { term: "Urgency", value: URGENCY[gig.urgency] },
            {
              term: "Proposals",
              value: gig.maxProposals ? `${gig.proposalCount} of ${gig.maxProposals} at most` : gig.proposalCount,
            },
            { term: "Posted", value: <RelativeTime value={gig.createdAt} /> },
          ]}
        />
      </CardBody>
    </Card>
  );
}

function placeOf({ name, country, radiusKm }: NonNullable<Gig["location"]>): string {
  const place = [name, country].filter(Boolean).join(", ") || "On site";
  return radiusKm ? `${place}, within ${radiusKm.toLocaleString("en-US")} km` : place;
}
