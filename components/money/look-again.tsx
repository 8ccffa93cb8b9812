"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

const EVERY_MS = 2_000;
const TIMES = 30;

/** Draws the page anew every two seconds for a minute, until it no longer holds this. */
export function LookAgain() {
  const router = useRouter();
  useEffect(() => {
    let left = TIMES;
    const timer = setInterval(() => (left-- > 0 ? router.refresh() : clearInterval(timer)), EVERY_MS);
    return () => clearInterval(timer);
  }, [router]);
  return null;
}
