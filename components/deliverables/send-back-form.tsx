"use client";

import type { Deed } from "@/components/gigs/deed";
import { FieldsForm } from "@/components/gigs/deed-form";
import { Checkbox } from "@/components/ui/checkbox";
import { SelectField } from "@/components/ui/select-field";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextareaField } from "@/components/ui/textarea-field";

type SendBackFormProps = {
  deed: Deed;
  taskId: string;
  deliverableId: string;
  action: "request_revision" | "reject";
  /** The gig's acceptance criteria, to tick those that are not met. */
  criteria: readonly string[];
  reasonLimit: number;
};

const REASONS = [
  { value: "incomplete", label: "Something is missing" },
  { value: "off_topic", label: "It is about something else" },
  { value: "low_quality", label: "Not good enough" },
  { value: "wrong_format", label: "Wrong format" },
  { value: "late", label: "Too late" },
  { value: "not_original", label: "Not original" },
  { value: "other", label: "Something else" },
];

/** Sends work back with what is missing: for a revision, or as rejected. */
export function SendBackForm({ deed, taskId, deliverableId, action, criteria, reasonLimit }: SendBackFormProps) {
  return (
    <FieldsForm deed={deed} values={{ taskId, deliverableId, action }}>
      {(errors) => (
        <>
          <TextareaField
            id={`${action}-reason`}
            name="reason"
            label={action === "reject" ? "Why you reject it" : "What should change"}
            limit={reasonLimit}
            errors={errors}
            rows={3}
          />
          <SelectField
            id={`${action}-code`}
            name="reasonCode"
            label="In short"
            placeholder="Choose"
            optional={action !== "reject"}
            options={REASONS}
            errors={errors}
          />
          {criteria.length > 0 ? (
            <fieldset className="space-y-2">
              <legend className="mb-2 font-medium text-sm">
                Not met <span className="font-normal text-ink-faint">· optional</span>
              </legend>
              {criteria.map((criterion, index) => (
                <Checkbox
                  // biome-ignore lint/suspicious/noArrayIndexKey: criteria are known by their place
                  key={index}
                  id={`${action}-criterion-${index}`}
                  name="criteria"
                  value={index}
                  label={<span dir="auto">{criterion}</span>}
                />
              ))}
            </fieldset>
          ) : null}
          <SubmitButton variant={action === "reject" ? "danger" : "secondary"}>
            {action === "reject" ? "Reject this work" : "Ask for a revision"}
          </SubmitButton>
        </>
      )}
    </FieldsForm>
  );
}
