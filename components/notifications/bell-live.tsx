"use client";

import { useEffect, useState } from "react";
import { useInbox } from "@/components/live/use-inbox";

/** How long the page's own work goes first. */
const IDLE_MS = 2_000;

/** Listens once the page has nothing better to do. */
export function BellLive({ onNews }: { onNews: () => void }) {
  const [isIdle, setIsIdle] = useState(false);
  useEffect(() => {
    if (typeof requestIdleCallback === "undefined") {
      const timer = setTimeout(() => setIsIdle(true), IDLE_MS);
      return () => clearTimeout(timer);
    }
    const idle = requestIdleCallback(() => setIsIdle(true), { timeout: IDLE_MS });
    return () => cancelIdleCallback(idle);
  }, []);
  return isIdle ? <Listen onNews={onNews} /> : null;
}

/** Told, read elsewhere, or perhaps missed: all of it means to look again. */
function Listen({ onNews }: { onNews: () => void }) {
  useInbox({ onNotification: onNews, onRead: onNews, onResync: onNews });
  return null;
}
