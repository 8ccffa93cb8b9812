import type { ReactNode } from "react";

/** Several numbers in one card, divided by hairlines. */
export function StatRow({ children }: { children: ReactNode }) {
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-xl border bg-line sm:grid-flow-col sm:auto-cols-fr sm:grid-cols-none">
      {children}
    </dl>
  );
}

/** One number and what it counts; inside a StatRow. */
export function Stat({ label, value, hint }: { label: ReactNode; value: ReactNode; hint?: ReactNode }) {
  return (
    <div className="flex flex-col bg-surface px-4 py-4 sm:px-5 max-sm:last:odd:col-span-2">
      <dt className="text-ink-soft text-sm">{label}</dt>
      <dd className="mt-1 font-semibold text-lg tabular-nums sm:text-xl">{value}</dd>
      {hint ? <dd className="mt-0.5 text-ink-soft text-sm">{hint}</dd> : null}
    </div>
  );
}
