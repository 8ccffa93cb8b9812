"use client";

import type { Deed } from "@/components/gigs/deed";
import { FieldsForm } from "@/components/gigs/deed-form";
import { RadioCards } from "@/components/ui/radio-cards";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-field";
import { TextareaField } from "@/components/ui/textarea-field";

type Said = { productDescription: string; serviceDate: string; accessActivityLog: string; statement: string };

type AnswerFormProps = {
  deed: Deed;
  chargebackId: string;
  /** What stands there to begin with: the last draft, or what our own books say. */
  said: Said;
  limit: number;
};

/** What the bank is told against a chargeback, part by part, and whether it is told now. */
export function AnswerForm({ deed, chargebackId, said, limit }: AnswerFormProps) {
  return (
    <FieldsForm deed={deed} values={{ chargebackId }}>
      {(errors) => (
        <>
          <TextareaField
            name="productDescription"
            label="What was sold"
            limit={limit}
            defaultValue={said.productDescription}
            optional
            errors={errors}
            rows={6}
          />
          <div className="sm:max-w-60">
            <TextField
              name="serviceDate"
              label="The day it was had"
              hint="Such as 2026-11-27"
              defaultValue={said.serviceDate}
              autoComplete="off"
              optional
              errors={errors}
            />
          </div>
          <TextareaField
            name="accessActivityLog"
            label="That the payer used it"
            hint="What they did here, and when."
            limit={limit}
            defaultValue={said.accessActivityLog}
            optional
            errors={errors}
            rows={8}
          />
          <TextareaField
            name="statement"
            label="What else speaks for it"
            hint="What the two wrote, and what was handed in. Leave out what the bank need not know."
            limit={limit}
            defaultValue={said.statement}
            optional
            errors={errors}
            rows={10}
          />
          <RadioCards
            name="submit"
            legend="What becomes of it"
            defaultValue="false"
            errors={errors}
            options={[
              { value: "false", label: "Keep as a draft", hint: "With Stripe. Write on whenever you like." },
              { value: "true", label: "Send to the bank", hint: "Once, for good: nothing can be added afterwards." },
            ]}
          />
          <SubmitButton>Save or send</SubmitButton>
        </>
      )}
    </FieldsForm>
  );
}
