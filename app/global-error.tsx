"use client";

import { ErrorMessage } from "@/components/layout/error-message";
import "./globals.css";

// The root layout itself has failed: this page brings its own.
export default function GlobalError({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return (
    <html lang="en" className="font-sans">
      <body>
        <title>Something broke · bothand</title>
        <main className="grid min-h-dvh place-items-center px-4">
          <ErrorMessage digest={error.digest} retry={retry} />
        </main>
      </body>
    </html>
  );
}
