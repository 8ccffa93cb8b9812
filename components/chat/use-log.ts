import { useRouter } from "next/navigation";
import { useCallback, useEffect, useReducer, useRef } from "react";
import * as api from "./api";
import { isBehind, type Log, MOST_KEPT, next, type Step } from "./log";
import { type OutboxListener, outboxOf } from "./outbox";

const AGAIN_MS = 3_000;

/** A conversation as this page knows it, and what fetches what is missing at its end. */
export function useLog(
  threadId: string,
  meId: string,
  first: () => Log,
): { log: Log; step: (step: Step) => void; catchUp: () => void } {
  const router = useRouter();
  const [log, step] = useReducer(next, undefined, first);
  const latest = useRef(log);
  latest.current = log;
  const isAsking = useRef(false);
  const isOpen = useRef(true);
  const again = useRef<ReturnType<typeof setTimeout>>(undefined);

  const catchUp = useCallback(async () => {
    if (isAsking.current || latest.current.hasNewer) return;
    isAsking.current = true;
    clearTimeout(again.current);
    try {
      for (let after = latest.current.known, more = true; more; ) {
        const page = await api.loadMessages(threadId, { after }, 100);
        if (page.hasMore && page.lastSeq - after > MOST_KEPT) {
          // Away for long: what is newest is looked at first, and the rest is there to scroll up to.
          const newest = await api.loadMessages(threadId, {}, 100);
          step({ type: "newest", messages: newest.messages, hasMore: newest.hasMore, lastSeq: newest.lastSeq });
          return;
        }
        step({ type: "newer", messages: page.messages, hasMore: page.hasMore, lastSeq: page.lastSeq });
        after = page.messages.at(-1)?.seq ?? after;
        more = page.hasMore;
      }
    } catch (error) {
      // Whoever was removed meanwhile has no such thread any more: the page says so.
      if (error instanceof api.Refused) router.refresh();
      else if (isOpen.current) again.current = setTimeout(() => void catchUp(), AGAIN_MS);
    } finally {
      isAsking.current = false;
    }
  }, [threadId, router]);
  useEffect(() => {
    isOpen.current = true;
    return () => {
      isOpen.current = false;
      clearTimeout(again.current);
    };
  }, []);

  // Told of something that does not follow, or answered with a number above it.
  const isMissing = isBehind(log) && !log.hasNewer;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each further number is one more reason to ask
  useEffect(() => {
    if (isMissing) void catchUp();
  }, [isMissing, log.lastSeq, log.known, catchUp]);

  useEffect(() => {
    const outbox = outboxOf(meId, threadId);
    for (const pending of outbox.waiting) step({ type: "typed", pending });
    const listener: OutboxListener = {
      sent: (key, message) => step({ type: "sent", key, message }),
      refused: (key, why) => step({ type: "refused", key, why }),
      gone(key) {
        step({ type: "dropped", key });
        void catchUp();
      },
    };
    return outbox.listen(listener);
  }, [meId, threadId, catchUp]);

  return { log, step, catchUp: useCallback(() => void catchUp(), [catchUp]) };
}
