import type { ReactNode } from "react";

/** The head of a page with one form: what it is, and what to know first. */
export function Head({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <header className="mb-6">
      <h1 className="text-xl">{title}</h1>
      {children ? <div className="mt-2 text-ink-soft">{children}</div> : null}
    </header>
  );
}

/** What stands under a form: another way on. */
export function Foot({ children }: { children: ReactNode }) {
  return <div className="mt-8 flex flex-col gap-2 border-t pt-5 text-ink-soft text-sm">{children}</div>;
}

export const linkClass = "font-medium text-accent-ink underline underline-offset-4 hover:text-ink";
