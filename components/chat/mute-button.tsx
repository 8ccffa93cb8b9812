"use client";

import { Bell, BellOff } from "lucide-react";
import { type FormEvent, startTransition, useOptimistic } from "react";
import { type Deed, useDeed } from "@/components/gigs/deed";

/** Whether one is told of what is said here: pressed, of nothing. */
export function MuteButton({ deed, threadId, isMuted: kept }: { deed: Deed; threadId: string; isMuted: boolean }) {
  const { form, message } = useDeed(deed);
  const [isMuted, show] = useOptimistic(kept);
  const send = (event: FormEvent<HTMLFormElement>) => {
    startTransition(() => show(!isMuted));
    form.onSubmit(event);
  };
  const Icon = isMuted ? BellOff : Bell;
  return (
    <form {...form} onSubmit={send}>
      <input type="hidden" name="threadId" value={threadId} />
      <input type="hidden" name="muted" value={String(!isMuted)} />
      <button
        type="submit"
        aria-pressed={isMuted}
        aria-label="Mute this conversation"
        title={isMuted ? "Muted: you are told of nothing here. Press to hear of it again." : "Mute this conversation"}
        className="grid size-10 shrink-0 place-items-center rounded-lg text-ink-soft hover:bg-sunken hover:text-ink aria-pressed:text-wait-ink"
      >
        <Icon aria-hidden className="size-5" />
      </button>
      <span role="alert" className="sr-only">
        {message}
      </span>
    </form>
  );
}
