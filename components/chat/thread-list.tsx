"use client";

import { clsx } from "clsx";
import { BellOff, MessageSquare } from "lucide-react";
import Link from "next/link";
import { useParams } from "next/navigation";
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from "react";
import { ActorAvatar } from "@/components/actors/actor-avatar";
import { AiTag } from "@/components/actors/ai-tag";
import { paths } from "@/components/layout/links";
import { useInbox } from "@/components/live/use-inbox";
import { RelativeClock } from "@/components/time/relative-clock";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import * as api from "./api";
import { faceOf, type Me, type Thread, titleOf } from "./chat";
import { sendAll } from "./outbox";

const FILTERS: [api.Filter, string][] = [
  ["all", "All"],
  ["gigs", "Gigs"],
  ["direct", "Direct"],
  ["archived", "Archived"],
];
/** What is told together is asked for once. */
const SOON_MS = 250;
const MOST_UNREAD = 99;

type Found = Pick<api.ThreadPage, "threads" | "nextCursor">;

type ThreadListProps = {
  first: Found;
  me: Me;
  /** The ids of those of which one is told nothing. */
  muted: string[];
  renderedAt: number;
};

/** All conversations, the one that was last spoken in first; kept up to date while the page is open. */
export function ThreadList({ first, me, muted, renderedAt }: ThreadListProps) {
  const [filter, setFilter] = useState<api.Filter>("all");
  const [found, setFound] = useState<Found>(first);
  const [isLoading, setIsLoading] = useState(false);
  const { threadId: open } = useParams<{ threadId?: string }>();
  const wanted = useRef(filter);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const list = useRef<HTMLUListElement>(null);

  // The server has drawn it anew.
  useEffect(() => {
    if (wanted.current === "all") setFound(first);
  }, [first]);

  const load = useCallback(async () => {
    const asked = wanted.current;
    const page = await api.loadThreads(asked).catch(() => undefined);
    if (!page || wanted.current !== asked) return;
    // Further pages that were looked at stay, below the fresh ones.
    setFound((known) => {
      const fresh = new Set(page.threads.map(({ id }) => id));
      const kept = known.threads.slice(page.threads.length).filter(({ id }) => !fresh.has(id));
      return kept.length > 0 ? { ...known, threads: [...page.threads, ...kept] } : page;
    });
  }, []);
  const soon = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void load(), SOON_MS);
  }, [load]);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => sendAll(me.id), [me.id]);
  useInbox({ onMessage: soon, onDeleted: soon, onThread: soon, onRead: soon, onResync: soon });

  async function choose(next: api.Filter) {
    wanted.current = next;
    setFilter(next);
    setIsLoading(true);
    const page = await api.loadThreads(next).catch(() => undefined);
    setIsLoading(false);
    if (page && wanted.current === next) setFound(page);
  }

  async function more() {
    setIsLoading(true);
    const page = await api.loadThreads(filter, found.nextCursor).catch(() => undefined);
    setIsLoading(false);
    if (page) setFound((known) => ({ threads: [...known.threads, ...page.threads], nextCursor: page.nextCursor }));
  }

  /** Up and down walk the list, as in a mail program. */
  function walk(event: KeyboardEvent) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const links = [...(list.current?.querySelectorAll("a") ?? [])];
    const at = links.indexOf(document.activeElement as HTMLAnchorElement);
    const to = links[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (!to) return;
    event.preventDefault();
    to.focus();
  }

  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="border-b px-4 pt-4 pb-3">
        <p className="font-semibold text-lg">Chat</p>
        <fieldset className="scroll-row mt-3 flex gap-1 noscript:hidden">
          <legend className="sr-only">Which conversations</legend>
          {FILTERS.map(([name, label]) => (
            <button
              key={name}
              type="button"
              aria-pressed={filter === name}
              onClick={() => void choose(name)}
              className="h-8 shrink-0 rounded-full px-3 text-ink-soft text-sm transition-colors hover:bg-sunken aria-pressed:bg-sunken aria-pressed:font-medium aria-pressed:text-ink"
            >
              {label}
            </button>
          ))}
        </fieldset>
      </div>
      <nav aria-label="Conversations" className="min-h-0 grow overflow-y-auto overscroll-contain" aria-busy={isLoading}>
        {found.threads.length === 0 ? (
          <Nothing filter={filter} />
        ) : (
          <ul ref={list} onKeyDown={walk} className="p-2">
            {found.threads.map((thread) => (
              <li key={thread.id}>
                <Row
                  thread={thread}
                  me={me}
                  isOpen={thread.id === open}
                  isMuted={muted.includes(thread.id)}
                  renderedAt={renderedAt}
                />
              </li>
            ))}
          </ul>
        )}
        {found.nextCursor ? (
          <div className="p-3 text-center">
            <Button size="sm" busy={isLoading} onClick={() => void more()}>
              Show more
            </Button>
          </div>
        ) : null}
      </nav>
    </div>
  );
}

type RowProps = { thread: Thread; me: Me; isOpen: boolean; isMuted: boolean; renderedAt: number };

function Row({ thread, me, isOpen, isMuted, renderedAt }: RowProps) {
  const face = faceOf(thread, me.id);
  const isPair = thread.participantCount === 2;
  const unread = thread.myUnreadCount;
  return (
    <Link
      href={`${paths.chat}/${thread.id}`}
      prefetch={false}
      aria-current={isOpen ? "page" : undefined}
      className="flex min-w-0 items-start gap-3 rounded-xl px-3 py-3 transition-colors hover:bg-sunken focus-visible:-outline-offset-2 aria-[current]:bg-sunken"
    >
      <ActorAvatar actor={face} size="md" />
      <span className="min-w-0 grow">
        <span className="flex items-baseline gap-2">
          <span className={clsx("min-w-0 truncate text-sm", unread > 0 ? "font-semibold" : "font-medium")} dir="auto">
            {titleOf(thread, me.id)}
          </span>
          {isPair && face.isBot ? <AiTag /> : null}
          <RelativeClock
            at={Date.parse(thread.lastMessageAt)}
            renderedAt={renderedAt}
            isPast
            className="ml-auto shrink-0 text-ink-faint text-xs"
          />
        </span>
        <span className="mt-0.5 flex items-center gap-2">
          <span className={clsx("min-w-0 grow truncate text-sm", unread > 0 ? "text-ink" : "text-ink-soft")} dir="auto">
            {thread.lastMessagePreview || (thread.lastSeq > 0 ? "A file" : "Nothing was said yet")}
          </span>
          {thread.status === "HIRED" ? (
            <span className="shrink-0 rounded bg-accent-soft px-1.5 py-0.5 text-[0.6875rem] text-accent-ink">
              Hired
            </span>
          ) : null}
          {isMuted ? (
            <>
              <BellOff aria-hidden className="size-3.5 shrink-0 text-ink-soft" />
              <span className="sr-only">Muted</span>
            </>
          ) : null}
          {unread > 0 ? (
            <span
              className={clsx(
                "grid h-5 min-w-5 shrink-0 place-items-center rounded-full px-1.5 font-semibold text-[0.6875rem] tabular-nums",
                isMuted ? "bg-sunken text-ink-soft ring-1 ring-line-strong/60" : "bg-accent text-on-accent",
              )}
            >
              {unread > MOST_UNREAD ? `${MOST_UNREAD}+` : unread}
              <span className="sr-only"> unread</span>
            </span>
          ) : null}
        </span>
      </span>
    </Link>
  );
}

const NOTHING: Record<api.Filter, [string, string]> = {
  all: [
    "No conversations yet",
    "One begins when you are hired or hire somebody, when you write to somebody, or when you follow an invite.",
  ],
  gigs: ["No conversations about gigs", "One begins when you hire somebody, or are hired."],
  direct: ["No direct conversations", "Write to somebody from their profile."],
  archived: ["Nothing is archived", "What you archive comes back when something new is said in it."],
};

const Nothing = ({ filter }: { filter: api.Filter }) => (
  <div className="px-3 py-8">
    <EmptyState icon={MessageSquare} title={NOTHING[filter][0]}>
      {NOTHING[filter][1]}
    </EmptyState>
  </div>
);
