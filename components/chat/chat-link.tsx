"use client";

import { clsx } from "clsx";
import { MessageSquare } from "lucide-react";
import Link from "next/link";
import { useCallback, useEffect, useRef, useState } from "react";
import { CountBadge } from "@/components/layout/count-badge";
import { paths } from "@/components/layout/links";
import { useIsIdle } from "@/components/live/use-idle";
import { useInbox } from "@/components/live/use-inbox";
import { loadUnread } from "./api";

/** What comes together is asked for once, and what is read at once where it is open is never shown as waiting. */
const SOON_MS = 800;

/** The way to one's conversations, and how many messages wait there: kept true while the page is open. */
export function ChatLink({ unread: first, className }: { unread: number; className: string }) {
  const [unread, setUnread] = useState(first);
  const isIdle = useIsIdle();
  // The server has drawn it anew.
  useEffect(() => setUnread(first), [first]);
  return (
    <Link
      href={paths.chat}
      prefetch={false}
      aria-label={unread > 0 ? `Chat, ${unread} unread` : "Chat"}
      title="Chat"
      className={clsx("relative", className)}
    >
      <MessageSquare aria-hidden className="size-4" />
      <CountBadge count={unread} />
      {isIdle ? <Listen onCount={setUnread} /> : null}
    </Link>
  );
}

function Listen({ onCount }: { onCount(count: number): void }) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const look = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => loadUnread().then(onCount, () => {}), SOON_MS);
  }, [onCount]);
  useInbox({ onMessage: look, onDeleted: look, onRead: look, onThread: look, onResync: look });
  return null;
}
