"use client";

import { clsx } from "clsx";
import { type ReactNode, useActionState } from "react";
import { FormErrors } from "@/components/ui/form-errors";
import { Notice } from "@/components/ui/notice";
import { type FormState, UNSENT } from "@/lib/surfaces/form-state";

export type FormAction = (state: FormState, form: FormData) => Promise<FormState>;

/** A form whose action answers what is wrong, or that it is done. It works without script too. */
export function Form({
  action,
  className,
  children,
}: {
  action: FormAction;
  className?: string;
  children: (state: FormState) => ReactNode;
}) {
  const [state, send] = useActionState(action, UNSENT);
  return (
    <form action={send} className={clsx("flex flex-col gap-5 [&>[role=alert]:empty]:hidden", className)} noValidate>
      <FormErrors message={state.message} errors={state.errors} />
      {state.done ? (
        <div role="status">
          <Notice tone="accent">{state.done}</Notice>
        </div>
      ) : null}
      {children(state)}
    </form>
  );
}
