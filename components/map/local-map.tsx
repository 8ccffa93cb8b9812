import { geoCircle, geoMercator, geoPath } from "d3-geo";
import Link from "next/link";
import { useId } from "react";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import landTopology from "world-atlas/land-110m.json";

export type MapPoint = {
  id: string;
  /** Degrees. */
  lat: number;
  lng: number;
  label: string;
  href: string;
};

type LocalMapProps = {
  points: readonly MapPoint[];
  center?: { lat: number; lng: number; label: string };
  /** How far around the centre the map shows; rings mark its half and whole. */
  radiusKm?: number;
  label?: string;
};

type Cluster = { x: number; y: number; points: MapPoint[] };

const WIDTH = 800;
const HEIGHT = 440;
const MARGIN = 48;
/** Points whose marks would overlap on a phone 360 px wide, where a mark of 28 px is this wide on the drawing, share one. */
const MARK_SIZE = 72;
/** The coast line is a coarse one: nearer than this it would only mislead. */
const LEAST_SPAN_DEGREES = 6;
/** A circle smaller than this is drawn on plain ground, for the same reason. */
const LEAST_COAST_RADIUS_KM = 150;
const KM_PER_DEGREE = 111.2;

const topology = landTopology as unknown as Topology<{ land: GeometryCollection }>;
const land = feature(topology, topology.objects.land);

/** Where gigs are: drawn on the server from a coast line of its own, no tiles, no script. Each mark is a link. */
export function LocalMap({ points, center, radiusKm, label = "Map of gigs" }: LocalMapProps) {
  const projection = geoMercator();
  projection.fitExtent(
    [
      [MARGIN, MARGIN],
      [WIDTH - MARGIN, HEIGHT - MARGIN],
    ],
    extent(points, center, radiusKm),
  );
  projection.clipExtent([
    [0, 0],
    [WIDTH, HEIGHT],
  ]);
  const path = geoPath(projection).digits(1);
  const rings = center && radiusKm ? [radiusKm / 2, radiusKm] : [];
  const plain = rings.length > 0 && rings[1]! < LEAST_COAST_RADIUS_KM;
  const dots = useId();
  const clusters = toClusters(points, (point) => projection([point.lng, point.lat]));
  const middle = center ? projection([center.lng, center.lat]) : null;

  return (
    <section aria-label={label} className="relative overflow-x-clip rounded-xl border bg-surface">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" className="block h-auto w-full rounded-xl">
        <defs>
          <pattern id={dots} width="7" height="7" patternUnits="userSpaceOnUse">
            <circle cx="2" cy="2" r="1.2" className="fill-line-strong/50" />
          </pattern>
        </defs>
        {plain ? (
          <rect width={WIDTH} height={HEIGHT} fill={`url(#${dots})`} opacity="0.5" />
        ) : (
          <path d={path(land) ?? ""} fill={`url(#${dots})`} className="stroke-line" strokeWidth="0.75" />
        )}
        {center
          ? rings.map((km) => (
              <path
                key={km}
                d={
                  path(
                    geoCircle()
                      .center([center.lng, center.lat])
                      .radius(km / KM_PER_DEGREE)(),
                  ) ?? ""
                }
                strokeDasharray="3 5"
                className="fill-accent/4 stroke-accent/60"
              />
            ))
          : null}
      </svg>
      {center
        ? rings.map((km) => {
            const top = projection([center.lng, center.lat + km / KM_PER_DEGREE]);
            return top ? (
              <span
                key={km}
                style={place(top[0], top[1])}
                className="absolute -translate-x-1/2 -translate-y-1/2 rounded bg-surface/85 px-1 text-ink-soft text-xs tabular-nums"
              >
                {km.toLocaleString("en-US")} km
              </span>
            ) : null;
          })
        : null}
      {middle && center ? (
        <span
          style={place(middle[0], middle[1])}
          className="absolute flex -translate-x-1/2 -translate-y-1/2 flex-col items-center"
        >
          <span aria-hidden className="size-2.5 rounded-full border-2 border-surface bg-ink" />
          <span className="absolute top-3.5 whitespace-nowrap rounded bg-surface/85 px-1 text-ink-soft text-xs">
            {center.label}
          </span>
        </span>
      ) : null}
      <ul>
        {clusters.map((cluster) => (
          <li
            key={cluster.points[0]!.id}
            style={place(cluster.x, cluster.y)}
            className="absolute -translate-x-1/2 -translate-y-1/2 focus-within:z-20 hover:z-20 has-[details[open]]:z-30"
          >
            {cluster.points.length === 1 ? <Mark cluster={cluster} /> : <ClusterMark cluster={cluster} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Where what opens at a mark stands, so that it never reaches beyond the map, not even on a phone. */
const sideOf = ({ x }: Cluster) =>
  x > WIDTH * 0.66 ? "right-0" : x < WIDTH * 0.33 ? "left-0" : "left-1/2 -translate-x-1/2";

function Mark({ cluster }: { cluster: Cluster }) {
  const point = cluster.points[0]!;
  return (
    <Link href={point.href} className="group relative grid size-7 place-items-center rounded-full">
      <span
        aria-hidden
        className="size-3.5 rounded-full border-2 border-surface bg-accent transition-transform group-hover:scale-125"
      />
      <span
        className={`pointer-events-none absolute bottom-full w-max max-w-56 truncate rounded-lg bg-ink px-2.5 py-1.5 text-paper text-sm opacity-0 transition-opacity group-hover:opacity-100 group-focus-visible:opacity-100 ${sideOf(cluster)}`}
      >
        {point.label}
      </span>
    </Link>
  );
}

function ClusterMark({ cluster }: { cluster: Cluster }) {
  const { points, y } = cluster;
  const edge = y > HEIGHT / 2 ? "bottom-full mb-1" : "top-full mt-1";
  return (
    <details name="map" className="group relative">
      <summary
        aria-label={`${points.length} gigs here`}
        className="grid size-7 list-none place-items-center rounded-full border-2 border-surface bg-accent font-semibold text-on-accent text-xs tabular-nums transition-colors hover:bg-accent-strong [&::-webkit-details-marker]:hidden"
      >
        {points.length}
      </summary>
      <ul
        className={`absolute max-h-56 w-60 overflow-y-auto rounded-xl border bg-surface p-1.5 shadow-float ${sideOf(cluster)} ${edge}`}
      >
        {points.map((point) => (
          <li key={point.id}>
            <Link href={point.href} className="block rounded-lg px-2.5 py-2 text-sm hover:bg-sunken">
              {point.label}
            </Link>
          </li>
        ))}
      </ul>
    </details>
  );
}

function place(x: number, y: number) {
  return { left: `${(x / WIDTH) * 100}%`, top: `${(y / HEIGHT) * 100}%` };
}

/** What the map must show, as the corners of a box that is never narrower than the coast line bears. */
function extent(points: readonly MapPoint[], center: LocalMapProps["center"], radiusKm: number | undefined) {
  if (center && radiusKm) {
    const reach = geoCircle()
      .center([center.lng, center.lat])
      .radius((radiusKm * 1.08) / KM_PER_DEGREE)();
    return { type: "MultiPoint" as const, coordinates: reach.coordinates[0]! };
  }
  const spots = [...points, ...(center ? [center] : [])];
  if (spots.length === 0) {
    return {
      type: "MultiPoint" as const,
      coordinates: [
        [-168, 72],
        [178, -50],
      ],
    };
  }
  const lats = spots.map((spot) => spot.lat);
  const lngs = spots.map((spot) => spot.lng);
  const grow = (low: number, high: number): [number, number] => {
    const missing = Math.max(0, LEAST_SPAN_DEGREES - (high - low)) / 2;
    return [low - missing, high + missing];
  };
  const [south, north] = grow(Math.min(...lats), Math.max(...lats));
  const [west, east] = grow(Math.min(...lngs), Math.max(...lngs));
  return {
    type: "MultiPoint" as const,
    coordinates: [
      [west, Math.min(north, 80)],
      [east, Math.max(south, -80)],
    ],
  };
}

function toClusters(
  points: readonly MapPoint[],
  project: (point: MapPoint) => [number, number] | null,
): readonly Cluster[] {
  const clusters: Cluster[] = [];
  for (const point of points) {
    const spot = project(point);
    if (!spot || spot[0] < 0 || spot[0] > WIDTH || spot[1] < 0 || spot[1] > HEIGHT) continue;
    const near = clusters.find(({ x, y }) => Math.max(Math.abs(x - spot[0]), Math.abs(y - spot[1])) < MARK_SIZE);
    if (near) near.points.push(point);
    else clusters.push({ x: spot[0], y: spot[1], points: [point] });
  }
  return clusters;
}
