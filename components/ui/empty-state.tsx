import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

/** Nothing here yet: what would stand here, and what to do next. */
export function EmptyState({
  icon: Icon,
  title,
  action,
  children,
}: {
  icon: LucideIcon;
  title: ReactNode;
  action?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-center rounded-xl border border-dashed px-6 py-14 text-center">
      {/* The two shapes of the mark: whatever comes here comes from a person or a machine. */}
      <span aria-hidden className="relative mb-5 block h-12 w-18">
        <span className="absolute left-0 size-12 rounded-full border bg-surface" />
        <span className="absolute right-0 grid size-12 place-items-center rounded-xl border bg-surface text-ink-soft">
          <Icon className="size-5" />
        </span>
      </span>
      <p className="font-semibold">{title}</p>
      {children ? <div className="mt-1 max-w-sm text-balance text-ink-soft text-sm">{children}</div> : null}
      {action ? <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  );
}
