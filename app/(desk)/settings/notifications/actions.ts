"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { paths } from "@/components/layout/links";
import { editNotificationPreferences } from "@/lib/domain/notifications/edit-preferences";
import { kinds } from "@/lib/domain/notifications/kinds";
import { muteThread } from "@/lib/domain/notifications/mute";
import { act, fieldsOf } from "@/lib/surfaces/action";
import { type FormState, finished, refused } from "@/lib/surfaces/form-state";
import { signInUrl } from "@/lib/surfaces/page";

const here = paths.notificationSettings;

export async function saveAction(_: FormState, form: FormData): Promise<FormState> {
  const isOn = (name: string) => form.get(name) !== null;
  const outcome = await act(editNotificationPreferences, {
    enableEmail: isOn("enableEmail"),
    enablePush: isOn("enablePush"),
    kinds: Object.fromEntries(
      kinds.map((kind) => [kind, { email: isOn(`email.${kind}`), push: isOn(`push.${kind}`) }]),
    ),
  });
  if (!outcome.ok && outcome.code === "UNAUTHENTICATED") redirect(signInUrl(here));
  revalidatePath(here);
  return outcome.ok ? finished("Saved.") : refused(outcome, form);
}

export async function unmuteAction(_: FormState, form: FormData): Promise<FormState> {
  const outcome = await act(muteThread, { threadId: fieldsOf(form).threadId, muted: false });
  if (!outcome.ok && outcome.code === "UNAUTHENTICATED") redirect(signInUrl(here));
  revalidatePath(here);
  return outcome.ok ? finished("You hear of it again.") : refused(outcome, form);
}
