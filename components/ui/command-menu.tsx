"use client";

import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import type { CommandLink } from "./command-dialog";

const CommandDialog = lazy(() => import("./command-dialog").then((module) => ({ default: module.CommandDialog })));

type CommandMenuProps = {
  links: readonly CommandLink[];
  searchHref: string;
  searchLabel: string;
  className?: string;
  /** What stands in the button. */
  children: ReactNode;
};

/** The button that opens the command menu, and its key (⌘K or Ctrl K). The menu is fetched when first wanted. */
export function CommandMenu({ className, children, ...menu }: CommandMenuProps) {
  const [open, setOpen] = useState(false);
  const [wanted, setWanted] = useState(false);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setWanted(true);
      setOpen((before) => !before);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);

  return (
    <>
      <button
        type="button"
        aria-label="Search"
        aria-keyshortcuts="Meta+K Control+K"
        aria-haspopup="dialog"
        onClick={() => {
          setWanted(true);
          setOpen(true);
        }}
        className={className}
      >
        {children}
      </button>
      {wanted ? (
        <Suspense>
          <CommandDialog {...menu} open={open} onOpenChange={setOpen} />
        </Suspense>
      ) : null}
    </>
  );
}
