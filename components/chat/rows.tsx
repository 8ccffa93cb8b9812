import { Fragment } from "react";
import { useZone } from "@/components/time/use-zone";
import type { Message } from "./chat";
import { MessageRow } from "./message-row";

/** Those of one sender stand together when they come within this. */
const TOGETHER_MS = 5 * 60_000;

type RowsProps = {
  messages: Message[];
  meId: string;
  firstUnread: number;
  canDelete: boolean;
  onReply(message: Message): void;
  onDelete(message: Message): void;
  onJump(messageId: string): void;
};

/** What was said, by day; those of one sender together. */
export function Rows({ messages, meId, firstUnread, canDelete, onReply, onDelete, onJump }: RowsProps) {
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
        <div
          data-message={message.id}
          // Reached by the arrows and by quotes, not by every press of Tab.
          tabIndex={-1}
          className="rounded-lg [contain-intrinsic-size:auto_4rem] [content-visibility:auto] transition-colors duration-500 focus-visible:-outline-offset-2 data-[reached]:bg-sunken"
        >
          <MessageRow
            message={message}
            isMine={message.senderId === meId}
            isFirst={isFirst}
            canDelete={canDelete}
            onReply={onReply}
            onDelete={onDelete}
            onJump={onJump}
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
