"use client";

import { type FormEvent, startTransition, useActionState, useEffect, useRef } from "react";

/** What a form gets back when its deed was refused: a sentence for the whole, and what is wrong with which field. */
export type DeedState = {
  message?: string;
  fields: Record<string, string>;
  /** What was typed, by field: without script the page is drawn anew, and this is all that is left of it. */
  typed?: Record<string, unknown>;
};

/** A server action of a form. When it succeeds it leads away; it only answers a refusal. */
export type Deed = (before: DeedState, form: FormData) => Promise<DeedState>;

/** A form's regions for news take no room while there is none. */
export const formClass = "[&_:is([role=alert],[role=status]):empty]:hidden";

const START: DeedState = { fields: {} };

/**
 * The wiring of a form whose deed runs on the server. Without script it is a plain form; with it, what was typed stays
 * when the deed is refused, and the first field at fault gets the focus.
 */
export function useDeed(deed: Deed) {
  const [state, dispatch] = useActionState(deed, START);
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (state !== START) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [state]);

  return {
    errors: state.fields,
    typed: state.typed,
    // A sentence that only repeats what stands beside a field is left out.
    message: Object.keys(state.fields).length > 0 ? undefined : state.message,
    form: {
      ref: form,
      action: dispatch,
      onSubmit(event: FormEvent<HTMLFormElement>) {
        event.preventDefault();
        const data = new FormData(event.currentTarget, (event.nativeEvent as SubmitEvent).submitter);
        startTransition(() => dispatch(data));
      },
    },
  };
}
