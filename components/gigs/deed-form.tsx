"use client";

import type { ReactNode } from "react";
import type { ButtonProps } from "@/components/ui/button";
import { FormErrors } from "@/components/ui/form-errors";
import { KeepDraft } from "@/components/ui/keep-draft";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextareaField } from "@/components/ui/textarea-field";
import { type Deed, type DeedState, formClass, useDeed } from "./deed";

type DeedFormProps = {
  deed: Deed;
  /** What the deed is done to, by field name. */
  values: Record<string, string>;
  /** The deed, and the sum where money moves. */
  button: ReactNode;
  variant?: ButtonProps["variant"];
  size?: ButtonProps["size"];
  /** A text that goes with it. `id` must be the page's only one. */
  reason?: { id: string; label: string; limit: number; optional?: boolean };
  children?: ReactNode;
};

/** A deed of one button, perhaps with a reason. What it moves stands in `children`, before the click. */
export function DeedForm({ deed, values, button, variant, size, reason, children }: DeedFormProps) {
  const { form, errors, message } = useDeed(deed);
  return (
    <form {...form} className={`space-y-3 ${formClass}`}>
      <Unseen values={values} />
      {children}
      {reason ? (
        <TextareaField
          id={reason.id}
          name="reason"
          label={reason.label}
          limit={reason.limit}
          optional={reason.optional}
          errors={errors}
          rows={3}
        />
      ) : null}
      <FormErrors message={message ?? (reason ? undefined : Object.values(errors)[0])} />
      <SubmitButton variant={variant} size={size}>
        {button}
      </SubmitButton>
    </form>
  );
}

type FieldsFormProps = {
  deed: Deed;
  values: Record<string, string>;
  /** The form's id, under which what is typed is kept in this browser until it is sent. */
  draft?: string;
  /** Its fields and its button. */
  children: (errors: DeedState["fields"]) => ReactNode;
};

/** A deed with fields of its own: what is wrong with it as a whole stands at its top. */
export function FieldsForm({ deed, values, draft, children }: FieldsFormProps) {
  const { form, errors, message } = useDeed(deed);
  return (
    <form {...form} id={draft} className={`space-y-5 ${formClass}`}>
      <Unseen values={values} />
      {draft ? <KeepDraft form={draft} /> : null}
      <FormErrors message={message} />
      {children(errors)}
    </form>
  );
}

const Unseen = ({ values }: { values: Record<string, string> }) =>
  Object.entries(values).map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />);
