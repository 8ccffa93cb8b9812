"use server";

import { revalidatePath } from "next/cache";
import { paths } from "@/components/layout/links";
import { createKey } from "@/lib/domain/keys/create";
import { revokeKey } from "@/lib/domain/keys/revoke";
import { act, fieldsOf } from "@/lib/surfaces/action";
import { type FormState, finished, refused, UNSENT } from "@/lib/surfaces/form-state";

/** The whole key stands in the answer this once, and nowhere else. */
export type KeyFormState = FormState & { apiKey?: string };

export async function createKeyAction(_: KeyFormState, form: FormData): Promise<KeyFormState> {
  const { expiresInDays, ...fields } = fieldsOf(form);
  const outcome = await act(createKey, { ...fields, expiresInDays: expiresInDays ? Number(expiresInDays) : undefined });
  if (!outcome.ok) return refused(outcome, form);
  revalidatePath(paths.keys);
  return { ...UNSENT, apiKey: outcome.data.apiKey };
}

export async function revokeKeyAction(_: FormState, form: FormData): Promise<FormState> {
  const outcome = await act(revokeKey, fieldsOf(form));
  revalidatePath(paths.keys);
  return outcome.ok ? finished("Revoked.") : refused(outcome, form);
}
