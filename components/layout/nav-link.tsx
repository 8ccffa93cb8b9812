"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";

type NavLinkProps = {
  href: string;
  /** Addresses below `href` count as here, save those in this list. */
  except?: readonly string[];
  /** Addresses elsewhere that count as here. */
  also?: readonly string[];
  exact?: boolean;
  className?: string;
  children: ReactNode;
};

/** A link of a navigation that knows whether one is there (style it by `aria-[current]:`). */
export function NavLink({ href, except = [], also = [], exact = false, className, children }: NavLinkProps) {
  const path = usePathname();
  const below = (!exact && path.startsWith(`${href}/`) && !except.includes(path)) || also.includes(path);
  return (
    <Link href={href} aria-current={path === href ? "page" : below ? "true" : undefined} className={className}>
      {children}
    </Link>
  );
}
