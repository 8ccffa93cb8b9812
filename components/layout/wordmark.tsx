/** A circle and a square, and what they have in common: both/and. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 36 24" aria-hidden="true" className={className}>
      <circle cx="12" cy="12" r="10.75" className="fill-none stroke-ink" strokeWidth="2.5" />
      <rect x="13.25" y="1.25" width="21.5" height="21.5" rx="5.5" className="fill-none stroke-ink" strokeWidth="2.5" />
      <path
        d="M14.5 5.4v13.2a2.9 2.9 0 0 0 1.5 2.6 10 10 0 0 0 0-18.4 2.9 2.9 0 0 0-1.5 2.6z"
        className="fill-accent"
      />
    </svg>
  );
}

/** The name beside its mark. */
export function Wordmark() {
  return (
    <span className="inline-flex items-center gap-2.5">
      <Mark className="h-5 w-auto" />
      <span className="font-semibold text-[1.0625rem] tracking-[-0.02em]">bothand</span>
    </span>
  );
}
