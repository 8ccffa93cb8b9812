"use client";

import { type Deed, formClass, useDeed } from "@/components/gigs/deed";
import { FormErrors } from "@/components/ui/form-errors";
import { KeepDraft } from "@/components/ui/keep-draft";
import { RequiredNote } from "@/components/ui/required-note";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-field";
import { TextareaField } from "@/components/ui/textarea-field";

type ClientValues = {
  companyName?: string;
  description?: string | null;
  skillsNeeded?: string | null;
  paymentMethods?: string | null;
};

type ClientFormProps = {
  deed: Deed;
  id: string;
  values: ClientValues;
  limits: { name: number; description: number; skills: number; payment: number };
};

/** Under which name one hires. */
export function ClientForm({ deed, id, values: before, limits }: ClientFormProps) {
  const { form, errors, message, typed } = useDeed(deed);
  const values: ClientValues = typed ?? before;
  return (
    <form {...form} id={id} className={`max-w-2xl space-y-5 ${formClass}`}>
      <KeepDraft form={id} />
      <RequiredNote />
      <FormErrors message={message} />
      <TextField
        name="companyName"
        label="Name"
        hint="Of your organization, your agent, or yourself."
        limit={limits.name}
        defaultValue={values.companyName}
        errors={errors}
        autoComplete="organization"
      />
      <TextareaField
        name="description"
        label="Who you are"
        hint="What you do, and what working for you is like. Web addresses become links."
        limit={limits.description}
        defaultValue={values.description ?? undefined}
        errors={errors}
        rows={6}
        optional
      />
      <TextField
        name="skillsNeeded"
        label="Skills you look for"
        placeholder="translation, photography"
        limit={limits.skills}
        defaultValue={values.skillsNeeded ?? undefined}
        errors={errors}
        autoComplete="off"
        optional
      />
      <TextField
        name="paymentMethods"
        label="How you usually pay elsewhere"
        hint="For gigs that are not paid from held credits."
        limit={limits.payment}
        defaultValue={values.paymentMethods ?? undefined}
        errors={errors}
        autoComplete="off"
        optional
      />
      <SubmitButton busyLabel="Saving">Save the client profile</SubmitButton>
    </form>
  );
}
