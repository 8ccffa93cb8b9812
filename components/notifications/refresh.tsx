"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { useInbox } from "@/components/live/use-inbox";

const SOON_MS = 400;

/** Draws the page anew when something is told. */
export function RefreshWhenTold() {
  const router = useRouter();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const refresh = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => router.refresh(), SOON_MS);
  };
  useInbox({ onNotification: refresh, onRead: refresh, onResync() {} });
  return null;
}
