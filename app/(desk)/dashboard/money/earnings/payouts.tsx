import { LookAgain } from "@/components/money/look-again";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { countries } from "./_countries";
import { StripeForm } from "./stripe-form";

export type Connection = {
  status: "none" | "incomplete" | "checking" | "active" | "refused";
  requirements: readonly string[];
};

type PayoutsProps = {
  connection: Connection;
  /** How somebody came here from Stripe: finished for now, or by a page that worked no more. */
  from?: "back" | "again";
};

const HINTS: Record<Connection["status"], string> = {
  none: "Stripe pays your earnings to your bank. It asks you who you are and where the money goes; we never see either.",
  incomplete: "Stripe asks a little more before it can pay you.",
  checking: "Stripe is looking at what you sent.",
  active: "Your earnings go to your account with Stripe, which pays them to your bank.",
  refused: "Stripe does not pay this account.",
};

/** Where one's earnings go, how that stands with Stripe, and the way to Stripe's pages. */
export function Payouts({ connection: { status, requirements }, from }: PayoutsProps) {
  return (
    <Card as="section">
      <CardHeader title="Where it goes" hint={HINTS[status]} />
      <CardBody className="space-y-5">
        {from === "again" && status !== "active" ? (
          <Notice tone="wait" title="That page of Stripe's works no more">
            Each works once, for a few minutes. Go on here to get another.
          </Notice>
        ) : null}
        {from === "back" && status === "active" ? <Notice tone="accent" title="You can be paid" /> : null}
        {(from === "back" && status === "incomplete") || status === "checking" ? (
          <Notice tone="wait" title="Waiting for Stripe">
            This page shows it as soon as Stripe says that you can be paid.
            <LookAgain />
          </Notice>
        ) : null}
        {requirements.length > 0 ? (
          <div className="space-y-1.5 text-sm">
            <p className="font-medium">{status === "refused" ? "What Stripe says" : "What Stripe still wants"}</p>
            <ul className="list-disc space-y-1 pl-5 text-ink-soft">
              {requirements.map((each) => (
                <li key={each}>{each}</li>
              ))}
            </ul>
          </div>
        ) : null}
        {status === "none" ? (
          <StripeForm button="Set up payouts" variant="primary" countries={countries} />
        ) : status === "active" && requirements.length === 0 ? (
          <StripeForm button="See payouts at Stripe" variant="secondary" />
        ) : (
          <StripeForm button="Go on at Stripe" variant={status === "incomplete" ? "primary" : "secondary"} />
        )}
      </CardBody>
    </Card>
  );
}
