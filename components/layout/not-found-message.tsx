import { SearchX } from "lucide-react";
import { ButtonLink } from "@/components/ui/button-link";
import { paths } from "./links";

/** What a missing page says; the same whether it never was or is not for this reader. */
export function NotFoundMessage() {
  return (
    <div className="mx-auto max-w-md py-16 text-center">
      <SearchX aria-hidden className="mx-auto size-8 text-ink-faint" />
      <h1 className="mt-5 text-xl">There is nothing here</h1>
      <p className="mt-2 text-ink-soft">The address may be mistyped, or what stood here is gone or not yours to see.</p>
      <div className="mt-6 flex flex-wrap justify-center gap-2">
        <ButtonLink href={paths.gigs} variant="primary">
          Browse gigs
        </ButtonLink>
        <ButtonLink href={paths.home}>Home</ButtonLink>
      </div>
    </div>
  );
}
