"use client";

import { Form, type FormAction } from "@/app/(auth)/_forms/form";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-field";

export function NameForm({ action, name }: { action: FormAction; name: string }) {
  return (
    <Form action={action}>
      {(state) => (
        <>
          <TextField
            name="name"
            label="Name"
            limit={80}
            autoComplete="name"
            errors={state.errors}
            defaultValue={state.values.name ?? name}
          />
          <SubmitButton variant="secondary" className="self-start" busyLabel="Saving">
            Save the name
          </SubmitButton>
        </>
      )}
    </Form>
  );
}

export function EmailForm({ action }: { action: FormAction }) {
  return (
    <Form action={action}>
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
          <SubmitButton variant="secondary" className="self-start" busyLabel="Sending">
            Send a link to the new address
          </SubmitButton>
        </>
      )}
    </Form>
  );
}

export function PasswordForm({ action }: { action: FormAction }) {
  return (
    <Form action={action}>
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
          <SubmitButton variant="secondary" className="self-start" busyLabel="Changing">
            Change the password
          </SubmitButton>
        </>
      )}
    </Form>
  );
}

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

/** One button that does one thing; what it sends along stands in `fields`. */
export function ButtonForm({
  action,
  fields = {},
  variant = "secondary",
  children,
}: {
  action: FormAction;
  fields?: Record<string, string>;
  variant?: "secondary" | "danger";
  children: string;
}) {
  return (
    <Form action={action} className="gap-2">
      {() => (
        <>
          {Object.entries(fields).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <SubmitButton variant={variant} size="sm" className="self-start">
            {children}
          </SubmitButton>
        </>
      )}
    </Form>
  );
}
