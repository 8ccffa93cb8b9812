"use client";

import { clsx } from "clsx";
import { useEffect, useState } from "react";

/** Counts what stands in the control with the given id, as one types. Spoken only near the end, not at every key. */
export function CharacterCount({ control, limit }: { control: string; limit: number }) {
  const [length, setLength] = useState(0);

  useEffect(() => {
    const element = document.getElementById(control);
    if (!(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)) return;
    const read = () => setLength(element.value.length);
    read();
    const form = element.form;
    // A form's reset event comes before its fields are emptied.
    const afterReset = () => queueMicrotask(read);
    element.addEventListener("input", read);
    form?.addEventListener("reset", afterReset);
    return () => {
      element.removeEventListener("input", read);
      form?.removeEventListener("reset", afterReset);
    };
  }, [control]);

  const near = length > limit * 0.9;
  return (
    <span className={clsx("text-sm tabular-nums", near ? "text-wait-ink" : "text-ink-faint")}>
      <span aria-hidden>
        {length.toLocaleString("en-US")}/{limit.toLocaleString("en-US")}
      </span>
      <span className="sr-only" aria-live="polite">
        {near ? `${limit - length} characters left` : ""}
      </span>
    </span>
  );
}
