import { Search } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Container } from "@/components/layout/container";
import { Input } from "@/components/ui/input";
import { objectsOf, REFERENCE, type Section, sections } from "./reference";

const OVERVIEW = [
  { id: "operations", title: "All operations" },
  { id: "access", title: "Access" },
  { id: "headers", title: "Headers" },
  { id: "errors", title: "Errors" },
] as const;

/** A page of the reference beside the list of all its pages, which unfolds above it on a phone. */
export function Frame({ current, children }: { current?: Section; children: ReactNode }) {
  return (
    <Container className="gap-10 lg:grid lg:grid-cols-[12rem_minmax(0,1fr)]">
      <details className="mt-4 rounded-xl border bg-surface lg:hidden">
        <summary className="px-4 py-3 text-sm">
          Reference: {current ? `${current.dialect}, ${current.title}` : "Overview"}
        </summary>
        <nav aria-label="Reference" className="border-t px-4 pt-3 pb-4">
          <Contents current={current} />
        </nav>
      </details>
      <nav
        aria-label="Reference"
        className="hidden lg:sticky lg:top-16 lg:block lg:max-h-[calc(100dvh-4rem)] lg:self-start lg:overflow-y-auto lg:py-8"
      >
        <Contents current={current} />
      </nav>
      <div className="min-w-0">{children}</div>
    </Container>
  );
}

const rowClass =
  "flex min-h-8 items-center rounded-lg px-3 text-ink-soft text-sm hover:bg-sunken hover:text-ink focus-visible:-outline-offset-2 aria-[current]:bg-sunken aria-[current]:font-medium aria-[current]:text-ink";
const innerClass =
  "block rounded-lg py-1 pr-2 pl-6 text-ink-soft text-sm hover:bg-sunken hover:text-ink focus-visible:-outline-offset-2";

function Contents({ current }: { current: Section | undefined }) {
  return (
    <div className="space-y-5">
      {current ? <Find /> : null}
      <ul>
        <li>
          <Link href={REFERENCE} prefetch={false} aria-current={current ? undefined : "page"} className={rowClass}>
            Overview
          </Link>
          {current ? null : <Inner links={OVERVIEW.map(({ id, title }) => ({ href: `#${id}`, title }))} />}
        </li>
      </ul>
      {(["Gigiac", "GiveGigs"] as const).map((dialect) => (
        <div key={dialect}>
          <p className="px-3 pb-1 font-medium text-sm">{dialect}</p>
          <ul>
            {sections()
              .filter((section) => section.dialect === dialect)
              .map((section) => (
                <Entry key={section.href} section={section} isCurrent={section === current} />
              ))}
          </ul>
        </div>
      ))}
    </div>
  );
}

function Entry({ section, isCurrent }: { section: Section; isCurrent: boolean }) {
  const links = () => [
    ...section.operations.map(({ id, summary }) => ({ href: `#${id}`, title: summary })),
    ...objectsOf(section).map(({ anchor, name }) => ({ href: `#${anchor}`, title: `The ${name} object` })),
  ];
  return (
    <li>
      <Link href={section.href} prefetch={false} aria-current={isCurrent ? "page" : undefined} className={rowClass}>
        {section.title}
      </Link>
      {isCurrent ? <Inner links={links()} /> : null}
    </li>
  );
}

const Inner = ({ links }: { links: { href: string; title: string }[] }) => (
  <ul className="py-1">
    {links.map(({ href, title }) => (
      <li key={href}>
        <a href={href} className={innerClass}>
          {title}
        </a>
      </li>
    ))}
  </ul>
);

/** Leads to the overview, where the operations are found by word. */
const Find = () => (
  <search>
    <form action={REFERENCE} className="relative">
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-ink-faint"
      />
      <Input type="search" name="q" aria-label="Find an operation" placeholder="Find" className="pl-9" />
    </form>
  </search>
);
