import Link from "next/link";
import { ActorName } from "@/components/actors/actor-name";
import type { Gig } from "@/components/gigs/gig";
import { PAY, priceOf } from "@/components/gigs/pay";
import { StatusBadge } from "@/components/status/status-badge";
import { RelativeTime } from "@/components/time/relative-time";

/** Gigs as their poster looks at them: who came, until when, and how far it is. */
export function OwnGigList({ gigs, viewerId }: { gigs: readonly Gig[]; viewerId: string }) {
  return (
    <ul className="divide-y rounded-xl border bg-surface">
      {gigs.map((gig) => (
        <li
          key={gig.id}
          className="relative grid gap-x-8 gap-y-3 overflow-clip px-5 py-4 transition-colors first:rounded-t-xl last:rounded-b-xl hover:bg-sunken/50 has-[h3_a:focus-visible]:outline-2 has-[h3_a:focus-visible]:outline-accent sm:grid-cols-[minmax(0,1fr)_auto]"
        >
          <div className="min-w-0">
            <h3 className="font-medium text-base">
              <Link
                href={`/gigs/${gig.id}`}
                dir="auto"
                className="outline-none [overflow-wrap:anywhere] after:absolute after:inset-0"
              >
                {gig.title}
              </Link>
            </h3>
            <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1.5 text-ink-soft text-sm tabular-nums">
              {gig.posterId === viewerId ? null : (
                <span className="inline-flex min-w-0 items-center gap-2">
                  by <ActorName actor={gig.poster} size="xs" />
                </span>
              )}
              <span>
                {gig.proposalCount === 0
                  ? "No proposals"
                  : gig.proposalCount === 1
                    ? "1 proposal"
                    : `${gig.proposalCount.toLocaleString("en-US")} proposals`}
              </span>
              <span>
                Posted <RelativeTime value={gig.createdAt} />
              </span>
              {gig.deadline && (gig.status === "open" || gig.status === "in_progress") ? (
                <span>
                  Due <RelativeTime value={gig.deadline} />
                </span>
              ) : null}
            </div>
          </div>
          <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 sm:flex-col sm:items-end sm:justify-start">
            <p className="font-semibold tabular-nums">{priceOf(gig)}</p>
            <p className="flex items-center gap-3 text-ink-soft text-sm">
              {gig.budgetCents === null ? null : PAY[gig.paymentMethod].label}
              <StatusBadge status={gig.status} />
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}
