"use client";

import { clsx } from "clsx";
import { BellIcon } from "lucide-react";
import Link from "next/link";
import { type MouseEvent, useCallback, useEffect, useRef, useState } from "react";
import { CountBadge } from "@/components/layout/count-badge";
import { paths } from "@/components/layout/links";
import { buttonClass } from "@/components/ui/button-class";
import { Skeleton } from "@/components/ui/skeleton";
import { BellLive } from "./bell-live";
import type { Note } from "./note";
import { NoteRow } from "./note-row";

const SHOWN = 8;
/** What comes together is asked for once. */
const SOON_MS = 250;

type Told = { notifications: Note[]; unreadCount: number };

/**
 * How much is unread, kept true while the page is open, and the newest of it in a box. It is a link to all of it until there
 * is script.
 */
export function Bell({ unread: first, className }: { unread: number; className: string }) {
  const [unread, setUnread] = useState(first);
  const [notes, setNotes] = useState<Note[]>();
  const [at, setAt] = useState(0);
  const [hasFailed, setHasFailed] = useState(false);
  const [isOpen, setIsOpen] = useState(false);
  const [said, setSaid] = useState("");
  const panel = useRef<HTMLDivElement>(null);
  const bell = useRef<HTMLAnchorElement>(null);
  const wasOpen = useRef(false);
  const newest = useRef<string>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  // The server has drawn it anew.
  useEffect(() => setUnread(first), [first]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const load = useCallback(async () => {
    const answer = await fetch(`/api/notifications?limit=${SHOWN}`).catch(() => undefined);
    setHasFailed(!answer?.ok);
    if (!answer?.ok) return;
    const told = (await answer.json()) as Told;
    const [latest] = told.notifications;
    if (newest.current !== undefined && latest && latest.createdAt > newest.current && !latest.isRead)
      setSaid(latest.title);
    newest.current = latest?.createdAt ?? "";
    setNotes(told.notifications);
    setUnread(told.unreadCount);
    setAt(Date.now());
  }, []);
  const loadSoon = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(load, SOON_MS);
  }, [load]);

  const toggle = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || !panel.current?.showPopover) return;
    event.preventDefault();
    // A press outside the box has closed it already.
    if (wasOpen.current) panel.current.hidePopover();
    else {
      panel.current.showPopover();
      load();
    }
  };
  const close = () => {
    panel.current?.hidePopover();
    bell.current?.focus();
  };
  const readAll = async () => {
    setNotes(notes?.map((note) => ({ ...note, isRead: true })));
    setUnread(0);
    await fetch("/api/notifications/read-all", { method: "POST" }).catch(() => undefined);
    load();
  };

  return (
    <>
      <a
        ref={bell}
        href={paths.notifications}
        aria-label={unread > 0 ? `Notifications, ${unread} unread` : "Notifications"}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onPointerDown={() => {
          wasOpen.current = isOpen;
        }}
        onKeyDown={() => {
          wasOpen.current = isOpen;
        }}
        onClick={toggle}
        className={clsx("relative", className)}
      >
        <BellIcon aria-hidden className="size-4" />
        <CountBadge count={unread} />
      </a>
      <p aria-live="polite" className="sr-only">
        {said}
      </p>
      <BellLive onNews={loadSoon} />
      <div
        ref={panel}
        popover="auto"
        role="dialog"
        aria-label="Notifications"
        onToggle={(event) => setIsOpen(event.newState === "open")}
        className="fixed top-[3.75rem] right-2 left-auto max-h-[calc(100dvh-4.5rem)] w-[min(24rem,calc(100vw-1rem))] animate-fade flex-col overflow-hidden rounded-xl border bg-surface p-0 shadow-float open:flex [&:popover-open]:flex xl:right-[calc((100vw-72rem)/2+1.25rem)]"
      >
        <div className="flex min-h-12 items-center justify-between gap-2 border-b px-4 py-2">
          <p className="font-semibold">Notifications</p>
          {unread > 0 ? (
            <button type="button" onClick={readAll} className={buttonClass({ variant: "ghost", size: "sm" }, "-mr-2")}>
              Mark all as read
            </button>
          ) : null}
        </div>
        <div className="min-h-0 overflow-y-auto">
          <Notes notes={notes} at={at} hasFailed={hasFailed} onOpen={close} onRetry={load} />
        </div>
        <div className="flex items-center justify-between gap-2 border-t px-2 py-1.5">
          <Link href={paths.notifications} className={buttonClass({ variant: "ghost", size: "sm" })}>
            See all
          </Link>
          <Link href={paths.notificationSettings} className={buttonClass({ variant: "ghost", size: "sm" })}>
            Settings
          </Link>
        </div>
      </div>
    </>
  );
}

function Notes({
  notes,
  at,
  hasFailed,
  onOpen,
  onRetry,
}: {
  notes: Note[] | undefined;
  at: number;
  hasFailed: boolean;
  onOpen: () => void;
  onRetry: () => void;
}) {
  if (hasFailed && !notes)
    return (
      <div role="alert" className="px-4 py-8 text-center text-sm">
        <p className="text-ink-soft">They could not be loaded.</p>
        <button type="button" onClick={onRetry} className={buttonClass({ size: "sm" }, "mt-3")}>
          Try again
        </button>
      </div>
    );
  if (!notes)
    return (
      <div className="flex flex-col gap-5 px-4 py-4">
        <span role="status" className="sr-only">
          Loading
        </span>
        <Skeleton className="w-4/5" />
        <Skeleton className="w-3/5" />
        <Skeleton className="w-2/3" />
      </div>
    );
  if (notes.length === 0)
    return (
      <p className="px-4 py-10 text-center text-ink-soft text-sm">
        Nothing yet. You are told here when somebody writes, proposes, delivers or pays.
      </p>
    );
  return (
    <ul className="divide-y">
      {notes.map((note) => (
        <NoteRow key={note.id} note={note} renderedAt={at} onOpen={onOpen} compact />
      ))}
    </ul>
  );
}
