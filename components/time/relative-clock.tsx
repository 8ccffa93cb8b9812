"use client";

import { useEffect, useState } from "react";
import { formatExact, formatRelative } from "./format";

const TICK_MS = 30_000;
const listeners = new Set<(now: number) => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for the whole page, however many times it shows. */
function subscribe(listener: (now: number) => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    const now = Date.now();
    for (const tell of listeners) tell(now);
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The part of RelativeTime that moves; `at` and `renderedAt` in milliseconds since 1970. What is told of is never yet to come where `isPast`. */
export function RelativeClock({
  at,
  renderedAt,
  isPast = false,
  className,
}: {
  at: number;
  renderedAt: number;
  isPast?: boolean;
  className?: string;
}) {
  const [now, setNow] = useState<number>();

  useEffect(() => {
    setNow(Date.now());
    return subscribe(setNow);
  }, []);

  return (
    <time
      dateTime={new Date(at).toISOString()}
      // The server does not know the reader's zone: its title is in UTC until the page is alive.
      title={formatExact(at, now === undefined ? "UTC" : undefined)}
      suppressHydrationWarning
      className={className}
    >
      {formatRelative(at, Math.max(now ?? renderedAt, isPast ? at : 0))}
    </time>
  );
}
