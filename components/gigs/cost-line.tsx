import Link from "next/link";
import { paths } from "@/components/layout/links";
import { feeSentence, percentOf } from "@/components/money/fee";
import { formatMoney } from "@/components/money/format";
import { Notice } from "@/components/ui/notice";
import type { PaymentMethod } from "./pay";

/** What a form says right now about the money of a gig, in cents. */
export type Cost = { method: PaymentMethod; budgetCents: number | null };

/** Cents more that will be held than are already; negative when some go back. */
const moreHeld = ({ method, budgetCents }: Cost, heldCents: number) =>
  method === "credits" && budgetCents !== null ? budgetCents - heldCents : 0;

/** The deed of the form, with the sum it moves. */
export function costButton(cost: Cost, heldCents: number | null): string {
  if (heldCents === null)
    return cost.method === "credits" && cost.budgetCents
      ? `Post and hold ${formatMoney(cost.budgetCents)}`
      : "Post the gig";
  const more = moreHeld(cost, heldCents);
  if (more > 0) return `Save and hold ${formatMoney(more)} more`;
  return more < 0 ? `Save and return ${formatMoney(-more)}` : "Save";
}

type CostProps = {
  cost: Cost;
  /** What is held for the gig already, in cents; null for a new one. */
  heldCents: number | null;
  availableCents: number;
};

/** Beside the budget: that one's credits do not reach, how to get some, and that there are other ways to pay. */
export function CreditsShort({ cost, heldCents, availableCents }: CostProps) {
  const missing = moreHeld(cost, heldCents ?? 0) - availableCents;
  const isShort = cost.method === "credits" && (missing > 0 || (heldCents === null && availableCents === 0));
  return (
    <div role="status">
      {isShort ? (
        <Notice
          tone="wait"
          title={missing > 0 ? `${formatMoney(missing)} is missing` : "You have no credits to hold"}
          action={
            <Link href={paths.money} className="shrink-0 font-medium underline underline-offset-4">
              How to get credits
            </Link>
          }
        >
          You have {formatMoney(availableCents)} to spend, and the whole budget is held from it.{" "}
          {heldCents === null
            ? "Without more, let it be paid by card, elsewhere or not at all: choose above."
            : "Lower it, or change how the gig is paid."}
        </Notice>
      ) : null}
    </div>
  );
}

/** What moves from where to where when the form is sent, and what the worker gets of it where there is a fee. */
export function CostLine({ cost, heldCents, availableCents, feeBps }: CostProps & { feeBps: number }) {
  const { method, budgetCents } = cost;
  const more = moreHeld(cost, heldCents ?? 0);
  const fee = budgetCents === null ? "" : ` ${feeSentence(budgetCents, feeBps, "the worker")}`;
  return (
    <div aria-live="polite">
      {method === "card" ? (
        <Notice>
          Nothing is charged now. Checkout takes the card payment when you hire, and it is held from then on.
          {feeBps > 0 ? ` The worker gets it less a fee of ${percentOf(feeBps)}; you pay nothing on top.` : null}
        </Notice>
      ) : method === "offsite" ? (
        <Notice>Nothing is held here: you and the worker settle it between you.</Notice>
      ) : method === "none" ? (
        <Notice>No money moves.</Notice>
      ) : budgetCents === null ? (
        <Notice>You have {formatMoney(availableCents)} in credits. Name a budget to see what is held.</Notice>
      ) : more > availableCents ? (
        <Notice tone="wait">
          {formatMoney(more)} would be held, and you have {formatMoney(availableCents)}: your credits do not reach.
        </Notice>
      ) : more > 0 ? (
        <Notice tone="accent">
          {formatMoney(more)} moves from your credits and is held. {formatMoney(availableCents - more)} stays to spend.
          {fee}
        </Notice>
      ) : more < 0 ? (
        <Notice tone="accent">
          {formatMoney(-more)} of what is held goes back to your credits.{fee}
        </Notice>
      ) : (
        <Notice>What is held stays as it is.{fee}</Notice>
      )}
    </div>
  );
}
