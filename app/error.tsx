"use client";

import { BareShell } from "@/components/layout/bare-shell";
import { ErrorMessage } from "@/components/layout/error-message";

export default function PageError({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return (
    <BareShell>
      <ErrorMessage digest={error.digest} retry={retry} />
    </BareShell>
  );
}
