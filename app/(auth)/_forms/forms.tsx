"use client";

import Link from "next/link";
import { Checkbox } from "@/components/ui/checkbox";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-field";
import type { FormState } from "@/lib/surfaces/form-state";
import { Form, type FormAction } from "./form";
import { linkClass } from "./head";

type FieldOf = { state: FormState; defaultValue?: string };

const EmailField = ({ state, defaultValue }: FieldOf) => (
  <TextField
    name="email"
    label="Email"
    type="email"
    autoComplete="username"
    inputMode="email"
    spellCheck={false}
    errors={state.errors}
    defaultValue={state.values.email ?? defaultValue}
  />
);

const NameField = ({ state, defaultValue }: FieldOf) => (
  <TextField
    name="name"
    label="Name"
    hint="Others see it. A first name is enough."
    autoComplete="name"
    maxLength={80}
    errors={state.errors}
    defaultValue={state.values.name ?? defaultValue}
  />
);

const NewPasswordField = ({ state }: FieldOf) => (
  <TextField
    name="password"
    label="Password"
    hint="At least 10 characters. Four words that do not belong together are a good one."
    type="password"
    autoComplete="new-password"
    errors={state.errors}
  />
);

const TermsBox = ({ state }: FieldOf) => (
  <Checkbox
    name="acceptTerms"
    label={
      <>
        I am at least 18 and agree to the{" "}
        <Link href="/terms" className={linkClass}>
          terms
        </Link>
        .
      </>
    }
    required
    defaultChecked={state.values.acceptTerms === "on"}
    errors={state.errors}
  />
);

export function SignInForm({ action, next, email }: { action: FormAction; next: string; email?: string }) {
  return (
    <Form action={action}>
      {(state) => (
        <>
          <input type="hidden" name="next" value={next} />
          <EmailField state={state} defaultValue={email} />
          <TextField
            name="password"
            label="Password"
            type="password"
            autoComplete="current-password"
            errors={state.errors}
          />
          <SubmitButton size="lg" busyLabel="Signing in">
            Sign in
          </SubmitButton>
        </>
      )}
    </Form>
  );
}

export function SignUpForm({ action, next, email }: { action: FormAction; next: string; email?: string }) {
  return (
    <Form action={action}>
      {(state) => (
        <>
          <input type="hidden" name="next" value={next} />
          <NameField state={state} />
          <EmailField state={state} defaultValue={email} />
          {state.values.claim ? (
            <Link href={state.values.claim} className={`-mt-3 text-sm ${linkClass}`}>
              Claim the account by mail
            </Link>
          ) : null}
          <NewPasswordField state={state} />
          <TermsBox state={state} />
          <SubmitButton size="lg" busyLabel="Making your account">
            Make my account
          </SubmitButton>
        </>
      )}
    </Form>
  );
}

export function FinishForm({ action, name }: { action: FormAction; name: string }) {
  return (
    <Form action={action}>
      {(state) => (
        <>
          <NameField state={state} defaultValue={name} />
          <TermsBox state={state} />
          <SubmitButton size="lg" busyLabel="Making your account">
            Make my account
          </SubmitButton>
        </>
      )}
    </Form>
  );
}

export function MailForm({ action, deed, email }: { action: FormAction; deed: string; email?: string }) {
  return (
    <Form action={action}>
      {(state) => (
        <>
          <EmailField state={state} defaultValue={email} />
          <SubmitButton size="lg" busyLabel="Sending">
            {deed}
          </SubmitButton>
        </>
      )}
    </Form>
  );
}

export function ResetForm({ action, token }: { action: FormAction; token: string }) {
  return (
    <Form action={action}>
      {(state) => (
        <>
          <input type="hidden" name="token" value={token} />
          <NewPasswordField state={state} />
          <SubmitButton size="lg" busyLabel="Setting it">
            Set the password and sign in
          </SubmitButton>
        </>
      )}
    </Form>
  );
}

export function ClaimForm({ action, token, keys }: { action: FormAction; token: string; keys: number }) {
  return (
    <Form action={action}>
      {(state) => (
        <>
          <input type="hidden" name="token" value={token} />
          <NameField state={state} />
          <NewPasswordField state={state} />
          {keys > 0 ? (
            <Checkbox
              name="revokeKeys"
              label={
                keys === 1
                  ? "I do not know this bot: switch its key off"
                  : `I do not know these bots: switch their ${keys} keys off`
              }
              defaultChecked={state.values.revokeKeys === "on"}
            />
          ) : null}
          <TermsBox state={state} />
          <SubmitButton size="lg" busyLabel="Claiming">
            Claim the account
          </SubmitButton>
        </>
      )}
    </Form>
  );
}

export function DeedForm({
  action,
  token,
  deed,
  busy,
}: {
  action: FormAction;
  token?: string;
  deed: string;
  busy: string;
}) {
  return (
    <Form action={action}>
      {(state) =>
        state.done ? null : (
          <>
            {token === undefined ? null : <input type="hidden" name="token" value={token} />}
            <SubmitButton size="lg" busyLabel={busy}>
              {deed}
            </SubmitButton>
          </>
        )
      }
    </Form>
  );
}
