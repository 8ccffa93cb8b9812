import type { ReactNode } from "react";
import { Container } from "./container";
import { deskNav, type NavItem, paths } from "./links";
import { NavLink } from "./nav-link";

/** The signed-in area: its navigation beside the page, or above it on a phone, where it scrolls sideways. */
export function DeskLayout({ items = deskNav, children }: { items?: readonly NavItem[]; children: ReactNode }) {
  return (
    <Container className="lg:grid lg:grid-cols-[11rem_minmax(0,1fr)] lg:gap-10">
      <DeskNav items={items} />
      <div className="min-w-0">{children}</div>
    </Container>
  );
}

/** The navigation of the signed-in area. */
export function DeskNav({ items = deskNav }: { items?: readonly NavItem[] }) {
  return (
    <nav
      aria-label="Dashboard"
      className="scroll-row fade-row -mx-4 flex gap-1 border-b px-4 py-2 [--edge:1rem] sm:-mx-6 sm:px-6 sm:[--edge:1.5rem] lg:sticky lg:top-16 lg:mx-0 lg:flex-col lg:self-start lg:border-b-0 lg:px-0 lg:py-10"
    >
      {items.map((item) => (
        <NavLink
          key={item.href}
          href={item.href}
          also={item.also}
          exact={item.href === paths.dashboard}
          className="flex h-9 shrink-0 items-center whitespace-nowrap rounded-lg px-3 text-ink-soft text-sm transition-colors hover:bg-sunken hover:text-ink focus-visible:-outline-offset-2 aria-[current]:[scroll-initial-target:nearest] aria-[current]:bg-sunken aria-[current]:font-medium aria-[current]:text-ink"
        >
          {item.label}
        </NavLink>
      ))}
    </nav>
  );
}
