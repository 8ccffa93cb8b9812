"use client";

import { Search } from "lucide-react";
import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import type { CommandLink } from "./command-dialog";

const CommandDialog = dynamic(() => import("./command-dialog").then((module) => module.CommandDialog), { ssr: false });

/** The button that opens the command menu, and its key (⌘K or Ctrl K). The menu is fetched when first wanted. */
export function CommandMenu(props: { links: readonly CommandLink[]; searchHref: string; searchLabel: string }) {
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
        className="flex size-10 items-center justify-center gap-2 rounded-lg text-ink-soft text-sm transition-colors hover:bg-sunken hover:text-ink md:h-9 md:w-52 md:justify-start md:border md:bg-surface md:px-3 md:hover:border-line-strong md:hover:bg-surface"
      >
        <Search aria-hidden className="size-4" />
        <span aria-hidden className="hidden grow text-left md:block">
          Search
        </span>
        <kbd aria-hidden className="hidden rounded border px-1 font-sans text-xs md:block">
          ⌘K
        </kbd>
      </button>
      {wanted ? <CommandDialog {...props} open={open} onOpenChange={setOpen} /> : null}
    </>
  );
}
