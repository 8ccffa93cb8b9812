import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import { Slot } from "radix-ui/slot";
import type { ComponentProps } from "react";
import { cn } from "./cn";

const button = cva(
  "inline-flex shrink-0 select-none items-center justify-center gap-2 whitespace-nowrap rounded-lg font-medium transition-colors disabled:opacity-55 aria-disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary: "bg-accent text-on-accent enabled:hover:bg-accent-strong [a&]:hover:bg-accent-strong",
        secondary: "border border-line-strong/60 bg-surface text-ink hover:border-line-strong hover:bg-sunken",
        ghost: "text-ink-soft hover:bg-sunken hover:text-ink",
        danger: "bg-loss text-on-loss hover:bg-loss-strong",
      },
      size: {
        sm: "h-8 px-3 text-sm",
        md: "h-10 px-4 text-sm",
        lg: "h-12 px-6 text-base",
        icon: "size-10",
      },
    },
    defaultVariants: { variant: "secondary", size: "md" },
  },
);

export type ButtonVariants = VariantProps<typeof button>;

/** The classes of a button, for a link that looks like one. */
export function buttonClass(variants?: ButtonVariants, className?: string): string {
  return cn(button(variants), className);
}

export type ButtonProps = ComponentProps<"button"> & ButtonVariants & { busy?: boolean; asChild?: boolean };

/** A button; `busy` shows a spinner and refuses clicks while keeping focus and width; `asChild` dresses its only child. */
export function Button({ variant, size, busy = false, asChild = false, className, children, ...props }: ButtonProps) {
  const classes = buttonClass({ variant, size }, className);
  if (asChild) {
    return (
      <Slot className={classes} {...props}>
        {children}
      </Slot>
    );
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
