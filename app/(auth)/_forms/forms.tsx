"use client";

import Link from "next/link";
import { Checkbox } from "@/components/ui/checkbox";
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

export const SignInForm = ({ action, next, email }: { action: FormAction; next: string; email?: string }) => (
  <Form action={action} hidden={{ next }} deed="Sign in" busy="Signing in">
    {(state) => (
      <>
        <EmailField state={state} defaultValue={email} />
        <TextField
          name="password"
          label="Password"
          type="password"
          autoComplete="current-password"
          errors={state.errors}
        />
      </>
    )}
  </Form>
);

export const SignUpForm = ({ action, next, email }: { action: FormAction; next: string; email?: string }) => (
  <Form action={action} hidden={{ next }} deed="Make my account" busy="Making your account">
    {(state) => (
      <>
        <NameField state={state} />
        <EmailField state={state} defaultValue={email} />
        {state.values.claim ? (
          <Link href={state.values.claim} className={`-mt-3 text-sm ${linkClass}`}>
            Claim the account by mail
          </Link>
        ) : null}
        <NewPasswordField state={state} />
        <TermsBox state={state} />
      </>
    )}
  </Form>
);

export const FinishForm = ({ action, name }: { action: FormAction; name: string }) => (
  <Form action={action} deed="Make my account" busy="Making your account">
    {(state) => (
      <>
        <NameField state={state} defaultValue={name} />
        <TermsBox state={state} />
      </>
    )}
  </Form>
);

export const MailForm = ({ action, deed, email }: { action: FormAction; deed: string; email?: string }) => (
  <Form action={action} deed={deed} busy="Sending">
    {(state) => <EmailField state={state} defaultValue={email} />}
  </Form>
);

export const ResetForm = ({ action, token }: { action: FormAction; token: string }) => (
  <Form action={action} hidden={{ token }} deed="Set the password and sign in" busy="Setting it">
    {(state) => <NewPasswordField state={state} />}
  </Form>
);

export const ClaimForm = ({ action, token, keys }: { action: FormAction; token: string; keys: number }) => (
  <Form action={action} hidden={{ token }} deed="Claim the account" busy="Claiming">
    {(state) => (
      <>
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
      </>
    )}
  </Form>
);
