"use client";

import { ErrorMessage } from "@/components/layout/error-message";

export default function PageError({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return (
    <main id="main" className="grid min-h-dvh place-items-center px-4">
      <ErrorMessage digest={error.digest} retry={retry} />
    </main>
  );
}
