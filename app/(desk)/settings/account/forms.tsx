"use client";

import { Form, type FormAction } from "@/app/(auth)/_forms/form";
import { TextField } from "@/components/ui/text-field";

/** Beside other forms of the page, none is the one thing to do. */
const BUTTON = { variant: "secondary", className: "self-start" } as const;

export const NameForm = ({ action, name }: { action: FormAction; name: string }) => (
  <Form action={action} deed="Save the name" busy="Saving" button={BUTTON}>
    {(state) => (
      <TextField
        name="name"
        label="Name"
        limit={80}
        autoComplete="name"
        errors={state.errors}
        defaultValue={state.values.name ?? name}
      />
    )}
  </Form>
);

export const EmailForm = ({ action }: { action: FormAction }) => (
  <Form action={action} deed="Send a link to the new address" busy="Sending" button={BUTTON}>
    {(state) => (
      <>
        <TextField
          name="email"
          label="New address"
          type="email"
          autoComplete="email"
          spellCheck={false}
          errors={state.errors}
          defaultValue={state.values.email}
        />
        <CurrentPassword id="email-password" errors={state.errors} />
      </>
    )}
  </Form>
);

export const PasswordForm = ({ action }: { action: FormAction }) => (
  <Form action={action} deed="Change the password" busy="Changing" button={BUTTON}>
    {(state) => (
      <>
        <CurrentPassword id="currentPassword" errors={state.errors} />
        <TextField
          name="newPassword"
          label="New password"
          hint="At least 10 characters."
          type="password"
          autoComplete="new-password"
          errors={state.errors}
        />
      </>
    )}
  </Form>
);

function CurrentPassword({ id, errors }: { id: string; errors: Record<string, string> }) {
  return (
    <TextField
      id={id}
      name="currentPassword"
      label="Current password"
      type="password"
      autoComplete="current-password"
      errors={errors}
    />
  );
}

type ButtonFormProps = {
  action: FormAction;
  fields?: Record<string, string>;
  variant?: "secondary" | "danger";
  children: string;
};

/** One button that does one thing; what it sends along stands in `fields`. */
export const ButtonForm = ({ action, fields, variant = "secondary", children }: ButtonFormProps) => (
  <Form
    action={action}
    hidden={fields}
    deed={children}
    button={{ variant, size: "sm", className: "self-start" }}
    className="gap-2"
  />
);
