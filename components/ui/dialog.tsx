"use client";

import { X } from "lucide-react";
import * as DialogPrimitive from "radix-ui/dialog";
import type { ReactNode } from "react";
import { cn } from "./cn";

export const Dialog = DialogPrimitive.Root;
export const DialogTrigger = DialogPrimitive.Trigger;
export const DialogClose = DialogPrimitive.Close;

const SIDES = {
  center:
    "inset-x-4 top-1/2 mx-auto max-h-[calc(100dvh-2rem)] max-w-lg -translate-y-1/2 rounded-xl border animate-rise",
  right: "inset-y-0 right-0 w-full max-w-md border-l animate-slide",
  bottom: "inset-x-0 bottom-0 max-h-[85dvh] rounded-t-xl border-t animate-rise",
};

type DialogContentProps = {
  title: ReactNode;
  description?: ReactNode;
  side?: keyof typeof SIDES;
  className?: string;
  children: ReactNode;
};

/** The window of a dialog: title, one line about it, and a cross. */
export function DialogContent({ title, description, side = "center", className, children }: DialogContentProps) {
  return (
    <DialogPrimitive.Portal>
      <DialogPrimitive.Overlay className="fixed inset-0 z-40 animate-fade bg-scrim" />
      <DialogPrimitive.Content
        {...(description ? {} : { "aria-describedby": undefined })}
        className={cn("fixed z-50 flex flex-col overflow-y-auto bg-surface p-6 shadow-float", SIDES[side], className)}
      >
        <div className="pr-10">
          <DialogPrimitive.Title className="font-semibold text-lg">{title}</DialogPrimitive.Title>
          {description ? (
            <DialogPrimitive.Description className="mt-1 text-ink-soft text-sm">
              {description}
            </DialogPrimitive.Description>
          ) : null}
        </div>
        <div className="mt-5 grow">{children}</div>
        <DialogPrimitive.Close
          aria-label="Close"
          className="absolute top-4 right-4 grid size-9 place-items-center rounded-lg text-ink-soft hover:bg-sunken hover:text-ink"
        >
          <X aria-hidden className="size-4" />
        </DialogPrimitive.Close>
      </DialogPrimitive.Content>
    </DialogPrimitive.Portal>
  );
}
