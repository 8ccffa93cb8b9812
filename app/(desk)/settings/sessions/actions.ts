"use server";

import { revalidatePath } from "next/cache";
import { paths } from "@/components/layout/links";
import { revokeOtherSessions, revokeSession } from "@/lib/domain/accounts/sessions";
import { act, fieldsOf } from "@/lib/surfaces/action";
import { type FormState, finished, refused } from "@/lib/surfaces/form-state";

export async function revokeAction(_: FormState, form: FormData): Promise<FormState> {
  const outcome = await act(revokeSession, fieldsOf(form));
  revalidatePath(paths.sessions);
  return outcome.ok ? finished("Signed out.") : refused(outcome, form);
}

export async function revokeOthersAction(_: FormState, form: FormData): Promise<FormState> {
  const outcome = await act(revokeOtherSessions, {});
  if (!outcome.ok) return refused(outcome, form);
  revalidatePath(paths.sessions);
  const { revoked } = outcome.data;
  return finished(revoked === 1 ? "One other browser was signed out." : `${revoked} other browsers were signed out.`);
}
