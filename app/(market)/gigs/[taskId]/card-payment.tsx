import { formatMoney } from "@/components/money/format";
import { LookAgain } from "@/components/money/look-again";
import { Notice } from "@/components/ui/notice";
import type { CheckoutState } from "@/lib/domain/payments/load-checkout";

/** What became of the payment for a hire from which somebody comes back. It only looks: Stripe's word comes by itself. */
export function CardPayment({ payment: { status, amountCents } }: { payment: CheckoutState }) {
  const sum = formatMoney(amountCents);
  return (
    <div role="status" className="mb-6">
      {status === "paid" ? (
        <Notice tone="accent" title={`Paid. ${sum} is held.`}>
          It is released when you accept the work.
        </Notice>
      ) : status === "refunded" ? (
        <Notice tone="wait" title={`${sum} goes back to your card`}>
          It was paid when this proposal could not be accepted any more. Banks take a few days to show it.
        </Notice>
      ) : status === "expired" ? (
        <Notice title={`The payment of ${sum} was not made`}>Its page is over. Choose again below.</Notice>
      ) : (
        <Notice tone="wait" title={`Waiting for Stripe to confirm ${sum}`}>
          The proposal is accepted as soon as Stripe has told us that the card was charged, usually within seconds.
          <LookAgain />
        </Notice>
      )}
    </div>
  );
}
