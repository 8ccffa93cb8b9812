/** What a long form says first: only what may stay empty is marked, at its label. */
export const RequiredNote = () => (
  <p className="text-ink-soft text-sm">Everything is required unless it says “optional”.</p>
);
