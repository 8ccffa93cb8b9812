"use client";

import type { Deed } from "@/components/gigs/deed";
import { FieldsForm } from "@/components/gigs/deed-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-field";
import { TextareaField } from "@/components/ui/textarea-field";

type ProposeFormProps = {
  deed: Deed;
  taskId: string;
  /** The id of the form, under which its draft is kept. */
  id: string;
  /** What stands in the amount to begin with, in dollars. */
  amount?: string;
  amountHint: string;
  amountOptional: boolean;
  letterLimit: number;
};

/** Says what one would do and for how much. */
export function ProposeForm({ deed, taskId, id, amount, amountHint, amountOptional, letterLimit }: ProposeFormProps) {
  return (
    <FieldsForm deed={deed} values={{ taskId }} draft={id}>
      {(errors) => (
        <>
          <TextareaField
            name="coverLetter"
            label="How would you do it?"
            hint="What you have done like it, how you would go about it, and what you need to know."
            limit={letterLimit}
            errors={errors}
            rows={6}
          />
          <div className="grid gap-5 sm:grid-cols-2">
            <TextField
              name="proposedAmount"
              label="Your price"
              hint={amountHint}
              prefix="$"
              suffix="USD"
              inputMode="decimal"
              autoComplete="off"
              optional={amountOptional}
              defaultValue={amount}
              errors={errors}
            />
            <TextField
              name="estimatedHours"
              label="Hours you expect"
              hint="Helps the poster to plan."
              suffix="hours"
              inputMode="decimal"
              autoComplete="off"
              optional
              errors={errors}
            />
          </div>
          <SubmitButton>Send proposal</SubmitButton>
        </>
      )}
    </FieldsForm>
  );
}
