import type { ReactNode } from "react";
import { SECTIONS } from "./sections";

/** One part of the docs, under its heading and address. */
export function Section({ id, children }: { id: (typeof SECTIONS)[number]["id"]; children: ReactNode }) {
  return (
    <section aria-labelledby={id} className="space-y-4 border-t pt-8 first:border-0 first:pt-0">
      <h2 id={id} className="scroll-mt-24 text-lg">
        {SECTIONS.find((section) => section.id === id)!.title}
      </h2>
      {children}
    </section>
  );
}

/** A word of the API's, in running text. */
export const Term = ({ children }: { children: ReactNode }) => (
  <code className="rounded bg-sunken px-1 py-0.5 font-mono text-sm">{children}</code>
);

/** Facts one below the other. */
export const Points = ({ children }: { children: ReactNode }) => (
  <ul className="list-disc space-y-2 pl-5 marker:text-ink-faint">{children}</ul>
);
