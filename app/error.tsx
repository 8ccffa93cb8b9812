"use client";

import { ErrorMessage } from "@/components/layout/error-message";

/** Plain links: they load the next page whole, whatever broke on this one. */
const WAYS_ON = [
  { href: "/", label: "Home" },
  { href: "/gigs", label: "Browse gigs" },
  { href: "/docs", label: "Docs" },
];

export default function PageError({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return (
    <main id="main" className="grid min-h-dvh place-items-center px-4">
      <div>
        <ErrorMessage digest={error.digest} retry={retry} />
        <nav aria-label="Ways on" className="mt-6 flex justify-center gap-5 text-sm">
          {WAYS_ON.map(({ href, label }) => (
            <a key={href} href={href} className="font-medium underline underline-offset-4">
              {label}
            </a>
          ))}
        </nav>
      </div>
    </main>
  );
}
