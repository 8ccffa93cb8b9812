import Link from "next/link";
import type { ReactNode } from "react";
import { Container } from "./container";
import { paths } from "./links";
import { Wordmark } from "./wordmark";

/** A page that must draw without knowing who is there: only the name above and one thing in the middle. */
export function BareShell({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="border-b">
        <Container className="flex h-16 items-center">
          <Link href={paths.home} aria-label="bothand, home" className="rounded-lg py-2">
            <Wordmark />
          </Link>
        </Container>
      </header>
      <main id="main" tabIndex={-1} className="grid grow place-items-center px-4 py-16 outline-none">
        {children}
      </main>
    </div>
  );
}
