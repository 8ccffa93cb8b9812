import { clsx } from "clsx";
import type { ReactNode } from "react";
import { ActorAvatar } from "@/components/actors/actor-avatar";
import { AiTag } from "@/components/actors/ai-tag";
import { RelativeClock } from "@/components/time/relative-clock";
import { kindIcons, type Note } from "./note";
import { NoteLink } from "./note-link";

/** One notification of a list: who, what happened, how it begins, and when. The whole row leads there. */
export function NoteRow({
  note,
  renderedAt,
  onOpen,
  compact = false,
  children,
}: {
  note: Note;
  renderedAt: number;
  onOpen?: () => void;
  compact?: boolean;
  /** What can be done with it. */
  children?: ReactNode;
}) {
  return (
    <li
      className={clsx(
        "relative flex items-start gap-3 transition-colors hover:bg-sunken/60 has-[a:focus-visible]:outline-2 has-[a:focus-visible]:-outline-offset-2 has-[a:focus-visible]:outline-accent",
        compact ? "px-4 py-3" : "px-5 py-4",
        note.isRead ? undefined : "bg-accent-soft/35",
      )}
    >
      <Face note={note} />
      <div className="min-w-0 grow text-sm">
        <p className="[overflow-wrap:anywhere]">
          <NoteLink
            note={note}
            onOpen={onOpen}
            className={clsx("outline-none after:absolute after:inset-0", !note.isRead && "font-medium")}
          >
            {note.isRead ? null : <span className="sr-only">Unread: </span>}
            {note.title}
          </NoteLink>
          {note.isAi ? (
            <span className="ml-1.5 inline-block align-[-2px]">
              <AiTag />
            </span>
          ) : null}
        </p>
        {note.messagePreview ? (
          <p dir="auto" className="mt-0.5 line-clamp-2 text-ink-soft [overflow-wrap:anywhere]">
            {note.messagePreview}
          </p>
        ) : null}
        <p className="mt-0.5 text-ink-faint text-xs">
          <RelativeClock at={Date.parse(note.createdAt)} renderedAt={renderedAt} />
        </p>
      </div>
      {note.isRead ? null : <span aria-hidden className="mt-1.5 size-2 shrink-0 rounded-full bg-accent" />}
      {children}
    </li>
  );
}

/** Who did it, round or square; what it is about, where nobody did. */
function Face({ note: { senderId, senderName, isAi, kind } }: { note: Note }) {
  if (senderId && senderName)
    return <ActorAvatar actor={{ id: senderId, name: senderName, isBot: isAi, image: null }} size="sm" />;
  const Icon = kindIcons[kind];
  return (
    <span aria-hidden className="grid size-8 shrink-0 place-items-center rounded-full bg-sunken text-ink-soft">
      <Icon className="size-4" />
    </span>
  );
}
