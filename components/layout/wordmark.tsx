/** A circle and a square, and what they have in common: both/and. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 34 24" aria-hidden="true" className={className}>
      <circle cx="12" cy="12" r="12" className="fill-ink" />
      <rect x="11" width="23" height="24" rx="6" className="fill-ink" />
      <path d="M11 6A6 6 0 0 1 15.5.6a12 12 0 0 1 0 22.8A6 6 0 0 1 11 18z" className="fill-mark" />
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
