import { ArrowLeft, ArrowRight } from "lucide-react";
import Link from "next/link";
import { buttonClass } from "./button-class";

const count = new Intl.NumberFormat("en-US");

/** Forth and back through a list by links, so that Back, bookmarks and new tabs work. */
export function Pager({
  previousHref,
  nextHref,
  from,
  to,
  total,
  nextLabel = "Next",
  previousLabel = "Previous",
}: {
  previousHref?: string | null;
  nextHref?: string | null;
  /** Rank of the first and last row shown, from 1. */
  from?: number;
  to?: number;
  total?: number | null;
  nextLabel?: string;
  previousLabel?: string;
}) {
  if (!previousHref && !nextHref && total == null) return null;
  return (
    <nav aria-label="Pages" className="flex items-center justify-between gap-4 pt-4">
      <p className="text-ink-soft text-sm tabular-nums">
        {from && to ? `${count.format(from)}–${count.format(to)}` : null}
        {from && to && total != null ? " of " : null}
        {total != null ? count.format(total) : null}
      </p>
      <div className="flex gap-2">
        {previousHref ? (
          <Link href={previousHref} rel="prev" className={buttonClass()}>
            <ArrowLeft aria-hidden />
            {previousLabel}
          </Link>
        ) : null}
        {nextHref ? (
          <Link href={nextHref} rel="next" className={buttonClass()}>
            {nextLabel}
            <ArrowRight aria-hidden />
          </Link>
        ) : null}
      </div>
    </nav>
  );
}
