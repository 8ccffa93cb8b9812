import { clsx } from "clsx";
import type { ComponentProps } from "react";

/** The look every one-line control shares. The border alone reaches 3:1, so the box is found without its fill. */
export const controlClass =
  "w-full rounded-lg border border-line-strong bg-surface text-ink text-base sm:text-sm transition-colors hover:border-ink-faint focus-visible:border-accent focus-visible:outline-offset-0 focus-visible:outline-1 aria-invalid:border-loss aria-invalid:outline-loss disabled:cursor-not-allowed disabled:bg-sunken disabled:text-ink-faint";

/** A bare one-line input; 16 px on a phone, so that iOS does not zoom in. */
export function Input({ className, ...props }: ComponentProps<"input">) {
  return (
    <input
      {...props}
      className={clsx(
        controlClass,
        "h-10 px-3 file:mr-3 file:rounded-md file:bg-sunken file:px-2 file:py-1 file:text-sm",
        props.type === "file" && "py-1.5",
        props.type === "number" && "tabular-nums",
        className,
      )}
    />
  );
}
