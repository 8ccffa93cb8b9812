import type { PaymentMethod } from "@/components/gigs/pay";
import { formatMoney } from "@/components/money/format";

type Terms = {
  /** The deed, with the sum where one is held. */
  button: string;
  /** What moves from where to where. */
  sentence: string;
  /** Cents that the poster's credits lack; the deed waits for them. */
  missingCents: number;
};

/**
 * What accepting a proposal does to the poster's money, said before the click. All in cents: what is held for the gig
 * now, what is proposed, what the poster can spend.
 */
export function termsOf({
  method,
  heldCents,
  proposedCents,
  availableCents,
  name,
}: {
  method: PaymentMethod;
  heldCents: number | null;
  proposedCents: number | null;
  availableCents: number;
  name: string;
}): Terms {
  if (method === "card")
    return {
      button: `Accept and pay ${proposedCents === null ? "" : formatMoney(proposedCents)} by card`,
      sentence: `On Stripe's page; held from then on. ${name} is hired once it is paid.`,
      missingCents: 0,
    };
  if (method !== "credits" || heldCents === null || proposedCents === null) {
    const price = proposedCents === null ? "" : ` for ${formatMoney(proposedCents)}`;
    return {
      button: method === "none" ? `Accept ${name}` : `Accept ${name}${price}`,
      sentence:
        method === "none"
          ? "No money moves. The gig closes to other proposals."
          : `You pay ${name} yourself; nothing is held here. The gig closes to other proposals.`,
      missingCents: 0,
    };
  }
  const difference = proposedCents - heldCents;
  const button = `Accept and hold ${formatMoney(proposedCents)}`;
  if (difference === 0) return { button, sentence: "All of what is held stays held.", missingCents: 0 };
  if (difference < 0)
    return {
      button,
      sentence: `${formatMoney(-difference)} of the ${formatMoney(heldCents)} held goes back to your credits.`,
      missingCents: 0,
    };
  return {
    button,
    sentence: `${formatMoney(difference)} more is taken from your credits; you have ${formatMoney(availableCents)}.`,
    missingCents: Math.max(0, difference - availableCents),
  };
}
