"use server";

import { openThread } from "@/lib/domain/chat/open";
import { sendMessage } from "@/lib/domain/chat/send";
import { commissionTask } from "@/lib/domain/tasks/commission";
import { editTask } from "@/lib/domain/tasks/edit";
import { appUrl } from "@/lib/env";
import { act, fieldsOf } from "@/lib/surfaces/action";
import { type DeedState, perform } from "@/lib/surfaces/deed";
import { amountIn, linesIn, numberIn } from "@/lib/surfaces/form";

export async function post(_: DeedState, form: FormData): Promise<DeedState> {
  const { budgetType, paymentMethod, ...gig } = gigIn(form);
  const isFree = paymentMethod === "none";
  const { inviteId } = fieldsOf(form);
  return shown(
    form,
    await perform(
      commissionTask,
      { ...gig, budgetType, paymentMethod, ...(isFree && { budget: undefined }) },
      {
        to: async ({ task }) => `/gigs/${task.id}?done=${(await invite(inviteId, task)) ? "invited" : "posted"}`,
        back: "/gigs/new",
      },
    ),
  );
}

/** Writes to whom the gig is for. It is posted whether or not that works. */
async function invite(actorId: unknown, task: { id: string; title: string }): Promise<boolean> {
  if (typeof actorId !== "string") return false;
  const opened = await act(openThread, { participantIds: [actorId] });
  if (!opened.ok) return false;
  const content = `I have posted “${task.title}” with you in mind: ${appUrl}/gigs/${task.id}`;
  return (await act(sendMessage, { threadId: opened.data.thread.id, content })).ok;
}

export async function edit(_: DeedState, form: FormData): Promise<DeedState> {
  const { taskId } = fieldsOf(form);
  const { budgetType: _type, paymentMethod: _method, ...gig } = gigIn(form);
  const page = `/gigs/${encodeURIComponent(String(taskId))}`;
  // What was emptied is taken away.
  const input = { ...gig, taskId, deadline: gig.deadline ?? null, maxProposals: gig.maxProposals ?? null };
  return shown(form, await perform(editTask, input, { to: `${page}?done=saved`, back: `${page}/edit` }));
}

/** The form's fields as both operations want them. */
function gigIn(form: FormData) {
  const fields = fieldsOf(form);
  return {
    title: fields.title,
    description: fields.description,
    category: fields.category,
    requiredSkills: form.getAll("requiredSkills").filter((skill) => skill !== ""),
    acceptanceCriteria: linesIn(fields.acceptanceCriteria),
    budget: amountIn(fields.budget),
    budgetType: fields.budgetType,
    paymentMethod: fields.paymentMethod,
    urgency: fields.urgency,
    maxProposals: numberIn(fields.maxProposals),
    deadline: endOf(fields.deadline, fields.deadlineWas),
    location: locationIn(fields),
  };
}

/** The end of a day; the moment it was before, where the day is the same. */
function endOf(day: unknown, was: unknown): string | undefined {
  if (typeof day !== "string") return undefined;
  return typeof was === "string" && was.startsWith(day) ? was : `${day}T23:59:59Z`;
}

function locationIn(fields: Record<string, unknown>) {
  if (fields.place !== "local") return { type: "remote" };
  const [latitude, longitude] = String(fields.coordinates ?? "")
    .split(",")
    .map((part) => (part.trim() === "" ? undefined : Number(part)));
  return {
    type: "local",
    name: fields.locationName,
    country: fields.country,
    radiusKm: numberIn(fields.radiusKm),
    latitude: Number.isFinite(latitude) ? latitude : undefined,
    longitude: Number.isFinite(longitude) ? longitude : undefined,
  };
}

/**
 * A refusal as the form shows it, with what was typed. Latitude and longitude share one box; and too few credits are a
 * matter of the budget, beside which the form says what there is and what else one can do.
 */
function shown(form: FormData, { code, message, fields: { location, ...fields } }: DeedState): DeedState {
  if (location !== undefined) fields.coordinates = "Two numbers with a comma between them, such as 38.711, -9.137.";
  if (code === "INSUFFICIENT_CREDITS") fields.budget = "Your credits do not reach that far.";
  return { message, fields, typed: { ...fieldsOf(form), requiredSkills: form.getAll("requiredSkills") } };
}
