"use client";

import { useState } from "react";

const WAIT_MS = 10_000;
/** Where one was ten minutes ago is good enough. */
const MAX_AGE_MS = 600_000;

/** Asks the browser where one is when `ask` is called; `found` gets it in degrees, rounded to `decimals`. */
export function useGeolocation(decimals: number, found: (latitude: string, longitude: string) => void) {
  const [state, setState] = useState<"idle" | "asking" | "refused">("idle");

  function ask() {
    if (!navigator.geolocation) return setState("refused");
    setState("asking");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setState("idle");
        found(coords.latitude.toFixed(decimals), coords.longitude.toFixed(decimals));
      },
      () => setState("refused"),
      { timeout: WAIT_MS, maximumAge: MAX_AGE_MS },
    );
  }

  return { state, ask };
}
