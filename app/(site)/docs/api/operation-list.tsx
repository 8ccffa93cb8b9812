"use client";

import { Search } from "lucide-react";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { Input } from "@/components/ui/input";
import { PathText } from "./path-text";

/** `names` and `words` are in lower case: what an operation is called, and what is said about it. */
export type Row = {
  id: string;
  href: string;
  path: string;
  summary: string;
  badge: ReactNode;
  names: string;
  words: string;
};
export type Group = { title: string; href: string; rows: Row[] };

/** Every operation, narrowed down while one types. Without script the form asks the page for the same. */
export function OperationList({ action, groups, asked }: { action: string; groups: Group[]; asked: string }) {
  const [query, setQuery] = useState(asked);
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const within = (where: "names" | "words") =>
    groups
      .map((group) => ({
        ...group,
        rows: group.rows.filter((row) => words.every((word) => row[where].includes(word))),
      }))
      .filter(({ rows }) => rows.length > 0);
  const named = within("names");
  const found = named.length > 0 ? named : within("words");
  const count = found.reduce((sum, { rows }) => sum + rows.length, 0);
  return (
    <>
      <search>
        <form action={action} onSubmit={(event) => event.preventDefault()} className="relative max-w-md">
          <Search
            aria-hidden
            className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-ink-faint"
          />
          <Input
            type="search"
            name="q"
            aria-label="Find an operation"
            placeholder="A path or words"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            className="pl-9"
          />
        </form>
      </search>
      <p aria-live="polite" className="mt-2 text-ink-soft text-sm">
        {count === 1 ? "1 operation" : `${count} operations`}
      </p>
      {found.map(({ title, href, rows }) => (
        <div key={href} className="mt-6">
          <h3 className="text-sm">
            <Link href={href} prefetch={false} className="hover:underline">
              {title}
            </Link>
          </h3>
          <ul className="mt-1 divide-y border-y">
            {rows.map((row) => (
              <li key={row.id}>
                <Link
                  href={row.href}
                  prefetch={false}
                  className="grid grid-cols-[4.5rem_minmax(0,1fr)] items-center gap-y-0.5 py-2 text-sm hover:bg-sunken/60 focus-visible:-outline-offset-2 sm:grid-cols-[4.5rem_minmax(0,3fr)_minmax(0,2fr)] sm:gap-x-4"
                >
                  <span>{row.badge}</span>
                  <PathText path={row.path} />
                  <span className="col-start-2 text-ink-soft sm:col-start-3">{row.summary}</span>
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </>
  );
}
