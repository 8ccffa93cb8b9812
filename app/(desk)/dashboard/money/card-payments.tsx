import Link from "next/link";
import type { z } from "zod";
import { paths } from "@/components/layout/links";
import { Money } from "@/components/money/money";
import { RelativeTime } from "@/components/time/relative-time";
import { Card, CardHeader } from "@/components/ui/card";
import type { PageOutput } from "@/lib/core/page";
import { type CardPayment, listCardPayments } from "@/lib/domain/payments/list";
import { page } from "@/lib/surfaces/page";

const SHOWN = 10;

const STATUS = { paid: "", pending: "On its way", failed: "Not taken by the card; it became credits" };

/** The newest movements on one's card, each with Stripe's receipt. Nothing where no card was ever used. */
export async function CardPayments() {
  const { items, total } = (await page(listCardPayments, { limit: SHOWN }, paths.money)) as PageOutput<
    z.output<typeof CardPayment>
  >;
  if (total === 0) return null;
  return (
    <Card as="section">
      <CardHeader
        title="Card payments"
        hint={total > items.length ? `The ${items.length} newest of ${total.toLocaleString("en-US")}` : undefined}
      />
      <ul className="divide-y text-sm">
        {items.map((each) => (
          <li key={each.id} className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 px-5 py-3">
            <span className="min-w-0 [overflow-wrap:anywhere]">
              {each.taskId ? (
                <Link href={`/gigs/${each.taskId}`} dir="auto" className="underline-offset-4 hover:underline">
                  {each.description}
                </Link>
              ) : (
                each.description
              )}
              <span className="block text-ink-soft">
                <RelativeTime value={each.createdAt} />
                {STATUS[each.status] ? `. ${STATUS[each.status]}` : null}
              </span>
            </span>
            <span className="flex items-baseline gap-4">
              {each.receiptUrl ? (
                <a href={each.receiptUrl} className="underline underline-offset-4">
                  Receipt
                </a>
              ) : null}
              <Money cents={each.amountCents} signed={each.amountCents < 0} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
