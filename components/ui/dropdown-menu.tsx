"use client";

import { clsx } from "clsx";
import * as Menu from "radix-ui/dropdown-menu";
import type { ComponentProps } from "react";

export const DropdownMenu = Menu.Root;
export const DropdownMenuTrigger = Menu.Trigger;

export function DropdownMenuContent({ className, align = "end", ...props }: ComponentProps<typeof Menu.Content>) {
  return (
    <Menu.Portal>
      <Menu.Content
        sideOffset={6}
        collisionPadding={8}
        align={align}
        {...props}
        className={clsx("z-50 min-w-48 animate-fade rounded-xl border bg-surface p-1.5 shadow-float", className)}
      />
    </Menu.Portal>
  );
}

/** One deed of a menu; `tone="loss"` for what cannot be undone. */
export function DropdownMenuItem({ className, tone, ...props }: ComponentProps<typeof Menu.Item> & { tone?: "loss" }) {
  return (
    <Menu.Item
      {...props}
      className={clsx(
        "flex min-h-9 cursor-pointer select-none items-center gap-2.5 rounded-lg px-2.5 text-sm outline-none data-disabled:cursor-not-allowed data-highlighted:bg-sunken data-disabled:text-ink-faint [&_svg]:size-4",
        tone === "loss" ? "text-loss-ink" : "[&_svg]:text-ink-soft",
        className,
      )}
    />
  );
}

export function DropdownMenuLabel({ className, ...props }: ComponentProps<typeof Menu.Label>) {
  return <Menu.Label {...props} className={clsx("px-2.5 py-1.5 text-ink-soft text-sm", className)} />;
}

export function DropdownMenuSeparator() {
  return <Menu.Separator className="-mx-1.5 my-1.5 border-t" />;
}
