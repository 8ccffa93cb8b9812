import { clsx } from "clsx";
import Link from "next/link";

export type TabLink = { href: string; label: string; count?: number; current: boolean };

/** Views of one page as links, so that each has an address. */
export function TabLinks({ label, items }: { label: string; items: readonly TabLink[] }) {
  return (
    <nav aria-label={label} className="scroll-row -mb-px flex gap-6 border-b">
      {items.map((item) => (
        <Link
          key={item.href}
          href={item.href}
          aria-current={item.current ? "page" : undefined}
          className={clsx(
            "flex h-11 items-center gap-2 whitespace-nowrap border-b-2 font-medium text-sm transition-colors focus-visible:-outline-offset-2",
            item.current ? "border-accent text-ink" : "border-transparent text-ink-soft hover:text-ink",
          )}
        >
          {item.label}
          {item.count === undefined ? null : (
            <span className="rounded bg-sunken px-1.5 text-ink-soft text-xs tabular-nums">{item.count}</span>
          )}
        </Link>
      ))}
    </nav>
  );
}
