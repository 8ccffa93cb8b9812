import { useEffect, useState } from "react";

/** How long the page's own work goes first. */
const IDLE_MS = 2_000;

/** Whether the page has nothing better to do: what every page does besides waits for it. */
export function useIsIdle(): boolean {
  const [isIdle, setIsIdle] = useState(false);
  useEffect(() => {
    if (typeof requestIdleCallback === "undefined") {
      const timer = setTimeout(() => setIsIdle(true), IDLE_MS);
      return () => clearTimeout(timer);
    }
    const idle = requestIdleCallback(() => setIsIdle(true), { timeout: IDLE_MS });
    return () => cancelIdleCallback(idle);
  }, []);
  return isIdle;
}
