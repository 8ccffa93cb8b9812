"use client";

import { LocateFixed } from "lucide-react";
import { useRef } from "react";
import { Button } from "@/components/ui/button";
import { Field, type FieldErrors } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useGeolocation } from "./geolocation";

/** Three decimals are about a hundred metres. */
const DECIMALS = 3;

/** A point on the map as "latitude, longitude", the way every map copies it; or where one is right now. */
export function CoordinatesField({ defaultValue, errors }: { defaultValue?: string; errors: FieldErrors }) {
  const box = useRef<HTMLInputElement>(null);
  const { state, ask } = useGeolocation(DECIMALS, (latitude, longitude) => {
    if (!box.current) return;
    box.current.value = `${latitude}, ${longitude}`;
    box.current.dispatchEvent(new Event("input", { bubbles: true }));
  });

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
