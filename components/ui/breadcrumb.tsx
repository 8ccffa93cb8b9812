import { ChevronRight } from "lucide-react";
import Link from "next/link";

export type Crumb = { label: string; href?: string };

/** The way back up; the last one is where one is. */
export function Breadcrumb({ items }: { items: readonly Crumb[] }) {
  return (
    <nav aria-label="Breadcrumb">
      <ol className="flex items-center gap-1 text-sm">
        {items.map((item, index) => (
          <li key={item.label} className="flex min-w-0 items-center gap-1 first:shrink-0">
            {index > 0 ? <ChevronRight aria-hidden className="size-3.5 shrink-0 text-ink-faint" /> : null}
            {item.href ? (
              <Link href={item.href} dir="auto" className="min-h-6 truncate text-ink-soft leading-6 hover:text-ink">
                {item.label}
              </Link>
            ) : (
              <span aria-current="page" className="truncate">
                {item.label}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
