"use client";

import { LocateFixed } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field, type FieldErrors } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

/** Three decimals are about a hundred metres. */
const DECIMALS = 3;
const WAIT_MS = 10_000;

/** A point on the map as "latitude, longitude", the way every map copies it; or where one is right now. */
export function CoordinatesField({ defaultValue, errors }: { defaultValue?: string; errors: FieldErrors }) {
  const box = useRef<HTMLInputElement>(null);
  const [state, setState] = useState<"idle" | "asking" | "refused">("idle");

  function ask() {
    if (!navigator.geolocation) return setState("refused");
    setState("asking");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setState("idle");
        if (!box.current) return;
        box.current.value = `${coords.latitude.toFixed(DECIMALS)}, ${coords.longitude.toFixed(DECIMALS)}`;
        box.current.dispatchEvent(new Event("input", { bubbles: true }));
      },
      () => setState("refused"),
      { timeout: WAIT_MS, maximumAge: 600_000 },
    );
  }

  return (
    <Field
      name="coordinates"
      label="Point on the map"
      hint="Latitude and longitude, as a map copies them. Everybody sees it."
      errors={errors}
    >
      {({ required: _, ...control }) => (
        <span className="flex gap-2">
          <Input {...control} ref={box} placeholder="38.711, -9.137" defaultValue={defaultValue} autoComplete="off" />
          <Button onClick={ask} busy={state === "asking"}>
            {state === "asking" ? null : <LocateFixed aria-hidden />}
            Here
          </Button>
          <span role="status" className={state === "refused" ? "self-center text-ink-soft text-sm" : "sr-only"}>
            {state === "refused" ? "Your browser did not say." : ""}
          </span>
        </span>
      )}
    </Field>
  );
}
