import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Db } from "@/db";
import { proposals, threadParticipants, threads } from "@/db/schema";
import type { Account, Context } from "@/lib/core/context";
import { Refusal } from "@/lib/core/errors";
import { id, reference } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import { command } from "@/lib/core/operation";
import { accept, refuseUnpaid } from "@/lib/domain/proposals/accept";
import { ApplicationShape } from "@/lib/domain/proposals/givegigs/application";
import { loadApplication } from "@/lib/domain/proposals/givegigs/queries";
import { lockProposal } from "@/lib/domain/proposals/queries";
import { lockTask } from "@/lib/domain/tasks/queries";
import { isPoster } from "@/lib/domain/tasks/task";
import { loadParticipant, loadThreadJson, lockThread } from "./queries";
import { Thread } from "./thread";

export const hireInThread = command({
  name: "chat.hire",
  summary: "Mark an applicant as hired.",
  description:
    "In a task's thread, by the task's poster. The applicant's application becomes ACCEPTED, as if it had been accepted where it lies, with the same money held and the same refusals; one that is accepted already stays so. Named by `userId` or `apiKeyId`; left out, it is whoever was accepted, else the only applicant in the thread, else the only one there is. Whoever is hired is let into the thread.",
  access: "account",
  mayWait: true,
  input: {
    threadId: id("thread"),
    userId: reference
      .nullish()
      .meta({ description: "An applicant's `userId`, as the thread or the application names it." }),
    apiKeyId: reference.nullish().meta({ description: "An applicant's `apiKeyId`, likewise." }),
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
type Live = { id: string; status: string; proposerId: string; ownerId: string; keyId: string | null };

/** The live application that is meant: of whoever was named, else the accepted one, else the only one. */
async function findApplication(
  { db }: Context<Account>,
  threadId: string,
  taskId: string,
  named: Named,
): Promise<Live> {
  const live: Live[] = await db
    .select({
      id: proposals.id,
      status: proposals.status,
      proposerId: proposals.proposerId,
      ownerId: proposals.ownerId,
      keyId: proposals.keyId,
    })
    .from(proposals)
    .where(and(eq(proposals.taskId, taskId), inArray(proposals.status, ["pending", "accepted"])));
  if (named.userId != null || named.apiKeyId != null) return nameMeant(live, await participants(db, threadId), named);
  const accepted = live.find(({ status }) => status === "accepted");
  if (accepted) return accepted;
  const here = await participants(db, threadId);
  const applicants = live.filter(({ proposerId }) => here.some(({ actorId }) => actorId === proposerId));
  const [only, another] = applicants.length > 0 ? applicants : live;
  if (only && !another) return only;
  throw invalid("userId", only ? "must name one of several applicants" : "must name an applicant: nobody has applied");
}

type Here = { actorId: string; keyId: string | null };

const participants = (db: Db, threadId: string): Promise<Here[]> =>
  db
    .select({ actorId: threadParticipants.actorId, keyId: threadParticipants.keyId })
    .from(threadParticipants)
    .where(and(eq(threadParticipants.threadId, threadId), isNull(threadParticipants.removedAt)));

/**
 * The application of whoever is named as an application names them or as the thread does: by who applied, or whose bot did;
 * by the key it came through, or the one its applicant speaks through here.
 */
function nameMeant(live: Live[], here: Here[], { userId, apiKeyId }: Named): Live {
  const field = apiKeyId == null ? "userId" : "apiKeyId";
  const speaking = here.filter(({ keyId }) => keyId === apiKeyId).map(({ actorId }) => actorId);
  const readings =
    field === "userId"
      ? [live.filter(({ proposerId }) => proposerId === userId), live.filter(({ ownerId }) => ownerId === userId)]
      : [
          live.filter(({ keyId }) => keyId === apiKeyId),
          live.filter(({ proposerId }) => speaking.includes(proposerId)),
        ];
  const [meant, another] = readings.find((found) => found.length > 0) ?? [];
  if (!meant) throw invalid(field, "names nobody with a live application to this task");
  if (another) throw invalid(field, "names several applicants: name one by userId");
  return meant;
}
