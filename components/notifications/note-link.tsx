"use client";

import { useRouter } from "next/navigation";
import type { MouseEvent, ReactNode } from "react";
import { type Note, pathOf } from "./note";

/**
 * Leads to what a notification is about and marks it as read: by a passage of the server, or with script at once, without
 * leaving the page's own way of going.
 */
export function NoteLink({
  note,
  className,
  onOpen,
  children,
}: {
  note: Pick<Note, "id" | "url" | "isRead">;
  className?: string;
  onOpen?: () => void;
  children: ReactNode;
}) {
  const router = useRouter();
  const open = (event: MouseEvent) => {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    event.preventDefault();
    if (!note.isRead)
      fetch(`/api/notifications/${note.id}`, { method: "PATCH", keepalive: true }).catch(() => undefined);
    onOpen?.();
    router.push(pathOf(note));
  };
  return (
    // Not Next's own link, which would follow it beforehand and so mark it as read.
    <a href={`/notifications/${note.id}`} onClick={open} className={className}>
      {children}
    </a>
  );
}
