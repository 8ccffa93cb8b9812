"use client";

import { FieldsForm } from "@/components/gigs/deed-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-field";
import { takeOut } from "./actions";

/** How much; everything, unless one writes less. */
export function WithdrawForm({ availableCents }: { availableCents: number }) {
  return (
    <FieldsForm deed={takeOut} values={{}}>
      {(errors) => (
        <>
          <div className="sm:max-w-60">
            <TextField
              name="amount"
              label="Amount"
              hint="All of it, or from 1 dollar"
              prefix="$"
              inputMode="decimal"
              autoComplete="off"
              defaultValue={(availableCents / 100).toFixed(2)}
              errors={errors}
            />
          </div>
          <SubmitButton variant="primary" busyLabel="Sending it">
            Withdraw
          </SubmitButton>
        </>
      )}
    </FieldsForm>
  );
}
