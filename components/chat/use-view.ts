import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import * as api from "./api";
import { endOf, isBehind, type Log, type Step } from "./log";

/** This near to the end counts as being there. */
const NEAR_PX = 80;
/** Older ones are asked for when one comes so near to the beginning. */
const EARLY_PX = 600;
const READ_AFTER_MS = 400;
const READ_AGAIN_MS = 5_000;

type View = {
  isAtEnd: boolean;
  /** How many were said since the end was last seen. */
  unseen: number;
  onScroll(): void;
  toEnd(): Promise<void>;
  /** Shows a message, wherever in the conversation it is. False: it is not there any more, or nobody can be asked. */
  toMessage(id: string): Promise<boolean>;
};

/** Where one looks, of which everything up to `readSeq` was seen before: at the end, which is followed, or further up, which stays where it is while more is put around it. */
export function useView(
  threadId: string,
  log: Log,
  { scroller, inner }: { scroller: RefObject<HTMLDivElement | null>; inner: RefObject<HTMLDivElement | null> },
  step: (step: Step) => void,
  readSeq: number,
): View {
  const [isAtEnd, setIsAtEnd] = useState(true);
  const [unseen, setUnseen] = useState(0);
  const atEnd = useRef(true);
  const isLoading = useRef(false);
  const anchor = useRef<{ id: string; top: number } | undefined>(undefined);
  const seen = useRef(readSeq);
  const wanted = useRef<string>(undefined);

  // Opened at what is new, else at the end.
  useLayoutEffect(() => {
    const box = scroller.current!;
    const unread = box.querySelector("#unread");
    // Not scrollIntoView: that moves the page around it too.
    if (unread) box.scrollTop += unread.getBoundingClientRect().top - box.getBoundingClientRect().top;
    else box.scrollTop = box.scrollHeight;
    atEnd.current = isNearEnd(box);
  }, [scroller]);

  useLayoutEffect(() => {
    const box = scroller.current!;
    const kept = anchor.current;
    if (wanted.current) {
      reach(box, wanted.current);
      wanted.current = undefined;
      anchor.current = undefined;
    } else if (kept) {
      const row = rowOf(box, kept.id);
      if (row) box.scrollTop += row.getBoundingClientRect().top - kept.top;
      anchor.current = undefined;
    } else if (atEnd.current && !log.hasNewer) box.scrollTop = box.scrollHeight;
    setUnseen(atEnd.current ? 0 : countAfter(log, seen.current));
    if (atEnd.current) seen.current = log.lastSeq;
  }, [log, scroller]);

  // What is in it gets its height once it is drawn, and the window changes its own, as when a phone's keyboard opens.
  useEffect(() => {
    const box = scroller.current!;
    const watch = new ResizeObserver(() => {
      if (atEnd.current) box.scrollTop = box.scrollHeight;
    });
    watch.observe(box);
    watch.observe(inner.current!);
    return () => watch.disconnect();
  }, [scroller, inner]);

  const load = useCallback(
    async (side: "before" | "after", seq: number) => {
      if (isLoading.current) return;
      isLoading.current = true;
      try {
        const page = await api.loadMessages(threadId, { [side]: seq }, 100);
        anchor.current = anchorOf(scroller.current!);
        const { messages, hasMore, lastSeq } = page;
        step(side === "before" ? { type: "older", messages, hasMore } : { type: "newer", messages, hasMore, lastSeq });
      } catch {
        // Scrolling on asks again.
      } finally {
        isLoading.current = false;
      }
    },
    [threadId, scroller, step],
  );

  const onScroll = useCallback(() => {
    const box = scroller.current!;
    atEnd.current = isNearEnd(box) && !log.hasNewer;
    setIsAtEnd(atEnd.current);
    if (atEnd.current) {
      seen.current = log.lastSeq;
      setUnseen(0);
    }
    const [first] = log.messages;
    if (log.hasOlder && first && box.scrollTop < EARLY_PX) void load("before", first.seq);
    else if (log.hasNewer && leftOf(box) < EARLY_PX) void load("after", endOf(log));
  }, [log, load, scroller]);

  // A short page, or one that was opened at its beginning, has nothing to scroll and still wants what is older.
  useEffect(onScroll, [onScroll]);

  const toEnd = useCallback(async () => {
    if (log.hasNewer) {
      const page = await api.loadMessages(threadId, {}, 100).catch(() => undefined);
      if (!page) return;
      anchor.current = undefined;
      step({ type: "newest", messages: page.messages, hasMore: page.hasMore, lastSeq: page.lastSeq });
    }
    atEnd.current = true;
    setIsAtEnd(true);
    requestAnimationFrame(() => {
      const box = scroller.current;
      if (box) box.scrollTop = box.scrollHeight;
    });
  }, [log.hasNewer, threadId, scroller, step]);

  const toMessage = useCallback(
    async (id: string) => {
      const box = scroller.current!;
      atEnd.current = false;
      if (reach(box, id)) {
        // It may be where one is already: then nothing is scrolled that would say so.
        requestAnimationFrame(onScroll);
        return true;
      }
      const around = await api.loadAround(threadId, id).catch(() => undefined);
      if (!around) return false;
      wanted.current = id;
      atEnd.current = false;
      step({ type: "elsewhere", ...around });
      return true;
    },
    [threadId, scroller, step, onScroll],
  );

  return { isAtEnd, unseen, onScroll, toEnd, toMessage };
}

/** How long a message that somebody was led to stands out. */
const REACHED_MS = 1_500;

/** Leads to a message among those that are here. */
function reach(box: HTMLElement, id: string): boolean {
  const row = rowOf(box, id);
  if (!row) return false;
  const centre = () => row.scrollIntoView({ block: "center" });
  centre();
  // Those around it get their heights once they are drawn.
  requestAnimationFrame(centre);
  row.focus({ preventScroll: true });
  row.dataset.reached = "";
  setTimeout(() => delete row.dataset.reached, REACHED_MS);
  return true;
}

const rowOf = (box: HTMLElement, id: string) => box.querySelector<HTMLElement>(`[data-message="${CSS.escape(id)}"]`);

/** How many others have said after a number: all numbers count where not all that was said is here. */
const countAfter = ({ messages, meId, hasNewer, lastSeq }: Log, after: number): number =>
  hasNewer
    ? Math.max(0, lastSeq - after)
    : messages.filter(({ seq, senderId }) => seq > after && senderId !== meId).length;

const leftOf = (box: HTMLElement) => box.scrollHeight - box.scrollTop - box.clientHeight;
const isNearEnd = (box: HTMLElement) => leftOf(box) < NEAR_PX;

/** The first message in sight, and where: what must not move. */
function anchorOf(box: HTMLElement): { id: string; top: number } | undefined {
  const top = box.getBoundingClientRect().top;
  for (const row of box.querySelectorAll<HTMLElement>("[data-message]")) {
    const rect = row.getBoundingClientRect();
    if (rect.bottom > top) return { id: row.dataset.message!, top: rect.top };
  }
}

/** Whether this window is looked at. */
export function useIsVisible(): boolean {
  const [isVisible, setIsVisible] = useState(true);
  useEffect(() => {
    const look = () => setIsVisible(document.visibilityState === "visible");
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  return isVisible;
}

/**
 * What was really seen counts as read: in a window that is looked at, and at the end of it, for a moment; at once where
 * somebody answers.
 */
export function useReadMarks(threadId: string, log: Log, isSeen: boolean): { markNow(): void } {
  const end = log.hasNewer || isBehind(log) ? 0 : log.lastSeq;
  const now = useRef({ end, isSeen });
  now.current = { end, isSeen };
  const marked = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const mark = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = undefined;
    const upTo = now.current.end;
    if (upTo <= marked.current) return;
    const before = marked.current;
    marked.current = upTo;
    api.markRead(threadId, upTo).catch(() => {
      marked.current = before;
      timer.current ??= setTimeout(mark, READ_AGAIN_MS);
    });
  }, [threadId]);

  useEffect(() => {
    if (isSeen && end > marked.current) timer.current ??= setTimeout(() => now.current.isSeen && mark(), READ_AFTER_MS);
    else if (!isSeen) {
      clearTimeout(timer.current);
      timer.current = undefined;
    }
  }, [end, isSeen, mark]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return { markNow: mark };
}
