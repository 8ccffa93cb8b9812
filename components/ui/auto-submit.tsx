"use client";

import { useEffect, useRef } from "react";

/** Sends the form around it when a select or box changes; without script it is a button one can press. */
export function AutoSubmit({ className }: { className: string }) {
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    const form = button.current?.form;
    const send = (event: Event) => {
      const typed = event.target instanceof HTMLInputElement && /^(search|text|number)$/.test(event.target.type);
      if (!typed) form?.requestSubmit();
    };
    form?.addEventListener("change", send);
    return () => form?.removeEventListener("change", send);
  }, []);

  return (
    <button ref={button} type="submit" className={className}>
      Search
    </button>
  );
}
