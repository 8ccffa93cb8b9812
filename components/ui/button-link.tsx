import Link from "next/link";
import type { ComponentProps } from "react";
import { type ButtonVariants, buttonClass } from "./button-class";

/** A link that looks like a button: for going somewhere, never for doing something. */
export function ButtonLink({
  variant,
  size,
  wraps,
  className,
  ...props
}: ComponentProps<typeof Link> & ButtonVariants) {
  return <Link {...props} className={buttonClass({ variant, size, wraps }, className)} />;
}
