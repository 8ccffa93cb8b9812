"use client";

import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { buttonClass } from "@/components/ui/button-class";
import { useGeolocation } from "./geolocation";

/** Two decimals are about a kilometre: enough for distances, and not where somebody lives. */
const DECIMALS = 2;

/** Asks the browser where one is and goes to the same list with distances. `href` holds `NEAR` where the place belongs. */
export function NearButton({ href, children }: { href: string; children: ReactNode }) {
  const router = useRouter();
  const { state, ask } = useGeolocation(DECIMALS, (latitude, longitude) =>
    router.push(href.replace("NEAR", `${latitude},${longitude}`)),
  );
  const isAsking = state === "asking";
  return (
    <span className="inline-flex flex-wrap items-center gap-x-3 gap-y-1">
      <button
        type="button"
        onClick={isAsking ? undefined : ask}
        aria-busy={isAsking || undefined}
        aria-disabled={isAsking || undefined}
        className={buttonClass({ size: "sm" }, isAsking ? "[&_svg]:animate-pulse" : undefined)}
      >
        {children}
      </button>
      <span role="status" className={state === "refused" ? "text-ink-soft text-sm" : "sr-only"}>
        {state === "refused" ? "Your browser did not say where you are." : ""}
      </span>
    </span>
  );
}
