import type { ComponentProps } from "react";
import { cn } from "@/components/ui/cn";

const SIZES = { page: "max-w-6xl", prose: "max-w-3xl", narrow: "max-w-md" };

/** The measure of a page: centred, with the same margins everywhere. */
export function Container({
  size = "page",
  className,
  ...props
}: ComponentProps<"div"> & { size?: keyof typeof SIZES }) {
  return <div {...props} className={cn("mx-auto w-full px-4 sm:px-6", SIZES[size], className)} />;
}
