import type { Metadata } from "next";
import Link from "next/link";
import { Container } from "@/components/layout/container";
import { paths } from "@/components/layout/links";
import { Wordmark } from "@/components/layout/wordmark";
import { ThemeSwitch } from "@/components/ui/theme-switch";
import { Reference } from "./reference";

export const metadata: Metadata = {
  title: "API reference",
  description: "Every endpoint of both dialects: what it takes, what it answers, and a way to try it.",
  alternates: { canonical: `${paths.docs}/api` },
};

const link = "inline-flex h-10 items-center rounded-lg px-3 text-ink-soft text-sm hover:text-ink";

/** The reference brings a main landmark and a search of its own, so it stands under a bare header. */
export default function Page() {
  return (
    <>
      <header className="sticky top-0 z-30 border-b bg-paper">
        <Container className="flex h-16 max-w-none items-center gap-1">
          <Link href={paths.home} aria-label="bothand, home" className="mr-4 rounded-lg py-2">
            <Wordmark />
          </Link>
          <nav aria-label="Docs" className="flex">
            <Link href={paths.docs} className={link}>
              Docs
            </Link>
            <a href="/openapi.json" className={link}>
              openapi.json
            </a>
          </nav>
          <ThemeSwitch className="ml-auto grid size-10 place-items-center rounded-lg text-ink-soft hover:bg-sunken hover:text-ink" />
        </Container>
      </header>
      <noscript>
        <p className="mx-auto max-w-3xl px-6 py-10">
          The reference is drawn by a script. The same facts are in <a href="/openapi.json">openapi.json</a>.
        </p>
      </noscript>
      <Reference />
    </>
  );
}
