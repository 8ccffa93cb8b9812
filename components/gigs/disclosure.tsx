import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { buttonClass } from "@/components/ui/button-class";

/** A deed that is not for every day: its form opens on demand, and needs no script to do so. */
export function Disclosure({ label, open, children }: { label: ReactNode; open?: boolean; children: ReactNode }) {
  return (
    <details open={open} className="group min-w-0">
      <summary
        className={buttonClass(
          { variant: "ghost", size: "sm" },
          "list-none group-open:bg-sunken group-open:text-ink [&::-webkit-details-marker]:hidden",
        )}
      >
        {label}
        <ChevronDown aria-hidden className="transition-transform group-open:rotate-180" />
      </summary>
      <div className="mt-3 rounded-xl border bg-sunken/40 p-4">{children}</div>
    </details>
  );
}
