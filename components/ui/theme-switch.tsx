"use client";

import type { ReactNode } from "react";
import { switchTheme } from "./theme";

/** Turns light into dark and back. Its icons come from the server, and CSS decides which one shows. */
export function ThemeSwitch({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <button type="button" aria-label="Switch between light and dark" onClick={switchTheme} className={className}>
      {children}
    </button>
  );
}
