import Link from "next/link";
import type { z } from "zod";
import { HeldLine, type HeldState } from "@/components/money/held-line";
import { StatusBadge } from "@/components/status/status-badge";
import type { HeldPayment } from "@/lib/domain/credits/held";

type Held = z.output<typeof HeldPayment>;

const STATES: Partial<Record<Held["status"], HeldState>> = { delivered: "delivered", disputed: "disputed" };

/** Each gig with money held for it, its payment drawn as a line with stations. */
export function HeldList({ held }: { held: readonly Held[] }) {
  return (
    <ul className="divide-y">
      {held.map((each) => (
        <li key={each.taskId} className="px-5 py-4">
          <div className="mb-4 flex flex-wrap items-center justify-between gap-x-6 gap-y-1.5">
            <h3 className="min-w-0 font-medium text-base">
              <Link
                href={`/gigs/${each.taskId}`}
                dir="auto"
                className="block truncate py-0.5 underline-offset-4 hover:underline"
              >
                {each.title}
              </Link>
            </h3>
            <StatusBadge status={each.status} />
          </div>
          <HeldLine
            cents={each.amountCents}
            feeCents={each.feeCents}
            currency={each.currency}
            state={STATES[each.status] ?? "held"}
            payer={each.poster}
            payee={each.worker ?? undefined}
            heldAt={each.heldAt}
            deliveredAt={each.deliveredAt}
          />
        </li>
      ))}
    </ul>
  );
}
