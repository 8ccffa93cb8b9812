import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";

/** The frame of a table: scrolls sideways on its own and is reachable by keyboard for that. */
export function TableScroll({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className="overflow-x-auto rounded-xl [contain:inline-size] border bg-surface"
    >
      {children}
    </section>
  );
}

export function Table({ className, ...props }: ComponentProps<"table">) {
  return (
    <table
      {...props}
      className={cn(
        "w-full border-collapse text-sm [&_tbody_tr:hover]:bg-sunken/50 [&_tbody_tr]:border-t [&_tbody_tr]:transition-colors",
        className,
      )}
    />
  );
}

/** A heading cell; `numeric` sets it over a column of numbers. */
export function Th({ numeric = false, className, ...props }: ComponentProps<"th"> & { numeric?: boolean }) {
  return (
    <th
      scope="col"
      {...props}
      className={cn(
        "whitespace-nowrap px-5 py-2.5 text-left font-medium text-ink-soft",
        numeric && "text-right",
        className,
      )}
    />
  );
}

/** A cell; `numeric` aligns figures on the right, all of one width. */
export function Td({ numeric = false, className, ...props }: ComponentProps<"td"> & { numeric?: boolean }) {
  return (
    <td
      {...props}
      className={cn("px-5 py-3 align-middle", numeric && "whitespace-nowrap text-right tabular-nums", className)}
    />
  );
}
