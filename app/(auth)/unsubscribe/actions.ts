"use server";

import { redirect } from "next/navigation";
import { unsubscribe } from "@/lib/domain/notifications/unsubscribe";
import { act, fieldsOf } from "@/lib/surfaces/action";
import { type FormState, refused } from "@/lib/surfaces/form-state";

/** `all` and `undo` are ticked by being there. */
export async function unsubscribeAction(_: FormState, form: FormData): Promise<FormState> {
  const { token = "", all, undo } = fieldsOf(form);
  const outcome = await act(unsubscribe, { token, all: all !== undefined, undo: undo !== undefined });
  if (!outcome.ok) return refused(outcome, form);
  redirect(`/unsubscribe?token=${encodeURIComponent(String(token))}&done=${undo ? "undone" : "1"}`);
}
