import { clsx } from "clsx";
import type { ReactNode } from "react";

const FILLS = { accent: "bg-accent", wait: "bg-wait", loss: "bg-loss" };

/** How much of a whole is used or done. `label` names it; `detail` says the figures in words at the right. */
export function Progress({
  value,
  max,
  label,
  detail,
  tone = "accent",
}: {
  value: number;
  max: number;
  label: string;
  detail?: ReactNode;
  tone?: keyof typeof FILLS;
}) {
  const share = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0;
  return (
    <div>
      <div className="mb-1.5 flex items-baseline justify-between gap-4 text-sm">
        <span className="text-ink-soft">{label}</span>
        {detail ? <span className="tabular-nums">{detail}</span> : null}
      </div>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={max}
        aria-valuenow={value}
        className="h-1.5 overflow-hidden rounded-full bg-sunken"
      >
        <div className={clsx("h-full rounded-full", FILLS[tone])} style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  );
}
