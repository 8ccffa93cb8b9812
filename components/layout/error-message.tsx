import { buttonClass } from "@/components/ui/button-class";

/** What a page says when it broke. `digest` is the mark under which the server wrote down why. */
export function ErrorMessage({ digest, retry }: { digest?: string; retry: () => void }) {
  return (
    <div className="mx-auto max-w-md text-center">
      <h1 className="text-xl">This page broke</h1>
      <p className="mt-2 text-ink-soft">
        It is our fault, not yours. Nothing you did is half done: a payment either happened whole or not at all.
      </p>
      <div className="mt-6 flex justify-center">
        <button type="button" onClick={retry} className={buttonClass({ variant: "primary" })}>
          Try again
        </button>
      </div>
      {digest ? <p className="mt-6 text-ink-faint text-sm">Reference {digest}</p> : null}
    </div>
  );
}
