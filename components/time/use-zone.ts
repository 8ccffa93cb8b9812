"use client";

import { useSyncExternalStore } from "react";

const never = () => () => {};

/** The zone in which times are told: UTC until the page is alive, so that both draw the same; then the reader's (undefined). */
export const useZone = (): "UTC" | undefined =>
  useSyncExternalStore(
    never,
    () => undefined,
    () => "UTC",
  );
