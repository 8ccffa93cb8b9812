"use client";

import { DeedForm } from "@/components/gigs/deed-form";
import type { ButtonProps } from "@/components/ui/button";
import { SelectField } from "@/components/ui/select-field";
import { goToStripe } from "./actions";

type StripeFormProps = {
  button: string;
  variant?: ButtonProps["variant"];
  /** Asked once, before there is an account. */
  countries?: { value: string; label: string }[];
};

/** Off to a page of Stripe's. */
export function StripeForm({ button, variant, countries }: StripeFormProps) {
  return (
    <DeedForm deed={goToStripe} values={{}} button={button} variant={variant}>
      {countries ? (
        <div className="pb-2 sm:max-w-80">
          <SelectField
            name="country"
            label="Where do you live?"
            hint="It cannot be changed later"
            options={countries}
            defaultValue="US"
          />
        </div>
      ) : null}
    </DeedForm>
  );
}
