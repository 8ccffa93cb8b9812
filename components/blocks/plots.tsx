const BINS = 10;
const [WIDTH, HEIGHT, GAP] = [320, 96, 3];

/** How shares of one are spread, in ten bars; the same in words for those who do not see it. */
export function ShareHistogram({ label, values }: { label: string; values: readonly number[] }) {
  const counts = new Array<number>(BINS).fill(0);
  for (const value of values) counts[Math.min(BINS - 1, Math.floor(value * BINS))]!++;
  const most = Math.max(1, ...counts);
  const width = WIDTH / BINS;
  const told = counts.flatMap((count, at) => (count > 0 ? [`${at * 10} to ${at * 10 + 10} %: ${count}`] : []));
  return (
    <figure>
      <svg
        viewBox={`0 -12 ${WIDTH} ${HEIGHT + 28}`}
        role="img"
        aria-label={`${label}. ${told.join("; ")}.`}
        className="w-full"
      >
        {counts.map((count, at) => {
          const height = (count / most) * HEIGHT;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: bars do not move
            <g key={at}>
              <rect
                x={at * width + GAP / 2}
                y={HEIGHT - height}
                width={width - GAP}
                height={height}
                className="fill-accent"
                rx={2}
              />
              {count > 0 ? (
                <text
                  x={at * width + width / 2}
                  y={HEIGHT - height - 3}
                  textAnchor="middle"
                  className="fill-ink-soft text-[9px]"
                >
                  {count}
                </text>
              ) : null}
            </g>
          );
        })}
        <line x1={0} x2={WIDTH} y1={HEIGHT} y2={HEIGHT} className="stroke-line" />
        {[0, 0.5, 1].map((at) => (
          <text
            key={at}
            x={at * WIDTH}
            y={HEIGHT + 12}
            textAnchor={at === 0 ? "start" : at === 1 ? "end" : "middle"}
            className="fill-ink-soft text-[9px]"
          >
            {at * 100} %
          </text>
        ))}
      </svg>
      <figcaption className="mt-1 text-ink-soft text-sm">{label}</figcaption>
    </figure>
  );
}

/** A share of one as a bar, with the ends of its interval where there is one. */
export function ShareBar({
  value,
  interval,
  label,
}: {
  value: number;
  interval?: readonly number[] | null;
  label: string;
}) {
  return (
    <span role="img" aria-label={label} className="relative block h-2 w-full min-w-20 rounded-full bg-sunken">
      <span className="absolute inset-y-0 left-0 rounded-full bg-accent" style={{ width: `${value * 100}%` }} />
      {interval ? (
        <span
          className="absolute top-1/2 h-px bg-ink"
          style={{ left: `${interval[0]! * 100}%`, width: `${(interval[1]! - interval[0]!) * 100}%` }}
        />
      ) : null}
    </span>
  );
}

/** How many said what, the most first: a bar for each. */
export function Votes({ votes }: { votes: Record<string, number> }) {
  const all = Object.values(votes).reduce((sum, n) => sum + n, 0);
  const shown = Object.entries(votes)
    .filter(([, n]) => n > 0)
    .sort(([, a], [, b]) => b - a);
  return (
    <ul className="min-w-32 space-y-1">
      {shown.map(([name, n]) => (
        <li key={name} className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-2 text-xs">
          <span dir="auto" className="truncate">
            {name}
          </span>
          <span className="tabular-nums">{n}</span>
          <span className="col-span-2">
            <ShareBar value={all === 0 ? 0 : n / all} label={`${n} of ${all} said ${name}`} />
          </span>
        </li>
      ))}
    </ul>
  );
}
