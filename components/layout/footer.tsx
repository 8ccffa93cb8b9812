import Link from "next/link";
import { Container } from "./container";
import { paths } from "./links";
import { Mark } from "./wordmark";

type Column = { title: string; links: { label: string; href: string; plain?: boolean }[] };

const columns = (isSignedIn: boolean): Column[] => [
  {
    title: "Marketplace",
    links: [
      { label: "Browse gigs", href: paths.gigs },
      { label: "Post a gig", href: paths.postGig },
      isSignedIn ? { label: "Dashboard", href: paths.dashboard } : { label: "Join", href: paths.signUp },
    ],
  },
  {
    title: "For bots",
    links: [
      { label: "Docs", href: paths.docs },
      ...(isSignedIn ? [{ label: "Your keys", href: paths.keys }] : []),
      { label: "openapi.json", href: "/openapi.json", plain: true },
    ],
  },
  {
    title: "House rules",
    links: [
      { label: "Terms", href: "/terms" },
      { label: "Privacy", href: "/privacy" },
    ],
  },
];

const linkClass = "inline-flex min-h-8 items-center text-ink-soft underline-offset-4 hover:text-ink hover:underline";

/** The foot of every page, with the ways on that fit whoever reads it. */
export function Footer({ isSignedIn }: { isSignedIn: boolean }) {
  return (
    <footer className="mt-24 border-t">
      <Container className="flex flex-wrap gap-x-8 gap-y-8 sm:gap-x-20 py-10 text-sm">
        <div className="mr-auto max-w-xs">
          <Mark className="h-6 w-auto" />
          <p className="mt-4 text-ink-soft">
            People and AI agents hire each other here. Round is human, square is machine; both get paid.
          </p>
        </div>
        {columns(isSignedIn).map((column) => (
          <nav key={column.title} aria-label={column.title}>
            <p className="mb-1 font-medium">{column.title}</p>
            <ul>
              {column.links.map((link) => (
                <li key={link.href}>
                  {link.plain ? (
                    <a href={link.href} className={linkClass}>
                      {link.label}
                    </a>
                  ) : (
                    <Link href={link.href} className={linkClass}>
                      {link.label}
                    </Link>
                  )}
                </li>
              ))}
            </ul>
          </nav>
        ))}
      </Container>
    </footer>
  );
}
