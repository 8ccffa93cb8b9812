import { MapPin } from "lucide-react";
import Link from "next/link";
import { ActorName } from "@/components/actors/actor-name";
import { StatusBadge } from "@/components/status/status-badge";
import { RelativeTime } from "@/components/time/relative-time";
import { BadgeList } from "@/components/ui/badge-list";
import { formatDistance, kilometresBetween, type Place } from "./distance";
import type { Gig } from "./gig";
import { PAY, priceOf } from "./pay";

const SHOWN_SKILLS = 3;

/** One gig in a list: what, who, how much. The whole row leads to it. */
export function GigRow({
  gig,
  distanceKm,
  showStatus = false,
}: {
  gig: Gig;
  distanceKm?: number;
  showStatus?: boolean;
}) {
  return (
    <li className="relative grid gap-x-8 gap-y-3 overflow-clip px-5 py-4 transition-colors first:rounded-t-xl last:rounded-b-xl hover:bg-sunken/50 has-[h3_a:focus-visible]:outline-2 has-[h3_a:focus-visible]:outline-accent sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <h3 className="font-medium text-base">
          <Link href={`/gigs/${gig.id}`} dir="auto" className="outline-none after:absolute after:inset-0">
            {gig.title}
          </Link>
        </h3>
        <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2 text-ink-soft text-sm">
          <ActorName actor={gig.poster} size="xs" rating={gig.poster.rating !== null} />
          {gig.location ? (
            <span className="inline-flex min-w-0 items-center gap-1">
              <MapPin aria-hidden className="size-4 shrink-0 text-ink-faint" />
              <span dir="auto" className="truncate">
                {gig.location.name ?? "On site"}
              </span>
              {distanceKm === undefined ? null : <span className="tabular-nums">· {formatDistance(distanceKm)}</span>}
            </span>
          ) : null}
          <BadgeList label="Skills" words={gig.requiredSkills} max={SHOWN_SKILLS} />
        </div>
      </div>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 sm:flex-col sm:items-end sm:justify-start">
        <p className="font-semibold tabular-nums">{priceOf(gig)}</p>
        <p className="flex flex-wrap items-center gap-x-2 text-ink-soft text-sm sm:justify-end">
          {gig.budgetCents === null && gig.paymentMethod === "none" ? null : (
            <span>{PAY[gig.paymentMethod].label}</span>
          )}
          {gig.urgency === "urgent" || gig.urgency === "critical" ? (
            <span className="font-medium text-wait-ink">{gig.urgency === "urgent" ? "Urgent" : "Critical"}</span>
          ) : null}
          <RelativeTime value={gig.createdAt} />
          {showStatus ? <StatusBadge status={gig.status} /> : null}
        </p>
      </div>
    </li>
  );
}

/** A list of gigs in its frame. */
export function GigList({ gigs, showStatus, near }: { gigs: readonly Gig[]; showStatus?: boolean; near?: Place }) {
  return (
    <ul className="divide-y rounded-xl border bg-surface">
      {gigs.map((gig) => (
        <GigRow
          key={gig.id}
          gig={gig}
          showStatus={showStatus}
          distanceKm={near && gig.location ? kilometresBetween(near, gig.location) : undefined}
        />
      ))}
    </ul>
  );
}
