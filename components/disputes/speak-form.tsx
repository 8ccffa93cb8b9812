"use client";

import type { ReactNode } from "react";
import type { Deed } from "@/components/gigs/deed";
import { FieldsForm } from "@/components/gigs/deed-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextareaField } from "@/components/ui/textarea-field";

type SpeakFormProps = {
  deed: Deed;
  values: Record<string, string>;
  /** The form's id, under which what is typed is kept until it is sent. */
  id: string;
  /** The field of the text, and what it asks for. */
  field: "reason" | "text";
  label: string;
  limits: { text: number; evidence: number };
  button: string;
  variant?: "danger" | "secondary";
  children?: ReactNode;
};

/** What a party has to say, and what shows it: opens a dispute, or adds to one. */
export function SpeakForm({ deed, values, id, field, label, limits, button, variant, children }: SpeakFormProps) {
  return (
    <FieldsForm deed={deed} values={values} draft={id}>
      {(errors) => (
        <>
          {children}
          <TextareaField id={`${id}-text`} name={field} label={label} limit={limits.text} errors={errors} rows={4} />
          <TextareaField
            id={`${id}-evidence`}
            name="evidence"
            label="Evidence"
            hint={`Links or short texts that show it, one a line, ${limits.evidence} at most.`}
            optional
            errors={errors}
            rows={2}
          />
          <SubmitButton variant={variant}>{button}</SubmitButton>
        </>
      )}
    </FieldsForm>
  );
}
