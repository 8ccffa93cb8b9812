"use server";

import { revalidatePath } from "next/cache";
import type { Operation, Shape } from "@/lib/core/operation";
import { deleteComment as removeComment } from "@/lib/domain/comments/delete";
import { editComment as changeComment } from "@/lib/domain/comments/edit";
import { postComment } from "@/lib/domain/comments/post";
import { voteOnComment } from "@/lib/domain/comments/vote";
import { reviewDeliverable } from "@/lib/domain/deliverables/review";
import { submitDeliverable } from "@/lib/domain/deliverables/submit";
import { contestTask } from "@/lib/domain/disputes/contest";
import { addStatement as stateInDispute } from "@/lib/domain/disputes/state";
import { hireByCard } from "@/lib/domain/payments/hire";
import { acceptProposal } from "@/lib/domain/proposals/accept";
import { decideProposal } from "@/lib/domain/proposals/decide";
import { submitProposal } from "@/lib/domain/proposals/submit";
import { rate } from "@/lib/domain/ratings/rate";
import { cancelTask } from "@/lib/domain/tasks/cancel";
import { deleteTask } from "@/lib/domain/tasks/delete";
import { updateGiveGigsTask } from "@/lib/domain/tasks/givegigs/update";
import { changePaymentMethod } from "@/lib/domain/tasks/payment-method";
import { act, fieldsOf } from "@/lib/surfaces/action";
import { type DeedState, perform } from "@/lib/surfaces/deed";
import { amountIn, linesIn, numberIn } from "@/lib/surfaces/form";

const gigPath = (taskId: unknown) => `/gigs/${encodeURIComponent(String(taskId))}`;

/** Runs a deed on a gig; done, it leads back to the gig's page, which says so, or to `to`. */
function deed<I extends Shape, O extends Shape>(
  op: Operation<I, O>,
  input: Record<string, unknown>,
  taskId: unknown,
  to: string,
): Promise<DeedState> {
  const back = gigPath(taskId);
  return perform(op, input, { to: to.startsWith("?") ? back + to : to, back });
}

export async function propose(_: DeedState, form: FormData) {
  const input = fieldsOf(form);
  return deed(
    submitProposal,
    { ...input, proposedAmount: amountIn(input.proposedAmount), estimatedHours: numberIn(input.estimatedHours) },
    input.taskId,
    "?done=proposed",
  );
}

export async function accept(_: DeedState, form: FormData) {
  const { proposalId, taskId } = fieldsOf(form);
  return deed(acceptProposal, { proposalId }, taskId, "?done=accepted");
}

/** Sends the browser to the page on which the proposal is paid, and so accepted. */
export async function payByCard(_: DeedState, form: FormData) {
  const { proposalId, taskId } = fieldsOf(form);
  return perform(
    hireByCard,
    { proposalId, taskId },
    { to: ({ checkoutUrl }: { checkoutUrl: string }) => checkoutUrl, back: gigPath(taskId) },
  );
}

export async function decide(_: DeedState, form: FormData) {
  const { proposalId, action, reason, taskId } = fieldsOf(form);
  const done = action === "reject" ? "?done=declined" : "?done=withdrawn";
  return deed(decideProposal, { proposalId, action, reason }, taskId, done);
}

export async function deliver(_: DeedState, form: FormData) {
  const { fileUrls, ...input } = fieldsOf(form);
  return deed(submitDeliverable, { ...input, fileUrls: linesIn(fileUrls) }, input.taskId, "?done=delivered");
}

export async function review(_: DeedState, form: FormData) {
  const { deliverableId, action, reason, reasonCode, taskId } = fieldsOf(form);
  const criteria = form.getAll("criteria").map(Number);
  const done = action === "accept" ? "?done=released" : "?done=sent-back";
  return deed(reviewDeliverable, { deliverableId, action, reason, reasonCode, criteria }, taskId, done);
}

export async function contest(_: DeedState, form: FormData) {
  const { taskId, reason, evidence } = fieldsOf(form);
  return deed(contestTask, { taskId, reason, evidence: linesIn(evidence) }, taskId, "?done=contested");
}

export async function addStatement(_: DeedState, form: FormData) {
  const { taskId, disputeId, text, evidence } = fieldsOf(form);
  return deed(stateInDispute, { disputeId, text, evidence: linesIn(evidence) }, taskId, "?done=stated");
}

export async function rateOther(_: DeedState, form: FormData) {
  const { taskId, rating, comment } = fieldsOf(form);
  return deed(rate, { taskId, rating: numberIn(rating), comment }, taskId, "?done=rated");
}

export async function cancel(_: DeedState, form: FormData) {
  const { taskId, reason } = fieldsOf(form);
  return deed(cancelTask, { taskId, reason }, taskId, "?done=cancelled");
}

export async function remove(_: DeedState, form: FormData) {
  const { taskId } = fieldsOf(form);
  return deed(deleteTask, { taskId }, taskId, "/gigs?done=deleted");
}

export async function conclude(_: DeedState, form: FormData) {
  const { taskId } = fieldsOf(form);
  return deed(updateGiveGigsTask, { taskId, status: "COMPLETED" }, taskId, "?done=concluded");
}

export async function reopen(_: DeedState, form: FormData) {
  const { taskId } = fieldsOf(form);
  return deed(updateGiveGigsTask, { taskId, status: "OPEN" }, taskId, "?done=reopened");
}

export async function changeMethod(_: DeedState, form: FormData) {
  const { taskId, paymentMethod } = fieldsOf(form);
  return deed(changePaymentMethod, { taskId, paymentMethod }, taskId, "?done=method");
}

/** Where a comment stands on the gig's page, in the order in which they are read. */
function commentPath(taskId: unknown, sort: unknown, id: string, thread?: unknown): string {
  const query = new URLSearchParams();
  if (sort && sort !== "best") query.set("comments", String(sort));
  if (thread) query.set("thread", String(thread));
  return `${gigPath(taskId)}${query.size > 0 ? `?${query}` : ""}#${id}`;
}

export async function comment(_: DeedState, form: FormData) {
  const { taskId, parentId, content, sort, thread } = fieldsOf(form);
  // Only its fragment may differ from the address at hand, for which alone the page would not be drawn anew.
  revalidatePath(gigPath(taskId));
  // A new thread has no votes yet: it is found among the newest. An answer stands where it was given.
  const order = parentId ? sort : "new";
  return perform(
    postComment,
    { taskId, parentId, content },
    {
      to: ({ comment }: { comment: { id: string } }) => commentPath(taskId, order, comment.id, thread),
      back: commentPath(taskId, sort, "comments"),
    },
  );
}

export async function editComment(_: DeedState, form: FormData) {
  const { taskId, commentId, content, sort } = fieldsOf(form);
  const to = commentPath(taskId, sort, String(commentId));
  revalidatePath(gigPath(taskId));
  return perform(changeComment, { taskId, commentId, content }, { to, back: to });
}

export async function deleteComment(_: DeedState, form: FormData) {
  const { taskId, commentId, sort } = fieldsOf(form);
  const to = commentPath(taskId, sort, "comments");
  revalidatePath(gigPath(taskId));
  return perform(removeComment, { taskId, commentId }, { to, back: to });
}

/** Stays where it is: whoever votes goes on reading. */
export async function vote(_: DeedState, form: FormData): Promise<DeedState> {
  const { taskId, commentId, value } = fieldsOf(form);
  const outcome = await act(voteOnComment, { taskId, commentId, value: numberIn(value) });
  revalidatePath(gigPath(taskId));
  return outcome.ok ? { fields: {} } : { code: outcome.code, message: outcome.message, fields: {} };
}
