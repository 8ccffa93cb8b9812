import type { z } from "zod";
import type { Message } from "@/lib/domain/chat/message";
import type { LiveStatus } from "./connection";
import { INBOX } from "./topic";
import { useLive } from "./use-live";

/** As the API answers it: `GET /api/ai/chat/…`. */
export type LiveMessage = z.output<typeof Message>;

export type InboxHandlers = {
  onMessage?(message: LiveMessage): void;
  onDeleted?(deleted: { threadId: string; id: string; seq: number }): void;
  /** Something of the thread changed (its name, who is in it, whether it is archived): look again. */
  onThread?(thread: { threadId: string }): void;
  /** You read this far, perhaps in another window. */
  onRead?(read: { threadId: string; lastReadSeq: number }): void;
  /** Something is told; or, without an id, what was told is read or gone, perhaps in another window. */
  onNotification?(notification: { id: string | null }): void;
  /** Anything may have been missed: ask for what is new. Also called once the connection stands. */
  onResync(): void;
};

/** What is told to whoever is signed in, on the tab's one connection. The same message may come twice: know it by its id. */
export const useInbox = (handlers: InboxHandlers): LiveStatus =>
  useLive(INBOX, {
    onEvent(event, payload) {
      if (event === "message") handlers.onMessage?.(withHost(payload.message));
      else if (event === "message_deleted") handlers.onDeleted?.(payload);
      else if (event === "thread") handlers.onThread?.(payload);
      else if (event === "read") handlers.onRead?.(payload);
      else if (event === "notification") handlers.onNotification?.(payload);
    },
    onResync: handlers.onResync,
  });

/** The database does not know the host in the addresses of files. */
const withHost = (message: LiveMessage): LiveMessage => ({
  ...message,
  attachments: message.attachments.map((file) => ({ ...file, url: new URL(file.url, location.origin).href })),
});
