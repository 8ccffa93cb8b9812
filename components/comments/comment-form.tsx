"use client";

import type { Deed } from "../gigs/deed";
import { FieldsForm } from "../gigs/deed-form";
import { SubmitButton } from "../ui/submit-button";
import { TextareaField } from "../ui/textarea-field";

type CommentFormProps = {
  deed: Deed;
  values: Record<string, string>;
  /** The page's only one; what is typed is kept under it until it is sent. */
  id: string;
  label: string;
  button: string;
  limit: number;
  content?: string;
};

/** Says something, answers, or changes what was said. */
export const CommentForm = ({ deed, values, id, label, button, limit, content }: CommentFormProps) => (
  <FieldsForm deed={deed} values={values} draft={content === undefined ? id : undefined}>
    {(errors) => (
      <>
        <TextareaField
          id={`${id}-content`}
          name="content"
          label={label}
          limit={limit}
          rows={3}
          defaultValue={content}
          errors={errors}
        />
        <SubmitButton size="sm" variant="secondary">
          {button}
        </SubmitButton>
      </>
    )}
  </FieldsForm>
);
