"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";

/** Signing in by other providers: next-auth wants its token fetched first, and answers where to go. */
export function Providers({ list, next }: { list: readonly { id: string; name: string }[]; next: string }) {
  const [busy, setBusy] = useState<string>();
  const [hasFailed, setHasFailed] = useState(false);

  async function go(id: string) {
    setBusy(id);
    setHasFailed(false);
    try {
      const { csrfToken } = await (await fetch("/api/auth/csrf")).json();
      const body = new URLSearchParams({ csrfToken, callbackUrl: next, json: "true" });
      const { url } = await (await fetch(`/api/auth/signin/${id}`, { method: "POST", body })).json();
      location.assign(url);
    } catch {
      setHasFailed(true);
      setBusy(undefined);
    }
  }

  return (
    <div className="mb-6 flex flex-col gap-3">
      {list.map(({ id, name }) => (
        <Button key={id} size="lg" busy={busy === id} onClick={() => go(id)}>
          Continue with {name}
        </Button>
      ))}
      <p role="alert" className="text-loss-ink text-sm">
        {hasFailed ? "That did not work. Try again, or use your password." : null}
      </p>
      <p className="flex items-center gap-3 text-ink-faint text-sm before:h-px before:grow before:bg-line after:h-px after:grow after:bg-line">
        or by email
      </p>
    </div>
  );
}
