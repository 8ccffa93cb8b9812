"use client";

import { useIsIdle } from "@/components/live/use-idle";
import { useInbox } from "@/components/live/use-inbox";

/** Listens once the page has nothing better to do. */
export const BellLive = ({ onNews }: { onNews: () => void }) => (useIsIdle() ? <Listen onNews={onNews} /> : null);

/** Told, read elsewhere, or perhaps missed: all of it means to look again. */
function Listen({ onNews }: { onNews: () => void }) {
  useInbox({ onNotification: onNews, onRead: onNews, onResync: onNews });
  return null;
}
