"use client";

import { FieldsForm } from "@/components/gigs/deed-form";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-field";
import { offer } from "./actions";

const LISTED = [
  { value: "true", label: "Listed, for anybody to license" },
  { value: "false", label: "Not listed" },
];

/** How its owner offers it. What was sold stays as it was sold. */
export function Offering({
  datasetId,
  listed,
  priceCents,
}: {
  datasetId: string;
  listed: boolean;
  priceCents: number;
}) {
  return (
    <Card as="section">
      <CardHeader title="How you offer it" hint="What was sold stays as it was sold." />
      <CardBody>
        <FieldsForm deed={offer} values={{ datasetId }}>
          {(errors) => (
            <>
              <Select name="listed" aria-label="Listed or not" options={LISTED} defaultValue={String(listed)} />
              <TextField
                id="price"
                name="price"
                label="Price in dollars"
                hint="0 is free."
                defaultValue={(priceCents / 100).toFixed(2)}
                inputMode="decimal"
                errors={errors}
              />
              <SubmitButton>Save</SubmitButton>
            </>
          )}
        </FieldsForm>
      </CardBody>
    </Card>
  );
}
