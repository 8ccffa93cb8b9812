"use client";

import { Form, type FormAction } from "@/app/(auth)/_forms/form";
import { Checkbox } from "@/components/ui/checkbox";
import { TextField } from "@/components/ui/text-field";

type DeleteFormProps = {
  action: FormAction;
  hasPassword: boolean;
  /** The money that would be given up, as people read it. */
  money?: string;
};

export const DeleteForm = ({ action, hasPassword, money }: DeleteFormProps) => (
  <Form
    action={action}
    deed="Delete the account for good"
    busy="Deleting"
    button={{ variant: "danger", className: "self-start" }}
  >
    {(state) => (
      <>
        <TextField
          name="email"
          label="Your email address"
          hint="Type it, so that nothing is deleted by accident."
          type="email"
          autoComplete="off"
          spellCheck={false}
          errors={state.errors}
          defaultValue={state.values.email}
        />
        {hasPassword ? (
          <TextField
            name="password"
            label="Your password"
            type="password"
            autoComplete="current-password"
            errors={state.errors}
          />
        ) : null}
        {money ? <Checkbox name="giveUp" label={`I give up ${money}`} errors={state.errors} /> : null}
      </>
    )}
  </Form>
);
