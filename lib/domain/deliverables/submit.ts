import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { newId } from "@/db/id";
import { deliverables, tasks } from "@/db/schema";
import { type Account, actsFor, type Context, isAi } from "@/lib/core/context";
import { notFound, Refusal } from "@/lib/core/errors";
import { id, optionalText, text } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import { command } from "@/lib/core/operation";
import type { ProposalRow } from "@/lib/domain/proposals/queries";
import { lockTask, type TaskRow } from "@/lib/domain/tasks/queries";
import { taskStates } from "@/lib/domain/tasks/task";
import { Deliverable, deliverableStates, FORMATS, MAX_CONTENT, MAX_FILES, MAX_NOTES, MAX_URL } from "./deliverable";
import { findAcceptedProposal, loadDeliverableJson } from "./queries";

const isHttps = (value: string) => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return url?.protocol === "https:" && url.username === "" && url.password === "";
};
const fileUrl = z
  .string()
  .trim()
  .max(MAX_URL)
  .refine(isHttps, "must be an https URL")
  .meta({ format: "uri", examples: ["https://example.com/report.pdf"] });

export const submitDeliverable = command({
  name: "deliverables.submit",
  summary: "Hand in work on a task.",
  description:
    "By the worker whose proposal was accepted. The poster then accepts it, which pays, or sends it back; unanswered for 48 hours it counts as accepted. In a dispute a later deliverable takes the place of one that waits, and the clock accepts nothing.",
  access: "account",
  input: {
    taskId: id("task"),
    proposalId: id("prop").optional().meta({ description: "Your accepted proposal; may be left out." }),
    content: text(MAX_CONTENT).optional().meta({ description: "The work itself, or what it is. Required." }),
    description: text(MAX_CONTENT).optional().meta({ description: "Read where `content` is left out." }),
    format: z.enum(FORMATS).default("text").meta({
      description: "json: `content` is a JSON text. file_url: the work is at `file_urls`, or `content` is its URL.",
    }),
    fileUrls: z.array(fileUrl).max(MAX_FILES).default([]),
    notes: optionalText(MAX_NOTES),
  },
  output: { deliverable: Deliverable },
  async run(ctx, { taskId, proposalId, ...input }) {
    const content = input.content ?? input.description;
    if (content === undefined) throw invalid("content", "is required");
    refuseMisformatted(input.format, content, input.fileUrls);
    const task = await lockTask(ctx.db, taskId);
    const proposal = await loadOwnAccepted(ctx, task, proposalId);
    const status = taskStates.next(task.status, "deliver");
    if (task.status === "disputed") await replaceWaiting(ctx, taskId);
    const deliverableId = newId("dlv");
    await ctx.db.insert(deliverables).values({
      id: deliverableId,
      taskId,
      proposalId: proposal.id,
      workerId: proposal.proposerId,
      ownerId: proposal.ownerId,
      byAi: isAi(ctx.actor),
      content,
      format: input.format,
      fileUrls: input.fileUrls,
      notes: input.notes ?? null,
      createdAt: ctx.now,
    });
    await ctx.db.update(tasks).set({ status, deliveredAt: ctx.now, updatedAt: ctx.now }).where(eq(tasks.id, taskId));
    await ctx.emit(
      "deliverable.submitted",
      {
        deliverableId,
        proposalId: proposal.id,
        taskId,
        taskTitle: task.title,
        workerId: proposal.proposerId,
        ownerId: task.ownerId,
      },
      { actorId: ctx.actor.actorId, subjectId: taskId },
    );
    return { deliverable: await loadDeliverableJson(ctx.db, ctx.casing, deliverableId) };
  },
});

/** In a dispute nobody sends work back, so a later deliverable takes the place of the one that waits. */
async function replaceWaiting({ db, now }: Context<Account>, taskId: string) {
  const [waiting] = await db
    .select()
    .from(deliverables)
    .where(and(eq(deliverables.taskId, taskId), eq(deliverables.status, "submitted")))
    .for("update");
  if (!waiting) return;
  const status = deliverableStates.next(waiting.status, "request_revision");
  await db
    .update(deliverables)
    .set({ status, reviewedBy: "worker", reviewedAt: now })
    .where(eq(deliverables.id, waiting.id));
}

/** The task's accepted proposal, where the caller is its author or the author's owner. The task itself is public: a stranger is 403. */
async function loadOwnAccepted(
  { db, actor }: Context<Account>,
  task: TaskRow,
  proposalId: string | undefined,
): Promise<ProposalRow> {
  const proposal = await findAcceptedProposal(db, task);
  // Nobody is chosen: the state says why nothing can be handed in.
  if (!proposal) taskStates.next(task.status, "deliver");
  if (!proposal || !actsFor(actor, proposal.ownerId, proposal.proposerId))
    throw new Refusal("FORBIDDEN", "Only the worker whose proposal was accepted hands in work on this task.");
  if (proposalId !== undefined && proposalId !== proposal.id) throw notFound("accepted proposal");
  return proposal;
}

function refuseMisformatted(format: (typeof FORMATS)[number], content: string, fileUrls: string[]) {
  if (format === "json")
    try {
      JSON.parse(content);
    } catch {
      throw invalid("content", "must be a JSON text when format is json");
    }
  if (format === "file_url" && fileUrls.length === 0 && !isHttps(content))
    throw invalid("fileUrls", "must name at least one https URL when format is file_url");
}
