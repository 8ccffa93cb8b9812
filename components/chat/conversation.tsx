"use client";

import { ArrowDown } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { Deed } from "@/components/gigs/deed";
import { paths } from "@/components/layout/links";
import { useInbox } from "@/components/live/use-inbox";
import { useThreadPresence } from "@/components/live/use-thread-presence";
import * as api from "./api";
import type { Attached, Me, Message, Thread } from "./chat";
import { Composer, type ComposerHandle, type SendDeed } from "./composer";
import { Header } from "./header";
import { beginning } from "./log";
import { PendingRow } from "./message-row";
import { outboxOf } from "./outbox";
import { Rows } from "./rows";
import { useLog } from "./use-log";
import { useIsVisible, useReadMarks, useView } from "./use-view";
import { useWalk } from "./use-walk";

type ConversationProps = {
  thread: Thread;
  messages: Message[];
  hasOlder: boolean;
  /** Whether it was opened further up than at its end. */
  hasNewer: boolean;
  me: Me;
  limit: number;
  send: SendDeed;
  isMuted: boolean;
  mute: Deed;
};

/** A conversation: what was said, kept up to date, and where one answers. */
export function Conversation(props: ConversationProps) {
  const { thread, messages, hasOlder, hasNewer, me, limit, send, isMuted, mute } = props;
  const threadId = thread.id;
  const router = useRouter();
  const { log, step, catchUp } = useLog(threadId, me.id, () =>
    beginning(messages, { meId: me.id, hasOlder, hasNewer, lastSeq: thread.lastSeq }),
  );
  const [replyTo, setReplyTo] = useState<Message | null>(null);
  const [said, setSaid] = useState("");
  const scroller = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLDivElement>(null);
  const composer = useRef<ComposerHandle>(null);
  const isVisible = useIsVisible();
  const isOnline = useIsOnline();
  const { firstUnread, arrived } = useFirstUnread(thread, messages, me.id, isVisible);

  const status = useInbox({
    onMessage(message) {
      if (message.threadId !== threadId) return;
      step({ type: "told", message: message as Message });
      if (message.senderId === me.id) return;
      arrived(message.seq);
      setSaid(`${message.senderName}: ${message.content.slice(0, 200)}`);
    },
    onDeleted: ({ threadId: where, id }) => where === threadId && step({ type: "deleted", id }),
    onThread: ({ threadId: where }) => where === threadId && router.refresh(),
    onResync: catchUp,
  });
  const { typing, present, sayTyping } = useThreadPresence(threadId, me);

  const view = useView(
    threadId,
    log,
    { scroller, inner },
    step,
    thread.myUnreadCount > 0 ? thread.lastReadSeq : thread.lastSeq,
  );
  const { markNow } = useReadMarks(threadId, log, isVisible && view.isAtEnd);
  const canDelete = thread.myRole !== "MEMBER";

  function put(content: string, files: Attached[]) {
    const quoted = replyTo && {
      id: replyTo.id,
      senderName: replyTo.senderName,
      content: replyTo.content.slice(0, 200),
    };
    const pending = { key: crypto.randomUUID(), content, replyTo: quoted, files, at: Date.now() };
    step({ type: "typed", pending });
    outboxOf(me.id, threadId).put(pending);
    setReplyTo(null);
    markNow();
    void view.toEnd();
  }

  const reply = useCallback((message: Message) => {
    setReplyTo(message);
    composer.current?.focus();
  }, []);
  const { toMessage } = view;
  const jump = useCallback(
    async (messageId: string) => {
      if (!(await toMessage(messageId))) setSaid("What is quoted could not be shown.");
    },
    [toMessage],
  );
  const walk = useWalk(log.messages, reply, () => composer.current?.focus());
  const erase = useCallback(
    async (message: Message) => {
      if (!confirm(`Delete this message of ${message.senderName}? It is gone for everybody.`)) return;
      await api.deleteMessage(threadId, message.id).then(
        () => step({ type: "deleted", id: message.id }),
        (error: Error) => alert(error.message),
      );
    },
    [threadId, step],
  );

  // Who types says so itself: what they are called is known better from who is in the thread.
  const typists = typing.flatMap(({ id }) => thread.participants.find(({ userId }) => userId === id)?.name ?? []);
  const [oldest] = log.messages;

  return (
    <div className="flex h-full min-h-0 flex-col">
      <Header
        thread={thread}
        me={me}
        present={present}
        status={isOnline ? status : "away"}
        isMuted={isMuted}
        mute={mute}
      />
      <div className="relative min-h-0 grow">
        <div
          ref={scroller}
          onScroll={view.onScroll}
          onKeyDown={walk.onKeyDown}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keys
          tabIndex={0}
          role="log"
          aria-label="Messages"
          aria-live="off"
          className="h-full overflow-y-auto overscroll-contain focus-visible:-outline-offset-2 noscript:flex noscript:flex-col-reverse"
        >
          <div ref={inner} className="py-3">
            {log.hasOlder ? (
              <p className="py-2 text-center text-ink-soft text-xs">
                <span className="noscript:hidden">Loading what was said before</span>
                {oldest ? <Elsewhere to={`?before=${oldest.id}`}>What was said before</Elsewhere> : null}
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
              onJump={jump}
            />
            {log.hasNewer ? (
              <p className="py-2 text-center text-xs">
                <Elsewhere to={`${paths.chat}/${threadId}`}>The newest messages</Elsewhere>
              </p>
            ) : (
              log.pending.map((pending) => (
                <PendingRow
                  key={pending.key}
                  pending={pending}
                  isOffline={!isOnline}
                  onAgain={() => {
                    step({ type: "again", key: pending.key });
                    outboxOf(me.id, threadId).again(pending.key);
                  }}
                  onDrop={() => {
                    step({ type: "dropped", key: pending.key });
                    outboxOf(me.id, threadId).drop(pending.key);
                  }}
                />
              ))
            )}
          </div>
        </div>
        {view.isAtEnd && !log.hasNewer ? null : (
          <button
            type="button"
            onClick={() => void view.toEnd()}
            className="absolute right-4 bottom-3 inline-flex h-10 items-center gap-2 rounded-full border noscript:hidden bg-surface px-4 font-medium text-sm shadow-float hover:bg-sunken"
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
        meId={me.id}
        threadId={threadId}
        limit={limit}
        deed={send}
        replyTo={replyTo}
        onCancelReply={() => setReplyTo(null)}
        onSend={put}
        onTyping={sayTyping}
        onUp={() => walk.toLast(scroller.current!)}
        handle={composer}
      >
        <span aria-live="polite">{typingSentence(typists)}</span>
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

/** A link for where no script runs: what it leads to comes by itself elsewhere. */
const Elsewhere = ({ to, children }: { to: string; children: string }) => (
  <Link href={to} className="hidden text-accent-ink underline underline-offset-4 noscript:inline">
    {children}
  </Link>
);

/**
 * Before which message the line stands that says what is new: it stays where it was when the page was opened, until
 * something more comes while nobody looks.
 */
function useFirstUnread(thread: Thread, messages: Message[], meId: string, isVisible: boolean) {
  const [firstUnread, setFirstUnread] = useState(() => {
    if (thread.myUnreadCount === 0) return 0;
    return messages.find(({ seq, senderId }) => seq > thread.lastReadSeq && senderId !== meId)?.seq ?? 0;
  });
  const isFresh = useRef(false);
  useEffect(() => {
    isFresh.current = !isVisible;
  }, [isVisible]);
  function arrived(seq: number) {
    if (!isFresh.current) return;
    isFresh.current = false;
    setFirstUnread(seq);
  }
  return { firstUnread, arrived };
}

function subscribe(tell: () => void) {
  addEventListener("online", tell);
  addEventListener("offline", tell);
  return () => {
    removeEventListener("online", tell);
    removeEventListener("offline", tell);
  };
}
const useIsOnline = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => navigator.onLine,
    () => true,
  );
