"use client";

import { Command } from "cmdk";
import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";

export type CommandLink = { label: string; href: string; group: string; words?: string };

type CommandDialogProps = {
  links: readonly CommandLink[];
  /** Where a search for words goes; the words follow as `?search=`. */
  searchHref: string;
  searchLabel: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
};

const itemClass =
  "flex min-h-10 cursor-pointer items-center gap-3 rounded-lg px-3 text-sm data-[selected=true]:bg-sunken";

/** Everywhere one can go, by typing. */
export function CommandDialog({ links, searchHref, searchLabel, open, onOpenChange }: CommandDialogProps) {
  const router = useRouter();
  const [text, setText] = useState("");
  const words = text.trim();
  const groups = [...new Set(links.map((link) => link.group))];

  function go(href: string) {
    onOpenChange(false);
    setText("");
    router.push(href);
  }

  return (
    <Command.Dialog
      open={open}
      onOpenChange={onOpenChange}
      label="Search and go to"
      loop
      overlayClassName="fixed inset-0 z-40 animate-fade bg-scrim"
      contentClassName="fixed inset-x-4 top-[12dvh] z-50 mx-auto max-w-xl animate-rise overflow-hidden rounded-xl border bg-surface shadow-float"
    >
      <div className="flex items-center gap-3 border-b px-4">
        <Search aria-hidden className="size-4 text-ink-faint" />
        <Command.Input
          value={text}
          onValueChange={setText}
          placeholder="Search gigs or go to a page"
          className="h-13 w-full bg-transparent text-base outline-none"
        />
      </div>
      <Command.List className="max-h-[50dvh] overflow-y-auto p-2">
        {words ? (
          <Command.Item
            forceMount
            value={`search ${words}`}
            onSelect={() => go(`${searchHref}?search=${encodeURIComponent(words)}`)}
            className={itemClass}
          >
            <Search aria-hidden className="size-4 text-ink-faint" />
            <span className="truncate">
              {searchLabel} “{words}”
            </span>
          </Command.Item>
        ) : null}
        {groups.map((group) => (
          <Command.Group
            key={group}
            heading={group}
            className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-3 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-ink-faint [&_[cmdk-group-heading]]:text-xs"
          >
            {links
              .filter((link) => link.group === group)
              .map((link) => (
                <Command.Item
                  key={link.href}
                  value={`${link.label} ${link.words ?? ""}`}
                  onSelect={() => go(link.href)}
                  className={itemClass}
                >
                  {link.label}
                </Command.Item>
              ))}
          </Command.Group>
        ))}
      </Command.List>
    </Command.Dialog>
  );
}
