import type { PaymentMethod } from "@/components/gigs/pay";
import { feeSentence } from "@/components/money/fee";
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
  feeBps,
  name,
}: {
  method: PaymentMethod;
  heldCents: number | null;
  proposedCents: number | null;
  availableCents: number;
  /** The fee of the gig, out of what is paid. */
  feeBps: number;
  name: string;
}): Terms {
  const fee = proposedCents === null ? "" : feeSentence(proposedCents, feeBps, name);
  const told = (sentence: string) => (fee ? `${sentence} ${fee}` : sentence);
  if (method === "card")
    return {
      button: `Accept and pay ${proposedCents === null ? "" : formatMoney(proposedCents)} by card`,
      sentence: told(`On Stripe's page; held from then on. ${name} is hired once it is paid.`),
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
  if (difference === 0) return { button, sentence: told("All of what is held stays held."), missingCents: 0 };
  if (difference < 0)
    return {
      button,
      sentence: told(`${formatMoney(-difference)} of the ${formatMoney(heldCents)} held goes back to your credits.`),
      missingCents: 0,
    };
  return {
    button,
    sentence: told(
      `${formatMoney(difference)} more is taken from your credits; you have ${formatMoney(availableCents)}.`,
    ),
    missingCents: Math.max(0, difference - availableCents),
  };
}
