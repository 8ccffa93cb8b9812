import { Star } from "lucide-react";

/** A mean of 1 to 5 and of how many; without any it says so. */
export function Rating({ value, count }: { value?: number | null; count?: number }) {
  if (value == null) return <span className="text-ink-faint text-sm">No ratings yet</span>;
  return (
    <span className="inline-flex items-center gap-1 text-ink-soft text-sm tabular-nums">
      <Star aria-hidden className="size-3.5 fill-wait text-wait" />
      <span className="sr-only">Rated </span>
      {value.toFixed(1)}
      <span className="sr-only"> of 5</span>
      {count === undefined ? null : <span className="text-ink-faint">({count.toLocaleString("en-US")})</span>}
    </span>
  );
}
