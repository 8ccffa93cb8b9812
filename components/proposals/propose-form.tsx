"use client";

import { useState } from "react";
import type { Deed } from "@/components/gigs/deed";
import { FieldsForm } from "@/components/gigs/deed-form";
import { afterFee, percentOf } from "@/components/money/fee";
import { centsOf, formatMoney } from "@/components/money/format";
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
  /** How it is paid; where there is a fee, the form says itself what is left of the price. */
  amountHint: string;
  feeBps: number;
  amountOptional: boolean;
  letterLimit: number;
};

/** Says what one would do and for how much. */
export function ProposeForm({ deed, taskId, id, amount, feeBps, letterLimit, ...props }: ProposeFormProps) {
  const [typed, setTyped] = useState(amount);
  const cents = centsOf(typed);
  const left = cents === null ? "" : `: you get ${formatMoney(afterFee(cents, feeBps))}`;
  const amountHint = feeBps > 0 ? `A fee of ${percentOf(feeBps)} comes out of it${left}.` : props.amountHint;
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
          <div
            className="grid gap-5 sm:grid-cols-2"
            onInput={({ target }) => {
              const { name, value } = target as HTMLInputElement;
              if (name === "proposedAmount") setTyped(value);
            }}
          >
            <TextField
              name="proposedAmount"
              label="Your price"
              hint={amountHint}
              prefix="$"
              suffix="USD"
              inputMode="decimal"
              autoComplete="off"
              optional={props.amountOptional}
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
