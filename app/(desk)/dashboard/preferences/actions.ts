"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { paths } from "@/components/layout/links";
import { editPreferences } from "@/lib/domain/preferences/edit";
import { act, fieldsOf } from "@/lib/surfaces/action";
import { amountIn, numberIn } from "@/lib/surfaces/form";
import { signInUrl } from "@/lib/surfaces/page";
import { asSentences } from "../_sentences";

export type PreferencesState = { message?: string; fields: Record<string, string>; saved?: boolean };

export async function savePreferences(_: PreferencesState, form: FormData): Promise<PreferencesState> {
  const said = fieldsOf(form);
  const outcome = await act(editPreferences, {
    minBudget: amountIn(said.minBudget) ?? null,
    categories: form.getAll("categories"),
    availability: {
      hoursPerWeek: numberIn(said.hoursPerWeek) ?? null,
      timezone: said.timezone ?? null,
      days: form.getAll("days"),
    },
    paymentMethods: form.getAll("paymentMethods"),
    posterKind: said.posterKind ?? null,
    remoteOnly: said.remoteOnly === "on",
  });
  if (outcome.ok) {
    revalidatePath(paths.preferences);
    return { fields: {}, saved: true };
  }
  if (outcome.code === "UNAUTHENTICATED") redirect(signInUrl(paths.preferences));
  // Zone and days are chosen from lists: of the three, only the hours are typed.
  const { availability, ...fields } = outcome.fields;
  return {
    message: outcome.message,
    fields: asSentences({ ...fields, ...(availability && { hoursPerWeek: availability }) }),
  };
}
