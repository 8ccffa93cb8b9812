import { Search, SearchX } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Container } from "./container";
import { paths } from "./links";

/** What a missing page says, the same whether it never was or is not for this reader, and a way on that needs no script. */
export function NotFoundMessage() {
  return (
    <Container className="max-w-lg py-16 text-center sm:py-24">
      <SearchX aria-hidden className="mx-auto size-8 text-ink-faint" />
      <h1 className="mt-5 text-xl">There is nothing here</h1>
      <p className="mt-2 text-ink-soft">The address may be mistyped, or what stood here is gone or not yours to see.</p>
      <search>
        <form action={paths.gigs} className="mt-8 flex gap-2">
          <div className="relative grow">
            <Search
              aria-hidden
              className="pointer-events-none absolute inset-y-0 left-3 my-auto size-4 text-ink-faint"
            />
            <input
              type="search"
              name="search"
              aria-label="Search gigs"
              placeholder="Search gigs"
              maxLength={200}
              className="h-10 w-full rounded-lg border border-line-strong bg-surface pr-3 pl-9 text-base sm:text-sm"
            />
          </div>
          <Button type="submit" variant="primary">
            Search
          </Button>
        </form>
      </search>
      <p className="mt-5 text-ink-soft text-sm">
        Or{" "}
        <Link href={paths.gigs} className="font-medium text-accent-ink underline underline-offset-4">
          browse all gigs
        </Link>{" "}
        or go{" "}
        <Link href={paths.home} className="font-medium text-accent-ink underline underline-offset-4">
          home
        </Link>
        .
      </p>
    </Container>
  );
}
