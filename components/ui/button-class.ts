import { cva, type VariantProps } from "class-variance-authority";
import { clsx } from "clsx";

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
        nav: "h-9 px-3.5 text-sm",
        md: "h-10 px-4 text-sm",
        lg: "h-12 px-6 text-base",
        icon: "size-10",
      },
    },
    defaultVariants: { variant: "secondary", size: "md" },
  },
);

export type ButtonVariants = VariantProps<typeof button>;

/** The classes of a button, for a link that looks like one. They are joined, not merged: add to them, choose a size for the rest. */
export function buttonClass(variants?: ButtonVariants, className?: string): string {
  return clsx(button(variants), className);
}
