"use client";

import { ArrowDown } from "lucide-react";
import { useRouter } from "next/navigation";
import {
  Fragment,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
} from "react";
import { useInbox } from "@/components/live/use-inbox";
import { useThreadPresence } from "@/components/live/use-thread-presence";
import { useZone } from "@/components/time/use-zone";
import * as api from "./api";
import type { Me, Message, Thread } from "./chat";
import { Composer, type ComposerHandle } from "./composer";
import { Header } from "./header";
import { beginning, endOf, isBehind, type Log, next } from "./log";
import { MessageRow, PendingRow } from "./message-row";
import { Outbox } from "./outbox";

/** This near to the end counts as being there. */
const NEAR_PX = 80;
/** Older ones are asked for when one comes so near to the beginning. */
const EARLY_PX = 600;
/** Those of one sender stand together when they come within this. */
const TOGETHER_MS = 5 * 60_000;
const READ_AFTER_MS = 400;

type ConversationProps = {
  thread: Thread;
  messages: Message[];
  hasOlder: boolean;
  me: Me;
  limit: number;
  send: (form: FormData) => Promise<void>;
};

/** A conversation: what was said, kept up to date, and where one answers. */
export function Conversation({ thread, messages, hasOlder, me, limit, send }: ConversationProps) {
  const threadId = thread.id;
  const router = useRouter();
  const [log, step] = useReducer(next, undefined, () => beginning(messages, hasOlder, thread.lastSeq));
  const [replyTo, setReplyTo] = useState<Message | null>(null);
  const [said, setSaid] = useState("");
  const scroller = useRef<HTMLDivElement>(null);
  const composer = useRef<ComposerHandle>(null);
  const latest = useRef(log);
  latest.current = log;

  const outbox = useMemo(
    () =>
      new Outbox(threadId, {
        sent: (key, message) => step({ type: "sent", key, message }),
        refused: (key, why) => step({ type: "refused", key, why }),
      }),
    [threadId],
  );
  useEffect(() => {
    for (const pending of outbox.start()) step({ type: "typed", pending });
    return () => outbox.stop();
  }, [outbox]);

  // What is missing after the stretch: asked for once at a time, and again when more was told of meanwhile.
  const isAsking = useRef(false);
  const catchUp = useCallback(async () => {
    if (isAsking.current || latest.current.hasNewer) return;
    isAsking.current = true;
    try {
      for (let more = true, after = endOf(latest.current); more; ) {
        const page = await api.loadMessages(threadId, { after }, 100);
        step({ type: "newer", messages: page.messages, hasMore: page.hasMore, lastSeq: page.lastSeq });
        after = page.messages.at(-1)?.seq ?? after;
        more = page.hasMore;
      }
    } catch (error) {
      // Whoever was removed meanwhile has no such thread any more: the page says so.
      if (error instanceof api.Refused) router.refresh();
    } finally {
      isAsking.current = false;
    }
  }, [threadId, router]);

  const status = useInbox({
    onMessage(message) {
      if (message.threadId !== threadId) return;
      step({ type: "told", message: message as Message });
      if (message.seq > latest.current.known + 1) void catchUp();
      if (message.senderId !== me.id) setSaid(`${message.senderName}: ${message.content.slice(0, 200)}`);
    },
    onDeleted: ({ threadId: where, id }) => where === threadId && step({ type: "deleted", id }),
    onThread: ({ threadId: where }) => where === threadId && router.refresh(),
    onResync: () => void catchUp(),
  });
  const { typing, present, sayTyping } = useThreadPresence(threadId, me);

  const view = useView(threadId, log, scroller, step);
  useReadMarks(threadId, log, view.isAtEnd);
  const firstUnread = useFirstUnread(thread, messages, me.id);
  const canDelete = thread.myRole !== "MEMBER";

  function put(content: string) {
    const quoted = replyTo && {
      id: replyTo.id,
      senderName: replyTo.senderName,
      content: replyTo.content.slice(0, 200),
    };
    const pending = { key: crypto.randomUUID(), content, replyTo: quoted, at: Date.now() };
    step({ type: "typed", pending });
    outbox.put(pending);
    setReplyTo(null);
    void view.toEnd();
  }

  const reply = useCallback((message: Message) => {
    setReplyTo(message);
    composer.current?.focus();
  }, []);
  const erase = useCallback(
    async (message: Message) => {
      if (!confirm(`Delete this message of ${message.senderName}? It is gone for everybody.`)) return;
      await api.deleteMessage(threadId, message.id).then(
        () => step({ type: "deleted", id: message.id }),
        (error: Error) => alert(error.message),
      );
    },
    [threadId],
  );

  return (
    <div className="flex h-full min-h-0 flex-col">
      <Header thread={thread} me={me} present={present} status={status} />
      <div className="relative min-h-0 grow">
        <div
          ref={scroller}
          onScroll={view.onScroll}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keys
          tabIndex={0}
          role="log"
          aria-label="Messages"
          aria-live="off"
          className="h-full overflow-y-auto overscroll-contain py-3 focus-visible:-outline-offset-2"
        >
          {log.hasOlder ? (
            <p className="py-2 text-center text-ink-soft text-xs" role="status">
              Loading what was said before
            </p>
          ) : (
            <p className="px-4 py-6 text-center text-ink-soft text-sm">The beginning of this conversation.</p>
          )}
          <Rows
            messages={log.messages}
            meId={me.id}
            firstUnread={firstUnread}
            canDelete={canDelete}
            onReply={reply}
            onDelete={erase}
          />
          {log.hasNewer
            ? null
            : log.pending.map((pending) => (
                <PendingRow
                  key={pending.key}
                  pending={pending}
                  isOffline={status === "offline"}
                  onAgain={() => {
                    step({ type: "again", key: pending.key });
                    outbox.again(pending.key);
                  }}
                  onDrop={() => {
                    step({ type: "dropped", key: pending.key });
                    outbox.drop(pending.key);
                  }}
                />
              ))}
        </div>
        {view.isAtEnd && !log.hasNewer ? null : (
          <button
            type="button"
            onClick={() => void view.toEnd()}
            className="absolute right-4 bottom-3 inline-flex h-10 items-center gap-2 rounded-full border bg-surface px-4 font-medium text-sm shadow-float hover:bg-sunken"
          >
            <ArrowDown aria-hidden className="size-4" />
            {view.unseen > 0 ? `${view.unseen} new` : "Newest"}
          </button>
        )}
      </div>
      <div className="sr-only" aria-live="polite">
        {said}
      </div>
      <Composer
        threadId={threadId}
        limit={limit}
        deed={send}
        replyTo={replyTo}
        onCancelReply={() => setReplyTo(null)}
        onSend={put}
        onTyping={sayTyping}
        handle={composer}
      >
        <span aria-live="polite">{typingSentence(typing.map(({ name }) => name))}</span>
      </Composer>
    </div>
  );
}

function typingSentence(names: string[]): string {
  if (names.length === 0) return "";
  if (names.length === 1) return `${names[0]} is typing…`;
  if (names.length === 2) return `${names[0]} and ${names[1]} are typing…`;
  return `${names.length} people are typing…`;
}

type RowsProps = {
  messages: Message[];
  meId: string;
  firstUnread: number;
  canDelete: boolean;
  onReply(message: Message): void;
  onDelete(message: Message): void;
};

function Rows({ messages, meId, firstUnread, canDelete, onReply, onDelete }: RowsProps) {
  const timeZone = useZone();
  const dayOf = (message: Message) =>
    new Date(message.createdAt).toLocaleDateString("en-US", {
      weekday: "long",
      month: "long",
      day: "numeric",
      year: "numeric",
      timeZone,
    });
  return messages.map((message, index) => {
    const before = messages[index - 1];
    const day = dayOf(message);
    const isNewDay = !before || dayOf(before) !== day;
    const isFirst =
      isNewDay ||
      before.isSystem ||
      before.senderId !== message.senderId ||
      before.isAi !== message.isAi ||
      Date.parse(message.createdAt) - Date.parse(before.createdAt) > TOGETHER_MS;
    return (
      <Fragment key={message.id}>
        {isNewDay ? <Line>{day}</Line> : null}
        {message.seq === firstUnread ? <Line isNew>New</Line> : null}
        <div data-message={message.id} className="[contain-intrinsic-size:auto_4rem] [content-visibility:auto]">
          <MessageRow
            message={message}
            isMine={message.senderId === meId}
            isFirst={isFirst}
            canDelete={canDelete}
            onReply={onReply}
            onDelete={onDelete}
          />
        </div>
      </Fragment>
    );
  });
}

function Line({ isNew = false, children }: { isNew?: boolean; children: string }) {
  return (
    <div
      id={isNew ? "unread" : undefined}
      className={`my-3 flex items-center gap-3 px-4 text-xs ${isNew ? "font-medium text-accent-ink" : "text-ink-soft"}`}
    >
      <span aria-hidden className={`h-px grow ${isNew ? "bg-accent" : "bg-line"}`} />
      {children}
      <span aria-hidden className={`h-px grow ${isNew ? "bg-accent" : "bg-line"}`} />
    </div>
  );
}

/** Before which message the line stands that says what is new; it stays where it was when the page was opened. */
function useFirstUnread(thread: Thread, messages: Message[], meId: string): number {
  const [first] = useState(() => {
    if (thread.myUnreadCount === 0) return 0;
    return messages.find(({ seq, senderId }) => seq > thread.lastReadSeq && senderId !== meId)?.seq ?? 0;
  });
  return first;
}

/** Where one looks: at the end, which is followed, or further up, which stays where it is while more is put around it. */
function useView(
  threadId: string,
  log: Log,
  scroller: RefObject<HTMLDivElement | null>,
  step: (deed: Parameters<typeof next>[1]) => void,
) {
  const [isAtEnd, setIsAtEnd] = useState(true);
  const [unseen, setUnseen] = useState(0);
  const atEnd = useRef(true);
  const isLoading = useRef(false);
  const anchor = useRef<{ id: string; top: number } | undefined>(undefined);
  const seen = useRef(log.lastSeq);

  // Opened at what is new, else at the end.
  useLayoutEffect(() => {
    const box = scroller.current!;
    const unread = box.querySelector("#unread");
    if (unread) unread.scrollIntoView({ block: "start" });
    else box.scrollTop = box.scrollHeight;
  }, [scroller]);

  useLayoutEffect(() => {
    const box = scroller.current!;
    const kept = anchor.current;
    if (kept) {
      const row = box.querySelector(`[data-message="${kept.id}"]`);
      if (row) box.scrollTop += row.getBoundingClientRect().top - kept.top;
      anchor.current = undefined;
    } else if (atEnd.current && !log.hasNewer) box.scrollTop = box.scrollHeight;
    setUnseen(atEnd.current ? 0 : Math.max(0, log.lastSeq - seen.current));
    if (atEnd.current) seen.current = log.lastSeq;
  }, [log, scroller]);

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
    const left = box.scrollHeight - box.scrollTop - box.clientHeight;
    atEnd.current = left < NEAR_PX;
    setIsAtEnd(atEnd.current);
    if (atEnd.current && !log.hasNewer) {
      seen.current = log.lastSeq;
      setUnseen(0);
    }
    const [first] = log.messages;
    if (log.hasOlder && first && box.scrollTop < EARLY_PX) void load("before", first.seq);
    else if (log.hasNewer && left < EARLY_PX) void load("after", endOf(log));
  }, [log, load, scroller]);

  // A short page, or one that was opened at its beginning, has nothing to scroll and still wants what is older.
  useEffect(onScroll, [onScroll]);

  const toEnd = useCallback(async () => {
    if (log.hasNewer) {
      const page = await api.loadMessages(threadId, {}, 100).catch(() => undefined);
      if (page) step({ type: "newest", messages: page.messages, hasMore: page.hasMore, lastSeq: page.lastSeq });
    }
    atEnd.current = true;
    setIsAtEnd(true);
    requestAnimationFrame(() => {
      const box = scroller.current;
      if (box) box.scrollTop = box.scrollHeight;
    });
  }, [log.hasNewer, threadId, scroller, step]);

  return { isAtEnd, unseen, onScroll, toEnd };
}

/** The first message in sight, and where: what must not move. */
function anchorOf(box: HTMLElement): { id: string; top: number } | undefined {
  const top = box.getBoundingClientRect().top;
  for (const row of box.querySelectorAll<HTMLElement>("[data-message]")) {
    const rect = row.getBoundingClientRect();
    if (rect.bottom > top) return { id: row.dataset.message!, top: rect.top };
  }
}

/** What was really seen counts as read: in a window that is looked at, and at the end of it. */
function useReadMarks(threadId: string, log: Log, isAtEnd: boolean) {
  const marked = useRef(0);
  const [isVisible, setIsVisible] = useState(true);
  useEffect(() => {
    const look = () => setIsVisible(document.visibilityState === "visible");
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  const end = log.hasNewer || isBehind(log) ? 0 : log.lastSeq;
  useEffect(() => {
    if (!isVisible || !isAtEnd || end <= marked.current) return;
    const timer = setTimeout(() => {
      api.markRead(threadId, end).then(
        () => {
          marked.current = Math.max(marked.current, end);
        },
        () => {},
      );
    }, READ_AFTER_MS);
    return () => clearTimeout(timer);
  }, [threadId, end, isAtEnd, isVisible]);
}
