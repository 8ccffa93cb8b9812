"use server";

import { redirect } from "next/navigation";
import { deleteAccount } from "@/lib/domain/accounts/delete";
import { act, fieldsOf } from "@/lib/surfaces/action";
import { type FormState, refused } from "@/lib/surfaces/form-state";
import { dropSession } from "@/lib/surfaces/session";

export async function deleteAccountAction(_: FormState, form: FormData): Promise<FormState> {
  const outcome = await act(deleteAccount, fieldsOf(form));
  if (!outcome.ok) return refused(outcome, form);
  await dropSession();
  redirect("/goodbye");
}
