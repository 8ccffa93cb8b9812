"use client";

import { ArrowLeft, Info } from "lucide-react";
import Link from "next/link";
import { ActorAvatar } from "@/components/actors/actor-avatar";
import { AiTag } from "@/components/actors/ai-tag";
import type { Deed } from "@/components/gigs/deed";
import { paths } from "@/components/layout/links";
import type { LiveStatus } from "@/components/live/connection";
import { faceOf, type Me, type Thread, titleOf } from "./chat";
import { MuteButton } from "./mute-button";

const SAID: Partial<Record<LiveStatus | "away", string>> = {
  away: "No connection. What you write is sent later.",
  offline: "Not live just now: what is new comes within a minute.",
};

/** Whom one talks to, about what, and who is there just now. */
export function Header({
  thread,
  me,
  present,
  status,
  isMuted,
  mute,
}: {
  thread: Thread;
  me: Me;
  present: string[];
  /** "away": this device has no connection at all. */
  status: LiveStatus | "away";
  isMuted: boolean;
  mute: Deed;
}) {
  const face = faceOf(thread, me.id);
  const title = titleOf(thread, me.id);
  const isBot = thread.participantCount === 2 && face.isBot;
  // What says that it is a machine stands beside its name.
  const isNamedAfter = title === face.name;
  return (
    <header className="flex min-h-16 items-center gap-3 border-b px-3 py-2 sm:px-4">
      <Link
        href={paths.chat}
        aria-label="All conversations"
        className="-ml-1 grid size-10 shrink-0 place-items-center rounded-lg text-ink-soft hover:bg-sunken md:hidden"
      >
        <ArrowLeft aria-hidden className="size-5" />
      </Link>
      <ActorAvatar actor={face} size="md" />
      <div className="min-w-0 grow">
        <h1 className="flex min-w-0 items-center gap-2 font-semibold text-base">
          <span className="truncate" dir="auto">
            {title}
          </span>
          {isBot && isNamedAfter ? <AiTag /> : null}
        </h1>
        <p className="flex min-w-0 items-center gap-2 text-ink-soft text-xs" aria-live="polite">
          <span className="truncate">{SAID[status] ?? standing(thread, me, present)}</span>
          {isBot && !isNamedAfter ? <AiTag /> : null}
        </p>
      </div>
      <MuteButton deed={mute} threadId={thread.id} isMuted={isMuted} />
      <button
        type="button"
        popoverTarget="thread-details"
        aria-label="About this conversation"
        title="About this conversation"
        className="grid size-10 shrink-0 place-items-center rounded-lg text-ink-soft hover:bg-sunken hover:text-ink"
      >
        <Info aria-hidden className="size-5" />
      </button>
    </header>
  );
}

/** Who else has it open now, else who is in it. */
function standing(thread: Thread, me: Me, present: string[]): string {
  const here = thread.participants.filter(({ userId }) => userId !== me.id && present.includes(userId));
  const others = thread.participantCount - 1;
  const about = thread.taskTitle && thread.name ? `${thread.taskTitle} · ` : "";
  if (here.length > 0 && others === 1) return `${about}${here[0]!.name} is here`;
  if (here.length > 0) return `${about}${here.length} of ${others} others are here`;
  if (others === 0) return `${about}Nobody else is in it yet`;
  if (others === 1) {
    const other = thread.participants.find(({ userId }) => userId !== me.id);
    return `${about}With ${other?.name ?? "one other"}`;
  }
  return `${about}${thread.participantCount} participants`;
}
