"use client";

import { useEffect, useState } from "react";
import type { Deed } from "../gigs/deed";
import { FieldsForm } from "../gigs/deed-form";
import { clearDraft } from "../ui/keep-draft";
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
  /** Another one once something more of whoever looks stands among the comments. */
  turn?: string;
};

/** The turn in which what stands in a form was sent, by its id: the form itself is made anew meanwhile. */
const sent = new Map<string, string>();

/** Says something, answers, or changes what was said. */
export function CommentForm({ deed, values, id, label, button, limit, content, turn = "" }: CommentFormProps) {
  const [round, setRound] = useState(0);

  // What was sent from here stands among the comments: the form begins anew. What another window sent empties nothing here.
  useEffect(() => {
    if (!sent.has(id) || sent.get(id) === turn) return;
    sent.delete(id);
    clearDraft(id);
    setRound((last) => last + 1);
  }, [id, turn]);

  return (
    <div
      onSubmit={() => sent.set(id, turn)}
      // Typed after it was sent, and by no draft that is put back: refused, or something more to say.
      onInput={({ nativeEvent }) => nativeEvent.isTrusted && sent.delete(id)}
    >
      <FieldsForm key={round} deed={deed} values={values} draft={content === undefined ? id : undefined}>
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
    </div>
  );
}
