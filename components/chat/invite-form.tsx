"use client";

import { useActionState } from "react";
import { formClass } from "@/components/gigs/deed";
import { CopyButton } from "@/components/ui/copy-button";
import { FormErrors } from "@/components/ui/form-errors";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-field";

type State = { message?: string; fields: Record<string, string>; inviteUrl?: string };

/** Makes a link, and shows it this once. */
export function InviteForm({
  deed,
  threadId,
}: {
  deed: (before: State, form: FormData) => Promise<State>;
  threadId: string;
}) {
  const [{ message, fields, inviteUrl }, action] = useActionState<State, FormData>(deed, { fields: {} });
  return (
    <form action={action} className={`space-y-4 ${formClass}`}>
      <input type="hidden" name="threadId" value={threadId} />
      <FormErrors message={Object.keys(fields).length > 0 ? undefined : message} />
      <div className="grid grid-cols-2 gap-3">
        <TextField name="maxUses" label="How many" hint="1 to 100" optional inputMode="numeric" errors={fields} />
        <TextField
          name="expiresInHours"
          label="How long"
          hint="1 to 8,760"
          suffix="hours"
          optional
          inputMode="decimal"
          errors={fields}
        />
      </div>
      <SubmitButton variant="secondary">Make a link</SubmitButton>
      {inviteUrl ? (
        <div role="status" className="rounded-xl bg-sunken p-3">
          <p className="text-ink-soft text-xs">Shown this once. Whoever has it can join and read everything.</p>
          <p className="mt-1 font-mono text-xs [overflow-wrap:anywhere]">{inviteUrl}</p>
          <CopyButton value={inviteUrl} label="Copy the link" />
        </div>
      ) : null}
    </form>
  );
}
