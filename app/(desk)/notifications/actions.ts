"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { paths } from "@/components/layout/links";
import { deleteNotification } from "@/lib/domain/notifications/delete";
import { readAllNotifications, readNotification } from "@/lib/domain/notifications/read";
import { act, fieldsOf, type Outcome } from "@/lib/surfaces/action";
import { signInUrl } from "@/lib/surfaces/page";

/** One that is gone already is as gone as it should be. */
function after(outcome: Outcome<unknown>) {
  if (!outcome.ok && outcome.code === "UNAUTHENTICATED") redirect(signInUrl(paths.notifications));
  revalidatePath("/", "layout");
}

export async function markAction(form: FormData) {
  const { notificationId, read } = fieldsOf(form);
  after(await act(readNotification, { notificationId, isRead: read === "true" }));
}

export async function deleteAction(form: FormData) {
  after(await act(deleteNotification, { notificationId: fieldsOf(form).notificationId }));
}

/** Those that were there when the page was drawn: what came since has not been seen. */
export async function readAllAction(form: FormData) {
  const { kind, until } = fieldsOf(form);
  after(await act(readAllNotifications, { kind, until }));
}
