"use client";

import { clsx } from "clsx";
import { Paperclip, SendHorizontal, X } from "lucide-react";
import {
  type ClipboardEvent,
  type DragEvent,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useActionState,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from "react";
import type { Attached, Message } from "./chat";
import { PickedFiles } from "./files";
import { Quote } from "./message-row";
import { useFiles } from "./use-files";

const PREFIX = "draft:chat-";
/** Near the limit one is told how much is left. */
const TOLD_FROM = 500;

export type ComposerHandle = { focus(): void };

/** Sends it where there is no script; what was refused comes back with why. */
export type SendState = { message?: string; typed?: string };
export type SendDeed = (before: SendState, form: FormData) => Promise<SendState>;

type ComposerProps = {
  meId: string;
  threadId: string;
  limit: number;
  deed: SendDeed;
  replyTo: Message | null;
  onCancelReply(): void;
  onSend(content: string, files: Attached[]): void;
  onTyping(): void;
  /** Back among the messages, from where nothing is typed. */
  onUp(): void;
  handle: Ref<ComposerHandle>;
  children?: ReactNode;
};

/**
 * Where one types: Enter sends, Shift and Enter begins a line; files are picked, pasted or dropped. What is not sent stays
 * here until one comes back.
 */
export function Composer({
  meId,
  threadId,
  limit,
  deed,
  replyTo,
  onCancelReply,
  onSend,
  onTyping,
  onUp,
  handle,
  children,
}: ComposerProps) {
  const box = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const files = useFiles(meId, threadId);
  const [isOver, setIsOver] = useState(false);
  const isUploading = files.picked.some(({ attached, refused }) => !attached && refused === undefined);
  const isStuck = files.picked.some(({ refused }) => refused !== undefined);
  const standing = isUploading ? "Uploading…" : isStuck ? "Take away what could not be uploaded, or try it again." : "";
  const [{ message, typed }, action] = useActionState(deed, {});
  const [text, setText] = useState(typed ?? "");
  const length = [...text].length;
  useImperativeHandle(handle, () => ({ focus: () => box.current?.focus() }), []);

  useEffect(() => {
    const kept = load(meId, threadId);
    // Typed before the page was alive counts more than what was kept.
    setText((typed) => typed || box.current?.value || kept);
  }, [meId, threadId]);

  function change(value: string) {
    setText(value);
    store(meId, threadId, value);
    if (value !== "") onTyping();
  }

  function submit() {
    const content = text.trim();
    const attached = files.picked.flatMap((one) => one.attached ?? []);
    if ((content === "" && attached.length === 0) || length > limit || isUploading || isStuck) return;
    onSend(content, attached);
    change("");
    files.clear();
    box.current?.focus();
  }

  function take(event: ClipboardEvent | DragEvent, { files: given }: DataTransfer) {
    if (given.length === 0) return;
    event.preventDefault();
    files.add(given);
  }

  function press(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.key === "Escape" && replyTo) return onCancelReply();
    if (event.key === "ArrowUp" && text === "") {
      event.preventDefault();
      return onUp();
    }
    // Enter that ends a word being composed, and a phone's Enter, begin a line as people expect there.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || isTouch()) return;
    event.preventDefault();
    submit();
  }

  return (
    <form
      action={action}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        setIsOver(false);
        take(event, event.dataTransfer);
      }}
      className={clsx("border-t px-3 py-3 sm:px-4", isOver ? "bg-accent-soft" : "bg-paper")}
    >
      <input type="hidden" name="threadId" value={threadId} />
      {message ? (
        <p role="alert" className="mb-2 text-loss-ink text-sm">
          Not sent. {message}
        </p>
      ) : null}
      {replyTo ? (
        <div className="mb-2 flex items-start justify-between gap-2">
          <Quote senderName={replyTo.senderName} content={replyTo.content.slice(0, 200)} />
          <button
            type="button"
            onClick={onCancelReply}
            aria-label="Answer nothing in particular"
            className="grid size-8 shrink-0 place-items-center rounded-lg text-ink-soft hover:bg-sunken"
          >
            <X aria-hidden className="size-4" />
          </button>
        </div>
      ) : null}
      {files.picked.length > 0 ? (
        <PickedFiles picked={files.picked} onAgain={files.again} onRemove={files.remove} />
      ) : null}
      <div className="flex items-end gap-1.5">
        <input
          ref={picker}
          type="file"
          multiple
          aria-label="Files to attach"
          className="hidden"
          onChange={({ target }) => {
            files.add([...(target.files ?? [])]);
            // The same one may be picked again.
            target.value = "";
            box.current?.focus();
          }}
        />
        <button
          type="button"
          aria-label="Attach files"
          title="Attach files"
          onClick={() => picker.current?.click()}
          className="-ml-1 grid size-11 shrink-0 place-items-center rounded-xl text-ink-soft transition-colors hover:bg-sunken hover:text-ink noscript:hidden"
        >
          <Paperclip aria-hidden className="size-5" />
        </button>
        <label htmlFor="message" className="sr-only">
          Message
        </label>
        <textarea
          ref={box}
          id="message"
          name="content"
          rows={1}
          required={files.picked.length === 0}
          value={text}
          onChange={(event) => change(event.target.value)}
          onKeyDown={press}
          onPaste={(event) => take(event, event.clipboardData)}
          placeholder="Write a message"
          aria-describedby="message-limit"
          aria-invalid={length > limit || undefined}
          dir="auto"
          className="field-sizing-content max-h-40 min-h-11 min-w-0 grow resize-none rounded-xl border border-line-strong/60 bg-surface px-3.5 py-2.5 text-base sm:text-sm"
        />
        <button
          type="submit"
          aria-label="Send"
          aria-disabled={isUploading || isStuck || undefined}
          className="grid size-11 shrink-0 place-items-center rounded-xl bg-accent text-on-accent transition-colors hover:bg-accent-strong aria-disabled:opacity-55"
        >
          <SendHorizontal aria-hidden className="size-5" />
        </button>
      </div>
      <div className="mt-1 flex min-h-4 items-center justify-between gap-3 text-xs">
        <div className="min-w-0 grow text-ink-soft">
          <span aria-live="polite">{standing}</span>
          {standing ? null : children}
        </div>
        <p id="message-limit" aria-live="polite" className={length > limit ? "text-loss-ink" : "text-ink-soft"}>
          {length > limit - TOLD_FROM ? `${length.toLocaleString("en-US")} of ${limit.toLocaleString("en-US")}` : ""}
        </p>
      </div>
    </form>
  );
}

const isTouch = () => matchMedia("(hover: none) and (pointer: coarse)").matches;

/** Of two people who share a browser, each has a draft of their own. */
const keyOf = (meId: string, threadId: string) => `${PREFIX}${meId}:${threadId}`;

function load(meId: string, threadId: string): string {
  try {
    return localStorage.getItem(keyOf(meId, threadId)) ?? "";
  } catch {
    return "";
  }
}

function store(meId: string, threadId: string, text: string) {
  try {
    if (text === "") localStorage.removeItem(keyOf(meId, threadId));
    else localStorage.setItem(keyOf(meId, threadId), text);
  } catch {
    // Storage may be forbidden; then a draft lasts as long as the page.
  }
}
