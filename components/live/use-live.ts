import { useEffect, useRef, useState } from "react";
import type { LiveStatus } from "./connection";
import { type Listener, topicOf } from "./topic";

/** Pushes get lost, and so do reports of it: somebody who looks at a page sees no more than this missing. */
const RESYNC_MS = 60_000;

/** Listens to a topic while mounted. `onResync` also comes when somebody returns to the tab, and every minute. */
export function useLive(name: string, handlers: Omit<Listener, "onStatus">, presenceKey?: string): LiveStatus {
  const [status, setStatus] = useState<LiveStatus>("connecting");
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    const resync = () => latest.current.onResync?.();
    const returned = () => document.visibilityState === "visible" && resync();
    const stop = topicOf(name, presenceKey).listen({
      onEvent: (event, payload) => latest.current.onEvent?.(event, payload),
      onPresence: (present) => latest.current.onPresence?.(present),
      onResync: resync,
      onStatus: setStatus,
    });
    const timer = setInterval(returned, RESYNC_MS);
    document.addEventListener("visibilitychange", returned);
    return () => {
      stop();
      clearInterval(timer);
      document.removeEventListener("visibilitychange", returned);
    };
  }, [name, presenceKey]);
  return status;
}
