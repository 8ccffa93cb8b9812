"use client";

import { LocateFixed } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";

/** Two decimals are about a kilometre: enough for distances, and not where somebody lives. */
const DECIMALS = 2;
const WAIT_MS = 10_000;

/** Asks the browser where one is and goes to the same list with distances. `href` holds `NEAR` where the place belongs. */
export function NearButton({ href }: { href: string }) {
  const router = useRouter();
  const [state, setState] = useState<"idle" | "asking" | "refused">("idle");

  function ask() {
    if (!navigator.geolocation) return setState("refused");
    setState("asking");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setState("idle");
        const place = `${coords.latitude.toFixed(DECIMALS)},${coords.longitude.toFixed(DECIMALS)}`;
        router.push(href.replace("NEAR", place));
      },
      () => setState("refused"),
      { timeout: WAIT_MS, maximumAge: 600_000 },
    );
  }

  return (
    <span className="inline-flex flex-wrap items-center gap-x-3 gap-y-1">
      <Button onClick={ask} busy={state === "asking"} size="sm">
        {state === "asking" ? null : <LocateFixed aria-hidden />}
        Near me
      </Button>
      <span role="status" className="text-ink-soft text-sm">
        {state === "refused" ? "Your browser did not say where you are." : ""}
      </span>
    </span>
  );
}
