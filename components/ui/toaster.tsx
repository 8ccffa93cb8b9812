"use client";

import { useTheme } from "next-themes";
import { type ComponentType, useEffect, useState } from "react";
import type { ToasterProps } from "sonner";

const LATEST_START_MS = 3000;

/** The place where `notify` speaks. Fetched when the browser is idle: no page waits for it. */
export function Toaster() {
  const { resolvedTheme } = useTheme();
  const [Sonner, setSonner] = useState<ComponentType<ToasterProps> | null>(null);

  useEffect(() => {
    const load = () => void import("sonner").then((module) => setSonner(() => module.Toaster));
    if (!("requestIdleCallback" in window)) {
      const timer = setTimeout(load, LATEST_START_MS);
      return () => clearTimeout(timer);
    }
    const idle = requestIdleCallback(load, { timeout: LATEST_START_MS });
    return () => cancelIdleCallback(idle);
  }, []);

  if (!Sonner) return null;
  return (
    <Sonner
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position="bottom-right"
      style={{ fontFamily: "inherit" }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-full items-start gap-3 rounded-xl border bg-surface px-4 py-3 text-ink text-sm shadow-float sm:w-[22rem] [&_[data-icon]]:mt-0.5 [&_[data-icon]_svg]:size-4",
          title: "font-medium",
          description: "text-ink-soft",
          success: "[&_[data-icon]]:text-accent",
          error: "[&_[data-icon]]:text-loss",
        },
      }}
    />
  );
}
