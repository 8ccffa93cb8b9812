"use server";

import { redirect } from "next/navigation";
import { paths } from "@/components/layout/links";
import { claimAccount } from "@/lib/domain/accounts/claim";
import { joinWith } from "@/lib/domain/accounts/identities";
import { resetPassword } from "@/lib/domain/accounts/reset";
import { signOut } from "@/lib/domain/accounts/sessions";
import { signIn } from "@/lib/domain/accounts/sign-in";
import { signUp } from "@/lib/domain/accounts/sign-up";
import { verifyEmail } from "@/lib/domain/accounts/verify";
import { mailWayIn } from "@/lib/domain/accounts/way-in";
import { act, fieldsOf } from "@/lib/surfaces/action";
import { type FormState, finished, refused } from "@/lib/surfaces/form-state";
import { dropProof, readProof } from "@/lib/surfaces/next-auth";
import { safePath } from "@/lib/surfaces/safe-path";
import { dropSession, requestOrigin, writeSession } from "@/lib/surfaces/session";

const onwards = (form: FormData) => safePath(form.get("next"), paths.dashboard);
const sent = async (form: FormData) => ({ ...fieldsOf(form), ...(await requestOrigin()) });

export async function signInAction(_: FormState, form: FormData): Promise<FormState> {
  const outcome = await act(signIn, await sent(form));
  if (!outcome.ok) return refused(outcome, form);
  await writeSession(outcome.data);
  redirect(onwards(form));
}

export async function signUpAction(_: FormState, form: FormData): Promise<FormState> {
  const outcome = await act(signUp, await sent(form));
  if (!outcome.ok) {
    const state = refused(outcome, form);
    // An account that a bot made is not signed up for again but claimed.
    const claim = outcome.extra.isUnclaimed ? `/claim?email=${encodeURIComponent(state.values.email ?? "")}` : "";
    return { ...state, values: { ...state.values, claim } };
  }
  await writeSession(outcome.data);
  redirect(onwards(form));
}

export async function finishAction(_: FormState, form: FormData): Promise<FormState> {
  const proof = await readProof();
  if (!proof) redirect(`${paths.signIn}?error=PROOF_GONE`);
  // Only these two are the person's to say; whatever else a form names, the provider's word stands.
  const { name, acceptTerms } = fieldsOf(form);
  const outcome = await act(joinWith, { ...proof, name, acceptTerms, ...(await requestOrigin()) });
  if (!outcome.ok) return refused(outcome, form);
  await dropProof();
  await writeSession(outcome.data);
  redirect(paths.dashboard);
}

export async function signOutAction(): Promise<void> {
  await act(signOut, {});
  await dropSession();
  redirect(paths.home);
}

export async function verifyAction(_: FormState, form: FormData): Promise<FormState> {
  const outcome = await act(verifyEmail, fieldsOf(form));
  return outcome.ok ? finished(`${outcome.data.email} is confirmed.`) : refused(outcome, form);
}

export async function mailWayInAction(_: FormState, form: FormData): Promise<FormState> {
  const outcome = await act(mailWayIn, await sent(form));
  return outcome.ok
    ? finished(`We have sent a mail to ${outcome.data.email}. It says how to go on.`)
    : refused(outcome, form);
}

export async function resetAction(_: FormState, form: FormData): Promise<FormState> {
  const outcome = await act(resetPassword, await sent(form));
  if (!outcome.ok) return refused(outcome, form);
  await writeSession(outcome.data);
  redirect(paths.dashboard);
}

export async function claimAction(_: FormState, form: FormData): Promise<FormState> {
  const outcome = await act(claimAccount, await sent(form));
  if (!outcome.ok) return refused(outcome, form);
  await writeSession(outcome.data);
  redirect(paths.dashboard);
}
