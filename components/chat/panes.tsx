"use client";

import { clsx } from "clsx";
import { useSelectedLayoutSegment } from "next/navigation";
import type { ReactNode } from "react";

/** The list beside what is open of it; on a phone one of the two, the whole screen high. */
export function Panes({ list, children }: { list: ReactNode; children: ReactNode }) {
  const isOpen = useSelectedLayoutSegment() !== null;
  return (
    <div className="h-[calc(100dvh-4.0625rem)] min-h-96 md:mx-auto md:max-w-6xl md:px-6 md:py-6">
      <div className="grid h-full min-h-0 grid-cols-[minmax(0,1fr)] overflow-hidden bg-paper md:grid-cols-[20rem_minmax(0,1fr)] md:rounded-xl md:border">
        <div className={clsx("h-full min-h-0 md:block md:border-r", isOpen && "hidden")}>{list}</div>
        <div className={clsx("h-full min-h-0 min-w-0 md:block", !isOpen && "hidden")}>{children}</div>
      </div>
    </div>
  );
}
