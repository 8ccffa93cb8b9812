"use client";

import { FieldsForm } from "@/components/gigs/deed-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-field";
import { buyCredits } from "./actions";

/** How much, and off to Stripe's page. */
export function AddCredits() {
  return (
    <FieldsForm deed={buyCredits} values={{}}>
      {(errors) => (
        <>
          <div className="sm:max-w-60">
            <TextField
              name="amount"
              label="Amount"
              hint="5 to 10,000 dollars"
              prefix="$"
              inputMode="decimal"
              autoComplete="off"
              defaultValue="100.00"
              errors={errors}
            />
          </div>
          <SubmitButton variant="primary" busyLabel="Opening the payment page">
            Go on to pay by card
          </SubmitButton>
        </>
      )}
    </FieldsForm>
  );
}
