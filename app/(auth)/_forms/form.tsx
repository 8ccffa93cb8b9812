"use client";

import { clsx } from "clsx";
import { type ReactNode, useActionState } from "react";
import type { ButtonProps } from "@/components/ui/button";
import { FormErrors } from "@/components/ui/form-errors";
import { Notice } from "@/components/ui/notice";
import { SubmitButton } from "@/components/ui/submit-button";
import { type FormState, UNSENT } from "@/lib/surfaces/form-state";

export type FormAction = (state: FormState, form: FormData) => Promise<FormState>;

type FormProps = {
  action: FormAction;
  /** What is sent along unseen, by name. */
  hidden?: Record<string, string>;
  /** The words on its button, and those while it is being sent. */
  deed: string;
  busy?: string;
  button?: Pick<ButtonProps, "variant" | "size" | "className">;
  /** Once it is done there is nothing left to press. */
  once?: boolean;
  className?: string;
  /** Its fields. */
  children?: (state: FormState) => ReactNode;
};

/** A form of one deed, whose action answers what is wrong, or that it is done. It works without script too. */
export function Form({
  action,
  hidden = {},
  deed,
  busy,
  button = { size: "lg" },
  once = false,
  className = "gap-5",
  children,
}: FormProps) {
  const [state, send] = useActionState(action, UNSENT);
  return (
    <form action={send} className={clsx("flex flex-col [&>[role=alert]:empty]:hidden", className)} noValidate>
      <FormErrors message={state.message} errors={state.errors} />
      {state.done ? (
        <div role="status">
          <Notice tone="accent">{state.done}</Notice>
        </div>
      ) : null}
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {children?.(state)}
      {once && state.done ? null : (
        <SubmitButton {...button} busyLabel={busy}>
          {deed}
        </SubmitButton>
      )}
    </form>
  );
}
