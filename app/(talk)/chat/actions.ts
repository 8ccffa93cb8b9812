"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { paths } from "@/components/layout/links";
import { editThread } from "@/lib/domain/chat/edit";
import { hireInThread } from "@/lib/domain/chat/hire";
import { createInvite, revokeInvite } from "@/lib/domain/chat/invite";
import { joinThread } from "@/lib/domain/chat/join";
import { appointCaptain, removeParticipant } from "@/lib/domain/chat/members";
import { sendMessage } from "@/lib/domain/chat/send";
import { act, fieldsOf } from "@/lib/surfaces/action";
import { type DeedState, perform } from "@/lib/surfaces/deed";
import { numberIn } from "@/lib/surfaces/form";
import { signInUrl } from "@/lib/surfaces/page";

const pathOf = (threadId: unknown) => `${paths.chat}/${encodeURIComponent(String(threadId))}`;

/** Where there is no script: sent, and the page drawn anew. */
export async function sendAction(form: FormData) {
  const { threadId, content } = fieldsOf(form);
  const outcome = await act(sendMessage, { threadId, content });
  if (!outcome.ok && outcome.code === "UNAUTHENTICATED") redirect(signInUrl(pathOf(threadId)));
  redirect(pathOf(threadId));
}

export async function nameThread(_: DeedState, form: FormData) {
  const { threadId, name } = fieldsOf(form);
  return perform(editThread, { threadId, name: name ?? null }, { to: pathOf(threadId), back: pathOf(threadId) });
}

export async function archiveThread(_: DeedState, form: FormData) {
  const { threadId, archived } = fieldsOf(form);
  const isArchived = archived === "true";
  const to = isArchived ? paths.chat : pathOf(threadId);
  return perform(editThread, { threadId, archived: isArchived }, { to, back: pathOf(threadId) });
}

export async function appoint(_: DeedState, form: FormData) {
  const { threadId, targetUserId, action } = fieldsOf(form);
  return perform(appointCaptain, { threadId, targetUserId, action }, { to: pathOf(threadId), back: pathOf(threadId) });
}

export async function remove(_: DeedState, form: FormData) {
  const { threadId, targetUserId, isSelf } = fieldsOf(form);
  const to = isSelf === "true" ? paths.chat : pathOf(threadId);
  return perform(removeParticipant, { threadId, targetUserId }, { to, back: pathOf(threadId) });
}

export async function hire(_: DeedState, form: FormData) {
  const { threadId, userId } = fieldsOf(form);
  return perform(hireInThread, { threadId, userId }, { to: pathOf(threadId), back: pathOf(threadId) });
}

export async function join(_: DeedState, form: FormData) {
  const { token } = fieldsOf(form);
  return perform(
    joinThread,
    { token },
    { to: ({ thread }: { thread: { id: string } }) => pathOf(thread.id), back: `${paths.chat}/join/${token}` },
  );
}

export type InviteState = DeedState & { inviteUrl?: string };

/** The link is shown this once, so it is answered and not led to. */
export async function invite(_: InviteState, form: FormData): Promise<InviteState> {
  const { threadId, maxUses, expiresInHours } = fieldsOf(form);
  const outcome = await act(createInvite, {
    threadId,
    maxUses: numberIn(maxUses),
    expiresInHours: numberIn(expiresInHours),
  });
  if (!outcome.ok) return { message: outcome.message, fields: outcome.fields };
  revalidatePath(pathOf(threadId));
  return { fields: {}, inviteUrl: outcome.data.invite.inviteUrl };
}

export async function revoke(_: DeedState, form: FormData) {
  const { threadId, inviteId } = fieldsOf(form);
  return perform(revokeInvite, { threadId, inviteId }, { to: pathOf(threadId), back: pathOf(threadId) });
}
