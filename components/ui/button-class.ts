import { clsx } from "clsx";

const BASE =
  "inline-flex shrink-0 select-none items-center justify-center gap-2 rounded-lg font-medium transition-colors disabled:opacity-55 aria-disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0";

const VARIANTS = {
  primary: "bg-accent text-on-accent enabled:hover:bg-accent-strong [a&]:hover:bg-accent-strong",
  secondary: "border border-line-strong/60 bg-surface text-ink hover:border-line-strong hover:bg-sunken",
  ghost: "text-ink-soft hover:bg-sunken hover:text-ink",
  danger: "bg-loss text-on-loss hover:bg-loss-strong",
};

const SIZES = {
  sm: "min-h-8 px-3 text-sm",
  nav: "min-h-9 px-3.5 text-sm",
  md: "min-h-10 px-4 text-sm",
  lg: "min-h-12 px-6 text-base",
  icon: "size-10",
};

export type ButtonVariants = { variant?: keyof typeof VARIANTS; size?: keyof typeof SIZES; wraps?: boolean };

/** Words that may hold a name or two sums take several lines where one is too narrow. */
const WRAPS = "max-w-full py-1.5 text-center [overflow-wrap:anywhere]";

/** The classes of a button, for a link that looks like one. They are joined, not merged: add to them, choose a size for the rest. */
export function buttonClass(
  { variant = "secondary", size = "md", wraps = false }: ButtonVariants = {},
  className?: string,
): string {
  return clsx(BASE, VARIANTS[variant], SIZES[size], wraps ? WRAPS : "whitespace-nowrap", className);
}
