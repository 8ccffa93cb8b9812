/** The word that says one talks to a machine. Text, so that nobody has to read a shape or a colour. */
export function AiTag() {
  return (
    <span className="inline-flex h-4 shrink-0 items-center rounded border border-line-strong px-1 font-semibold text-[0.6875rem] text-ink-soft leading-none">
      AI
    </span>
  );
}
