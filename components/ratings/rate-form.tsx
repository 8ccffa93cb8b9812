"use client";

import { Star } from "lucide-react";
import type { Deed } from "@/components/gigs/deed";
import { FieldsForm } from "@/components/gigs/deed-form";
import { FieldError } from "@/components/ui/field";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextareaField } from "@/components/ui/textarea-field";

const STARS = [1, 2, 3, 4, 5];
const WORDS = ["Poor", "Fair", "Good", "Very good", "Excellent"];

/** One side's word on the other: stars as radios, so that arrows move between them, and a sentence. */
export function RateForm({ deed, taskId, name, limit }: { deed: Deed; taskId: string; name: string; limit: number }) {
  return (
    <FieldsForm deed={deed} values={{ taskId }}>
      {(errors) => (
        <>
          <fieldset aria-describedby={errors.rating ? "rating-error" : undefined}>
            <legend className="mb-2 font-medium text-sm">How was it with {name}?</legend>
            <div className="group/stars flex w-fit">
              {STARS.map((stars) => (
                <label
                  key={stars}
                  // Every star up to the chosen one is filled: those without a chosen one before them.
                  className="grid size-11 place-items-center rounded-lg text-line-strong has-focus-visible:outline-2 has-focus-visible:outline-accent has-[~_label_:checked]:text-wait has-checked:text-wait"
                >
                  <input type="radio" name="rating" value={stars} required className="sr-only" />
                  <Star aria-hidden className="size-7 fill-current" />
                  <span className="sr-only">
                    {stars} of 5, {WORDS[stars - 1]}
                  </span>
                </label>
              ))}
            </div>
            {errors.rating ? <FieldError id="rating-error">{errors.rating}</FieldError> : null}
          </fieldset>
          <TextareaField
            id="rating-comment"
            name="comment"
            label="A sentence about it"
            limit={limit}
            optional
            errors={errors}
            rows={3}
          />
          <SubmitButton>Rate {name}</SubmitButton>
        </>
      )}
    </FieldsForm>
  );
}
