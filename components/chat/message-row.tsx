import { clsx } from "clsx";
import { CornerUpLeft, Reply, RotateCw, Trash2, X } from "lucide-react";
import { memo, type ReactNode } from "react";
import { ActorAvatar } from "@/components/actors/actor-avatar";
import { AiTag } from "@/components/actors/ai-tag";
import { linked } from "@/components/gigs/user-text";
import { useZone } from "@/components/time/use-zone";
import { type Message, senderOf } from "./chat";
import { Attachments } from "./files";
import type { Pending } from "./log";

type MessageRowProps = {
  message: Message;
  isMine: boolean;
  /** The first of several by the same sender in a row: it shows who speaks. */
  isFirst: boolean;
  canDelete: boolean;
  onReply(message: Message): void;
  onDelete(message: Message): void;
  /** Goes to the message that is quoted. */
  onJump(messageId: string): void;
};

/** One message. What was only done, and not said, is a line of its own. */
export const MessageRow = memo(function MessageRow({
  message,
  isMine,
  isFirst,
  canDelete,
  onReply,
  onDelete,
  onJump,
}: MessageRowProps) {
  if (message.isSystem)
    return (
      <p className="px-4 py-2 text-center text-ink-soft text-xs" dir="auto">
        {message.content} <MessageTime at={message.createdAt} className="sr-only" />
      </p>
    );
  return (
    <div className={clsx("group flex gap-2 px-3 sm:px-4", isMine && "flex-row-reverse", isFirst ? "pt-3" : "pt-0.5")}>
      {isMine ? null : (
        <div className="w-8 shrink-0">{isFirst ? <ActorAvatar actor={senderOf(message)} size="sm" /> : null}</div>
      )}
      <div className={clsx("flex min-w-0 max-w-[min(36rem,82%)] flex-col", isMine && "items-end")}>
        {isFirst && !isMine ? (
          <p className="mb-1 flex min-w-0 max-w-full items-center gap-2 text-xs">
            <span className="truncate font-medium" dir="auto">
              {message.senderName}
            </span>
            {message.isAi ? <AiTag /> : null}
          </p>
        ) : null}
        {isFirst && isMine ? <span className="sr-only">You</span> : null}
        <Bubble isMine={isMine} quote={message.replyTo} content={message.content} onJump={onJump}>
          {message.attachments.length > 0 ? <Attachments files={message.attachments} /> : null}
        </Bubble>
        <div className={clsx("flex min-h-6 items-center gap-1", isMine && "flex-row-reverse")}>
          <MessageTime at={message.createdAt} className="px-1 text-[0.6875rem] text-ink-faint" />
          <span className="flex opacity-0 transition-opacity focus-within:opacity-100 group-hover:opacity-100 [@media(hover:none)]:opacity-100">
            <Deed label={`Reply to ${message.senderName}`} onClick={() => onReply(message)}>
              <Reply aria-hidden className="size-3.5" />
            </Deed>
            {canDelete ? (
              <Deed label={`Delete the message of ${message.senderName}`} onClick={() => onDelete(message)}>
                <Trash2 aria-hidden className="size-3.5" />
              </Deed>
            ) : null}
          </span>
        </div>
      </div>
    </div>
  );
});

function Deed({ label, onClick, children }: { label: string; onClick(): void; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={onClick}
      className="grid size-6 place-items-center rounded-md text-ink-soft hover:bg-sunken hover:text-ink"
    >
      {children}
    </button>
  );
}

function Bubble({
  isMine,
  quote,
  content,
  onJump,
  children,
}: {
  isMine: boolean;
  quote: Message["replyTo"];
  content: string;
  onJump?(messageId: string): void;
  children?: ReactNode;
}) {
  return (
    <div
      className={clsx(
        "min-w-0 max-w-full rounded-2xl px-3.5 py-2 text-sm [overflow-wrap:anywhere]",
        isMine ? "rounded-tr-md bg-accent-soft" : "rounded-tl-md border bg-surface",
      )}
    >
      {quote && onJump ? (
        <button
          type="button"
          onClick={() => onJump(quote.id)}
          aria-label={`Go to what ${quote.senderName} said: ${quote.content || "a file"}`}
          className="-mx-1.5 -mt-0.5 mb-1 block w-[calc(100%+0.75rem)] rounded-lg px-1.5 pt-0.5 text-left hover:bg-ink/5"
        >
          <Quote {...quote} />
        </button>
      ) : quote ? (
        <Quote {...quote} />
      ) : null}
      {content ? (
        <p dir="auto" className="whitespace-pre-wrap">
          {linked(content)}
        </p>
      ) : children ? null : (
        <p className="text-ink-soft italic">A file that is gone</p>
      )}
      {children}
    </div>
  );
}

/** What is answered, in short. */
export function Quote({ senderName, content }: { senderName: string; content: string }) {
  return (
    <div className="mb-1.5 border-line-strong border-l-2 pl-2.5 text-ink-soft text-xs">
      <p className="flex items-center gap-1 font-medium">
        <CornerUpLeft aria-hidden className="size-3" />
        <span className="truncate" dir="auto">
          {senderName}
        </span>
      </p>
      <p className="line-clamp-2" dir="auto">
        {content || "A file"}
      </p>
    </div>
  );
}

/** The time of day. */
export function MessageTime({ at, className }: { at: string; className?: string }) {
  const timeZone = useZone();
  const when = new Date(at);
  return (
    <time
      dateTime={at}
      title={when.toLocaleString("en-US", { dateStyle: "full", timeStyle: "short", timeZone })}
      className={clsx("tabular-nums", className)}
    >
      {when.toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit", timeZone })}
    </time>
  );
}

/** Something typed here that the server does not have yet, or did not take. */
export function PendingRow({
  pending: { content, replyTo, files = [], refused },
  isOffline,
  onAgain,
  onDrop,
}: {
  pending: Pending;
  isOffline: boolean;
  onAgain(): void;
  onDrop(): void;
}) {
  return (
    <div className="flex flex-col items-end px-3 pt-1 sm:px-4">
      <div className="max-w-[min(36rem,82%)] opacity-70">
        <Bubble isMine quote={replyTo} content={content}>
          {files.length > 0 ? <Attachments files={files} /> : null}
        </Bubble>
      </div>
      {refused === undefined ? (
        <p className="px-1 text-[0.6875rem] text-ink-faint">{isOffline ? "Waits for a connection" : "Sending"}</p>
      ) : (
        <p role="alert" className="flex max-w-full flex-wrap items-center justify-end gap-1 px-1 text-loss-ink text-xs">
          <span>Not sent: {refused}</span>
          <button
            type="button"
            onClick={onAgain}
            className="inline-flex items-center gap-1 rounded-md px-1.5 py-1 underline"
          >
            <RotateCw aria-hidden className="size-3" />
            Try again
          </button>
          <button
            type="button"
            onClick={onDrop}
            className="inline-flex items-center gap-1 rounded-md px-1.5 py-1 underline"
          >
            <X aria-hidden className="size-3" />
            Discard
          </button>
        </p>
      )}
    </div>
  );
}
