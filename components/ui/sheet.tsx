"use client";

import type { ComponentProps } from "react";
import { DialogContent } from "./dialog";

export { Dialog as Sheet, DialogClose as SheetClose, DialogTrigger as SheetTrigger } from "./dialog";

/** A dialog that comes from an edge: for filters, details and forms beside what they are about. */
export function SheetContent({ side = "right", ...props }: ComponentProps<typeof DialogContent>) {
  return <DialogContent side={side} {...props} />;
}
