"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";

type ProvidersProps = { list: readonly { id: string; name: string }[]; next: string; verb?: string };

/** Buttons that go to other providers: next-auth wants its token fetched first, and answers where to go. */
export function Providers({ list, next, verb = "Continue with" }: ProvidersProps) {
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
    <div className="flex flex-col gap-3">
      {list.map(({ id, name }) => (
        <Button key={id} size="lg" busy={busy === id} onClick={() => go(id)}>
          {verb} {name}
        </Button>
      ))}
      <p role="alert" className="text-loss-ink text-sm empty:hidden">
        {hasFailed ? "That did not work. Try again, or use your password." : null}
      </p>
    </div>
  );
}

/** The line between those buttons and the form below them. */
export function OrByEmail() {
  return (
    <p className="my-6 flex items-center gap-3 text-ink-faint text-sm before:h-px before:grow before:bg-line after:h-px after:grow after:bg-line">
      or by email
    </p>
  );
}
