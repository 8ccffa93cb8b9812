"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import type { SendState } from "@/components/chat/composer";
import { paths } from "@/components/layout/links";
import type { Operation, Shape } from "@/lib/core/operation";
import { editThread } from "@/lib/domain/chat/edit";
import { hireInThread } from "@/lib/domain/chat/hire";
import { createInvite, revokeInvite } from "@/lib/domain/chat/invite";
import { joinThread } from "@/lib/domain/chat/join";
import { appointCaptain, removeParticipant } from "@/lib/domain/chat/members";
import { openThread } from "@/lib/domain/chat/open";
import { sendMessage } from "@/lib/domain/chat/send";
import { muteThread } from "@/lib/domain/notifications/mute";
import { act, fieldsOf } from "@/lib/surfaces/action";
import { type DeedState, perform } from "@/lib/surfaces/deed";
import { numberIn } from "@/lib/surfaces/form";
import { signInUrl } from "@/lib/surfaces/page";

const pathOf = (threadId: unknown) => `${paths.chat}/${encodeURIComponent(String(threadId))}`;

/** Where there is no script: sent, and the page drawn anew. */
export async function sendPlainly(_: SendState, form: FormData): Promise<SendState> {
  const { threadId, content } = fieldsOf(form);
  const outcome = await act(sendMessage, { threadId, content });
  if (outcome.ok) redirect(pathOf(threadId));
  if (outcome.code === "UNAUTHENTICATED") redirect(signInUrl(pathOf(threadId)));
  const { content: fault } = outcome.fields;
  return { message: fault ? `It ${fault}.` : outcome.message, typed: String(content ?? "") };
}

/** Runs a deed in a conversation, which then shows it: whoever does it goes on reading where they are. */
async function deed<I extends Shape, O extends Shape>(
  op: Operation<I, O>,
  input: Record<string, unknown> & { threadId: unknown },
): Promise<DeedState> {
  const outcome = await act(op, input);
  revalidatePath(pathOf(input.threadId));
  return outcome.ok ? { fields: {} } : { code: outcome.code, message: outcome.message, fields: {} };
}

/** Named by whoever sees it as pressed or not, so that two windows that disagree do not undo each other. */
export async function mute(_: DeedState, form: FormData) {
  const { threadId, muted } = fieldsOf(form);
  return deed(muteThread, { threadId, muted: muted === "true" });
}

/** What is over here leads to the list of conversations. */
const away = (threadId: unknown) => ({ to: paths.chat, back: pathOf(threadId) });

export async function nameThread(_: DeedState, form: FormData) {
  const { threadId, name } = fieldsOf(form);
  return deed(editThread, { threadId, name: name ?? null });
}

export async function archiveThread(_: DeedState, form: FormData) {
  const { threadId, archived } = fieldsOf(form);
  const input = { threadId, archived: archived === "true" };
  return input.archived ? perform(editThread, input, away(threadId)) : deed(editThread, input);
}

export async function appoint(_: DeedState, form: FormData) {
  const { threadId, targetUserId, action } = fieldsOf(form);
  return deed(appointCaptain, { threadId, targetUserId, action });
}

export async function remove(_: DeedState, form: FormData) {
  const { threadId, targetUserId } = fieldsOf(form);
  return deed(removeParticipant, { threadId, targetUserId });
}

export async function leave(_: DeedState, form: FormData) {
  const { threadId, targetUserId } = fieldsOf(form);
  return perform(removeParticipant, { threadId, targetUserId }, away(threadId));
}

export async function hire(_: DeedState, form: FormData) {
  const { threadId, userId } = fieldsOf(form);
  return deed(hireInThread, { threadId, userId });
}

export async function revoke(_: DeedState, form: FormData) {
  const { threadId, inviteId } = fieldsOf(form);
  return deed(revokeInvite, { threadId, inviteId });
}

/** The thread of a gig, opened where there is none. */
export async function openOfGig(_: DeedState, form: FormData) {
  const { taskId } = fieldsOf(form);
  const back = `/gigs/${encodeURIComponent(String(taskId))}`;
  return perform(openThread, { taskId }, { to: toThread, back });
}

export async function join(_: DeedState, form: FormData) {
  const { token } = fieldsOf(form);
  return perform(
    joinThread,
    { token },
    { to: toThread, back: `${paths.chat}/join/${encodeURIComponent(String(token))}` },
  );
}

const toThread = ({ thread }: { thread: { id: string } }) => pathOf(thread.id);

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
