import { MapPin } from "lucide-react";
import Link from "next/link";
import type { z } from "zod";
import { LocalMap } from "@/components/map/local-map";
import type { TaskPoint } from "@/lib/domain/tasks/map";
import { formatDistance, type Place } from "./distance";
import { priceOf } from "./pay";

type Point = z.output<typeof TaskPoint>;

/** How far around the visitor the map reaches: the smallest of these with a few gigs in it. */
const RADII_KM = [10, 25, 100, 400, 1500];
const ENOUGH = 3;
const LISTED = 30;

/** Local gigs as marks on a map, and the same as a list below it. */
export function GigMap({ points, near, total }: { points: readonly Point[]; near?: Place; total: number }) {
  const radiusKm = near && radiusWith(points);
  const listed = points.slice(0, LISTED);
  return (
    <div className="space-y-4">
      <LocalMap
        label="Map of local gigs"
        points={points.map((point) => ({
          id: point.id,
          lat: point.latitude,
          lng: point.longitude,
          label: `${point.title}, ${priceOf(point)}`,
          href: `/gigs/${point.id}`,
        }))}
        center={near && { lat: near.latitude, lng: near.longitude, label: "You" }}
        radiusKm={radiusKm}
      />
      {total > listed.length ? (
        <p className="text-ink-soft text-sm tabular-nums">
          {`The ${listed.length} ${near ? "nearest" : "newest"} of ${total.toLocaleString("en-US")}.`}
        </p>
      ) : null}
      <ul className="divide-y rounded-xl border bg-surface">
        {listed.map((point) => (
          <li
            key={point.id}
            className="relative flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 px-5 py-3.5 first:rounded-t-xl last:rounded-b-xl hover:bg-sunken/50"
          >
            <h3 className="min-w-0 font-medium text-base">
              <Link href={`/gigs/${point.id}`} dir="auto" className="after:absolute after:inset-0">
                {point.title}
              </Link>
            </h3>
            <p className="font-semibold tabular-nums">{priceOf(point)}</p>
            <p className="flex basis-full items-center gap-1 text-ink-soft text-sm">
              <MapPin aria-hidden className="size-4 shrink-0 text-ink-faint" />
              <span dir="auto">{point.locationName ?? "On site"}</span>
              {point.distanceKm === null ? null : (
                <span className="tabular-nums">· {formatDistance(point.distanceKm)}</span>
              )}
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}

function radiusWith(points: readonly Point[]): number | undefined {
  const within = (km: number) => points.filter((point) => (point.distanceKm ?? Infinity) <= km).length;
  return RADII_KM.find((km) => within(km) >= Math.min(ENOUGH, points.length));
}
