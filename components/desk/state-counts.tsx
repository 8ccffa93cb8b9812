import Link from "next/link";

export type StateCount = { label: string; count: number; href: string };

/** How many of a kind stand where: only those there are, each leading to its list. */
export function StateCounts({ counts }: { counts: readonly StateCount[] }) {
  const shown = counts.filter(({ count }) => count > 0);
  if (shown.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1 border-b px-5 py-2.5 text-sm">
      {shown.map(({ label, count, href }) => (
        <li key={label}>
          <Link href={href} className="inline-flex min-h-7 items-center gap-1.5 text-ink-soft hover:text-ink">
            <span className="font-semibold text-ink tabular-nums">{count.toLocaleString("en-US")}</span>
            {label}
          </Link>
        </li>
      ))}
    </ul>
  );
}
