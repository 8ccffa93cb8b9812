import { clsx } from "clsx";
import type { ComponentProps } from "react";
import { controlClass } from "./input";

/** A bare text area that grows with its text where the browser can. */
export function Textarea({ className, rows = 5, ...props }: ComponentProps<"textarea">) {
  return (
    <textarea
      {...props}
      rows={rows}
      className={clsx(controlClass, "field-sizing-content min-h-24 resize-y px-3 py-2.5 sm:leading-6", className)}
    />
  );
}
