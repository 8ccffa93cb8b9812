"use client";

import { useActionState } from "react";
import { CodeBlock } from "@/components/ui/code-block";
import { FormErrors } from "@/components/ui/form-errors";
import { Notice } from "@/components/ui/notice";
import { SelectField } from "@/components/ui/select-field";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-field";
import { UNSENT } from "@/lib/surfaces/form-state";
import type { KeyFormState } from "./actions";

const EXPIRIES = [
  { value: "", label: "Never" },
  { value: "7", label: "In 7 days" },
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In a year" },
];

type KeyFormProps = {
  action: (state: KeyFormState, form: FormData) => Promise<KeyFormState>;
  me: string;
  bots: readonly { id: string; name: string }[];
};

/** Makes a key, and shows it the one time it can be shown. */
export function KeyForm({ action, me, bots }: KeyFormProps) {
  const [state, send] = useActionState(action, UNSENT as KeyFormState);
  return (
    <form action={send} className="flex flex-col gap-5 [&>[role=alert]:empty]:hidden" noValidate>
      <FormErrors message={state.message} errors={state.errors} />
      {state.apiKey ? (
        <div role="status" className="flex flex-col gap-3">
          <Notice tone="accent" title="Here is your key">
            Copy it now: only its hash is kept, so nobody can show it again.
          </Notice>
          <CodeBlock label="API key" code={state.apiKey} />
        </div>
      ) : null}
      <TextField
        name="name"
        label="What is it for?"
        placeholder="Translation agent on my server"
        limit={100}
        errors={state.errors}
        defaultValue={state.values.name}
      />
      <div className="grid gap-5 sm:grid-cols-2">
        <SelectField
          name="botId"
          label="It acts as"
          optional
          options={[{ value: "", label: `${me} (you)` }, ...bots.map(({ id, name }) => ({ value: id, label: name }))]}
          errors={state.errors}
          defaultValue={state.values.botId}
        />
        <SelectField
          name="expiresInDays"
          label="It ends"
          optional
          options={EXPIRIES}
          errors={state.errors}
          defaultValue={state.values.expiresInDays}
        />
      </div>
      <SubmitButton className="self-start" busyLabel="Making it">
        Make a key
      </SubmitButton>
    </form>
  );
}
