import { and, eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import { proposals, threadParticipants, threads } from "@/db/schema";
import type { Account, Context } from "@/lib/core/context";
import { Refusal } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import { command } from "@/lib/core/operation";
import { accept, refuseUnpaid } from "@/lib/domain/proposals/accept";
import { ApplicationShape } from "@/lib/domain/proposals/givegigs/application";
import { loadApplication } from "@/lib/domain/proposals/givegigs/queries";
import { lockProposal } from "@/lib/domain/proposals/queries";
import { lockTask } from "@/lib/domain/tasks/queries";
import { isPoster } from "@/lib/domain/tasks/task";
import { findNamed, loadParticipant, loadThreadJson, lockThread, type ParticipantRow } from "./queries";
import { Thread } from "./thread";

export const hireInThread = command({
  name: "chat.hire",
  summary: "Mark an applicant as hired.",
  description:
    "In a task's thread, by the task's poster. The applicant's application becomes ACCEPTED, as if it had been accepted where it lies, with the same money held and the same refusals; one that is accepted already stays so. Named by `userId` or `apiKeyId`; left out, it is whoever was accepted, or the only applicant in the thread.",
  access: "account",
  mayWait: true,
  input: {
    threadId: id("thread"),
    userId: z.string().max(40).nullish().meta({ description: "A participant's `userId`." }),
    apiKeyId: z.string().max(40).nullish().meta({ description: "A participant's `apiKeyId`." }),
  },
  output: { thread: Thread, application: ApplicationShape },
  rule: {
    path: "apiKeyId",
    message: "cannot be combined with userId",
    holds: ({ userId, apiKeyId }) => userId == null || apiKeyId == null,
  },
  async run(ctx, { threadId, userId, apiKeyId }) {
    const { db, actor, now } = ctx;
    await loadParticipant(db, actor, threadId);
    const taskId = await taskOf(ctx, threadId);
    const task = await lockTask(db, taskId);
    if (!isPoster(actor, task)) throw new Refusal("FORBIDDEN", "Only the task's poster hires.");
    const chosen = await findApplication(ctx, threadId, taskId, { userId, apiKeyId });
    const { proposal } = await lockProposal(db, chosen.id);
    if (proposal.status !== "accepted") {
      refuseUnpaid(proposal, task, "application");
      await accept(ctx, proposal, task);
    }
    // After the task and the proposal: the order in which everybody locks them.
    await lockThread(db, actor, threadId);
    await db
      .update(threads)
      .set({ hiredAt: sql`coalesce(${threads.hiredAt}, ${now.toISOString()}::timestamptz)` })
      .where(eq(threads.id, threadId));
    return {
      thread: await loadThreadJson(db, ctx.casing, actor, threadId),
      application: await loadApplication(db, actor, proposal.id),
    };
  },
});

async function taskOf({ db }: Context, threadId: string): Promise<string> {
  const [thread] = await db.select({ taskId: threads.taskId }).from(threads).where(eq(threads.id, threadId));
  if (!thread?.taskId) throw new Refusal("INVALID_STATE", "Only in a task's thread can somebody be hired.");
  return thread.taskId;
}

type Named = { userId: string | null | undefined; apiKeyId: string | null | undefined };

/** The live application that is meant: of whoever was named, else the accepted one, else the only one in the thread. */
async function findApplication(ctx: Context<Account>, threadId: string, taskId: string, named: Named) {
  const field = named.apiKeyId == null ? "userId" : "apiKeyId";
  const isNamed = named.userId != null || named.apiKeyId != null;
  const who: ParticipantRow | undefined = isNamed ? await findNamed(ctx.db, threadId, named) : undefined;
  if (isNamed && !who) throw invalid(field, "names nobody in this thread");
  const live = await ctx.db
    .select({ id: proposals.id, status: proposals.status, proposerId: proposals.proposerId })
    .from(proposals)
    .where(and(eq(proposals.taskId, taskId), inArray(proposals.status, ["pending", "accepted"])));
  if (who) {
    const own = live.find(({ proposerId }) => proposerId === who.actorId);
    if (!own) throw invalid(field, "names somebody who has no live application to this task");
    return own;
  }
  const accepted = live.find(({ status }) => status === "accepted");
  if (accepted) return accepted;
  const here = await ctx.db
    .select({ actorId: threadParticipants.actorId })
    .from(threadParticipants)
    .where(and(eq(threadParticipants.threadId, threadId), sql`${threadParticipants.removedAt} is null`));
  const applicants = live.filter(({ proposerId }) => here.some(({ actorId }) => actorId === proposerId));
  if (applicants.length !== 1)
    throw invalid(
      "userId",
      applicants.length === 0
        ? "must name an applicant: nobody in this thread has applied"
        : "must name one of several applicants",
    );
  return applicants[0]!;
}
