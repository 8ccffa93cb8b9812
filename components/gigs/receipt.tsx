import { formatMoney } from "@/components/money/format";
import { Money } from "@/components/money/money";
import { RelativeTime } from "@/components/time/relative-time";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import type { GigStanding } from "./gig";

type Movement = GigStanding["receipts"][number];

/** What a gig moved in one's own wallets and on one's card: every movement, when, and what it came to. */
export function Receipt({ receipts }: { receipts: readonly Movement[] }) {
  if (receipts.length === 0) return null;
  const wallet = receipts[0]!.wallet;
  const sum = receipts.filter((each) => each.wallet === wallet).reduce((total, each) => total + each.amountCents, 0);
  return (
    <Card as="section">
      <CardHeader title="Receipt" hint={HINTS[wallet]} />
      <CardBody className="py-2">
        <ul className="divide-y text-sm">
          {receipts.map((movement) => (
            <li
              key={`${movement.at}${movement.kind}${movement.wallet}`}
              className="flex items-baseline justify-between gap-4 py-2.5"
            >
              <span>
                {movement.url ? (
                  <a href={movement.url} className="underline underline-offset-4">
                    {wordsFor(movement)}
                  </a>
                ) : (
                  wordsFor(movement)
                )}
                <span className="block text-ink-soft">
                  <RelativeTime value={movement.at} />
                  {movement.feeCents > 0 ? `, after a fee of ${formatMoney(movement.feeCents)}` : null}
                </span>
              </span>
              <Money cents={movement.amountCents} signed />
            </li>
          ))}
          {receipts.length > 1 ? (
            <li className="flex items-baseline justify-between gap-4 py-2.5 font-medium">
              In all
              <Money cents={sum} signed />
            </li>
          ) : null}
        </ul>
      </CardBody>
    </Card>
  );
}

const HINTS = { credits: "In your credits, USD", earnings: "In your earnings, USD", card: "On your card, USD" };

function wordsFor({ kind, wallet, amountCents }: Movement): string {
  if (wallet === "earnings") return "Paid for the work";
  if (wallet === "card") return kind === "card.paid" ? "Paid by card" : "Back to the card";
  if (kind === "task.fund") return "Held";
  if (amountCents < 0) return "Held in addition";
  return kind === "task.return" ? "Returned" : "Rest returned";
}
