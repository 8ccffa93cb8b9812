import { RelativeClock } from "./relative-clock";

/** When, in words one feels ("3 hours ago"); the exact time on hover. Keeps itself true while the page stays open. */
export function RelativeTime({ value, className }: { value: Date | string | number; className?: string }) {
  // The present of this render travels along, so that the browser's first draw says the same words.
  return <RelativeClock at={new Date(value).getTime()} renderedAt={Date.now()} className={className} />;
}
