"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { paths } from "@/components/layout/links";
import { changeEmail } from "@/lib/domain/accounts/change-email";
import { changePassword } from "@/lib/domain/accounts/change-password";
import { PROVIDERS, unlinkIdentity } from "@/lib/domain/accounts/identities";
import { renameAccount } from "@/lib/domain/accounts/rename";
import { sendVerification } from "@/lib/domain/accounts/verify";
import { act, fieldsOf } from "@/lib/surfaces/action";
import { type FormState, finished, refused } from "@/lib/surfaces/form-state";
import { requestOrigin, writeSession } from "@/lib/surfaces/session";

const sent = async (form: FormData) => ({ ...fieldsOf(form), ...(await requestOrigin()) });

export async function renameAction(_: FormState, form: FormData): Promise<FormState> {
  const outcome = await act(renameAccount, fieldsOf(form));
  if (!outcome.ok) return refused(outcome, form);
  revalidatePath("/", "layout");
  return finished(`Others now see you as ${outcome.data.name}.`);
}

export async function changeEmailAction(_: FormState, form: FormData): Promise<FormState> {
  const outcome = await act(changeEmail, await sent(form));
  if (!outcome.ok) return refused(outcome, form);
  return finished(`We have sent a mail to ${outcome.data.email}. Your account moves there once you follow its link.`);
}

export async function sendVerificationAction(_: FormState, form: FormData): Promise<FormState> {
  const outcome = await act(sendVerification, await requestOrigin());
  return outcome.ok ? finished(`We have sent a mail to ${outcome.data.email}.`) : refused(outcome, form);
}

export async function changePasswordAction(_: FormState, form: FormData): Promise<FormState> {
  const outcome = await act(changePassword, await sent(form));
  if (!outcome.ok) return refused(outcome, form);
  await writeSession(outcome.data);
  // A new request: the one at hand still carries the session that just ended.
  redirect(`${paths.account}?changed=password`);
}

export async function unlinkAction(_: FormState, form: FormData): Promise<FormState> {
  const outcome = await act(unlinkIdentity, fieldsOf(form));
  if (!outcome.ok) return refused(outcome, form);
  revalidatePath(paths.account);
  return finished(`${PROVIDERS[outcome.data.provider]} no longer signs you in.`);
}
