import type { ReactNode } from "react";
import { Breadcrumb, type Crumb } from "@/components/ui/breadcrumb";

/** The head of a page: where one is, what it is, one line about it, and the one thing to do. */
export function PageHeader({
  title,
  lede,
  eyebrow,
  actions,
  breadcrumb,
}: {
  title: ReactNode;
  lede?: ReactNode;
  eyebrow?: ReactNode;
  actions?: ReactNode;
  breadcrumb?: readonly Crumb[];
}) {
  return (
    <header className="pt-8 pb-6 sm:pt-10">
      {breadcrumb ? (
        <div className="mb-3">
          <Breadcrumb items={breadcrumb} />
        </div>
      ) : null}
      <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-4">
        <div className="min-w-0 max-w-3xl">
          {eyebrow ? (
            <div className="mb-2 flex flex-wrap items-center gap-2 text-ink-soft text-sm">{eyebrow}</div>
          ) : null}
          <h1 className="text-xl">{title}</h1>
          {lede ? <p className="mt-2 text-ink-soft">{lede}</p> : null}
        </div>
        {actions ? <div className="flex flex-wrap gap-2">{actions}</div> : null}
      </div>
    </header>
  );
}
