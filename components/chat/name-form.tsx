"use client";

import type { Deed } from "@/components/gigs/deed";
import { FieldsForm } from "@/components/gigs/deed-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-field";

/** What the conversation is called. */
export function NameForm({
  deed,
  threadId,
  name,
  limit,
}: {
  deed: Deed;
  threadId: string;
  name: string | null;
  limit: number;
}) {
  return (
    <FieldsForm deed={deed} values={{ threadId }}>
      {(errors) => (
        <>
          <TextField
            name="name"
            label="Name of the conversation"
            defaultValue={name ?? ""}
            limit={limit}
            optional
            errors={errors}
          />
          <SubmitButton variant="secondary">Rename</SubmitButton>
        </>
      )}
    </FieldsForm>
  );
}
