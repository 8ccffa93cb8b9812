import { clsx } from "clsx";
import { LoaderCircle } from "lucide-react";
import { type ComponentProps, cloneElement, isValidElement } from "react";
import { type ButtonVariants, buttonClass } from "./button-class";

export type ButtonProps = ComponentProps<"button"> & ButtonVariants & { busy?: boolean; asChild?: boolean };

/** A button; `busy` shows a spinner and refuses clicks while keeping focus and width; `asChild` dresses its only child. */
export function Button({
  variant,
  size,
  wraps,
  busy = false,
  asChild = false,
  className,
  children,
  ...props
}: ButtonProps) {
  const classes = buttonClass({ variant, size, wraps }, className);
  if (asChild && isValidElement<{ className?: string }>(children)) {
    return cloneElement(children, { ...props, className: clsx(classes, children.props.className) });
  }
  return (
    <button
      {...props}
      // A busy button keeps its focus and does nothing, where a disabled one would lose it.
      type={busy ? "button" : (props.type ?? "button")}
      onClick={busy ? undefined : props.onClick}
      aria-busy={busy || undefined}
      aria-disabled={busy || props["aria-disabled"] || undefined}
      className={classes}
    >
      {busy ? <LoaderCircle aria-hidden className="animate-spin" /> : null}
      {children}
    </button>
  );
}
