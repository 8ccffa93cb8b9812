"use client";

import { useRouter } from "next/navigation";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { useTaskTopic } from "@/components/live/use-task-topic";
import { Badge } from "@/components/ui/badge";
import { type Place, printOf, THREADS_A_PAGE, type Thread } from "./comment";

/** What comes in a burst is looked at once, and a crowd that watches one gig does not ask for it all at the same moment. */
const SOON_MS = 400;
const APART_MS = 2_000;
const SPREAD_MS = 600;
/** So far before they come into sight somebody listens. */
const AHEAD = "400px";
const TIMEOUT_MS = 20_000;

type Known = { id: string; name: string; isMine: boolean; at: number };
type Live = {
  /** Those of others that came while the page was open. */
  fresh: ReadonlySet<string>;
  /** Those that are known to have changed or gone. */
  told: ReadonlySet<string>;
};

const NOTHING: Live = { fresh: new Set(), told: new Set() };
const Context = createContext(NOTHING);

/** What is known here of the comments that others write, change, delete and vote on while the page is open. */
export const useLiveComments = (): Live => useContext(Context);

type LiveCommentsProps = {
  place: Place;
  /** What the page shows: another number than what is to be had means to draw it anew. */
  print: number;
  comments: Known[];
  /** When the server drew them. */
  drawnAt: number;
  children: ReactNode;
};

/** Keeps the comments under a gig as they are on the server, from when they first come near the window on. */
export function LiveComments({ place, print, comments, drawnAt, children }: LiveCommentsProps) {
  const [isNear, setIsNear] = useState(false);
  const [told] = useState(() => new Set<string>());
  const begun = useRef<HTMLDivElement>(null);
  const fresh = useFresh(comments, drawnAt);
  const live = useMemo(() => ({ fresh: new Set(fresh.map(({ id }) => id)), told }), [fresh, told]);

  useEffect(() => {
    const watch = new IntersectionObserver(([entry]) => entry!.isIntersecting && setIsNear(true), {
      rootMargin: AHEAD,
    });
    // All that surrounds it: whoever jumps into the middle never sees its beginning.
    watch.observe(begun.current!.parentElement!);
    return () => watch.disconnect();
  }, []);

  return (
    <Context value={live}>
      <div ref={begun} className="sr-only" aria-live="polite">
        {sentenceOf(fresh)}
      </div>
      {isNear ? <Listen place={place} print={print} onTold={(id) => told.add(id)} /> : null}
      {children}
    </Context>
  );
}

/** Stands at a comment that came while the page was open. */
export function FreshBadge({ id }: { id: string }) {
  return useLiveComments().fresh.has(id) ? <Badge tone="accent">New</Badge> : null;
}

/** The comments of others that were written after the page was opened. */
function useFresh(comments: Known[], drawnAt: number): Known[] {
  const [opened] = useState(drawnAt);
  return useMemo(() => comments.filter(({ isMine, at }) => !isMine && at > opened), [comments, opened]);
}

function sentenceOf(fresh: Known[]): string {
  const [one] = fresh;
  if (!one) return "";
  return fresh.length === 1 ? `New comment by ${one.name}` : `${fresh.length} new comments`;
}

function Listen({ place, print, onTold }: { place: Place; print: number; onTold(id: string): void }) {
  const look = useLook(place, print);
  useTaskTopic(place.taskId, {
    onComment({ id }) {
      onTold(id);
      look();
    },
    onResync: look,
  });
  return null;
}

/** Looks, soon, whether the comments are others than those that are shown, and has the page drawn anew where they are. */
function useLook(place: Place, print: number): () => void {
  const router = useRouter();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const lookedAt = useRef(0);
  const now = useRef({ place, print });
  useEffect(() => {
    now.current = { place, print };
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(() => {
    const wait = Math.max(SOON_MS, lookedAt.current + APART_MS - Date.now()) + Math.random() * SPREAD_MS;
    timer.current ??= setTimeout(async () => {
      timer.current = undefined;
      lookedAt.current = Date.now();
      const found = await load(now.current.place).catch(() => undefined);
      if (found !== undefined && found !== now.current.print) router.refresh();
    }, wait);
  }, [router]);
}

/** The page of comments as it is now; undefined where it cannot be told: the next look may. */
async function load({ taskId, sort, after }: Place): Promise<number | undefined> {
  const query = new URLSearchParams({ sort, limit: String(THREADS_A_PAGE), ...(after && { cursor: after }) });
  const path = `/api/ai/tasks/${encodeURIComponent(taskId)}/comments?${query}`;
  const answer = await fetch(path, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  return answer.ok ? printOf(((await answer.json()) as { comments: Thread[] }).comments) : undefined;
}
