import Link from "next/link";
import { paths } from "@/components/layout/links";
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

/** What moves from where to where when the form is sent, and what is missing for it. */
export function CostLine({
  cost,
  heldCents,
  availableCents,
}: {
  cost: Cost;
  heldCents: number | null;
  availableCents: number;
}) {
  const { method, budgetCents } = cost;
  const more = moreHeld(cost, heldCents ?? 0);
  const missing = more - availableCents;
  return (
    <div aria-live="polite">
      {method === "card" ? (
        <Notice>
          Nothing is charged now. Checkout takes the card payment when you hire, and it is held from then on.
        </Notice>
      ) : method === "offsite" ? (
        <Notice>Nothing is held here: you and the worker settle it between you.</Notice>
      ) : method === "none" ? (
        <Notice>No money moves.</Notice>
      ) : budgetCents === null ? (
        <Notice>You have {formatMoney(availableCents)} in credits. Name a budget to see what is held.</Notice>
      ) : missing > 0 ? (
        <Notice
          tone="wait"
          title={`${formatMoney(missing)} is missing`}
          action={
            <Link href={paths.money} className="shrink-0 font-medium underline underline-offset-4">
              See your credits
            </Link>
          }
        >
          {formatMoney(more)} would be held, and you have {formatMoney(availableCents)}.
        </Notice>
      ) : more > 0 ? (
        <Notice tone="accent">
          {formatMoney(more)} moves from your credits and is held. {formatMoney(availableCents - more)} stays to spend.
        </Notice>
      ) : more < 0 ? (
        <Notice tone="accent">{formatMoney(-more)} of what is held goes back to your credits.</Notice>
      ) : (
        <Notice>What is held stays as it is.</Notice>
      )}
    </div>
  );
}
