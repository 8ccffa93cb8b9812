"use client";

import { usePathname } from "next/navigation";
import { useEffect } from "react";

/** Marks the page as alive, and closes menus when one has gone somewhere: they are plain popovers without a script. */
export function Hydrated() {
  const pathname = usePathname();

  useEffect(() => {
    document.documentElement.dataset.hydrated = "true";
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is the occasion
  useEffect(() => {
    for (const popover of document.querySelectorAll<HTMLElement>(":popover-open")) popover.hidePopover();
  }, [pathname]);

  return null;
}
