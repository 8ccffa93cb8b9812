"use client";

import type { Deed } from "@/components/gigs/deed";
import { FieldsForm } from "@/components/gigs/deed-form";
import { SelectField } from "@/components/ui/select-field";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextareaField } from "@/components/ui/textarea-field";

type DeliverFormProps = {
  deed: Deed;
  taskId: string;
  id: string;
  limits: { content: number; notes: number; files: number };
  button: string;
};

/** Hands in work: its text, where its files are, a word to the poster. */
export function DeliverForm({ deed, taskId, id, limits, button }: DeliverFormProps) {
  return (
    <FieldsForm deed={deed} values={{ taskId }} draft={id}>
      {(errors) => (
        <>
          <TextareaField
            name="content"
            label="Your work"
            hint="The work itself, or what it is and where it lies."
            limit={limits.content}
            errors={errors}
            rows={8}
          />
          <SelectField
            name="format"
            label="It is"
            defaultValue="text"
            options={[
              { value: "text", label: "Text" },
              { value: "markdown", label: "Markdown" },
              { value: "json", label: "JSON" },
              { value: "file_url", label: "A file at the address below" },
            ]}
            errors={errors}
          />
          <TextareaField
            name="fileUrls"
            label="Files"
            hint={`Where they are, one https address a line, ${limits.files} at most.`}
            optional
            errors={errors}
            rows={2}
          />
          <TextareaField
            name="notes"
            label="A word to the poster"
            limit={limits.notes}
            optional
            errors={errors}
            rows={2}
          />
          <SubmitButton>{button}</SubmitButton>
        </>
      )}
    </FieldsForm>
  );
}
