import { and, eq, inArray, isNull, or, sql } from "drizzle-orm";
import { z } from "zod";
import { newId } from "@/db/id";
import { actors, botProfiles, proposals, threadParticipants, threads, users } from "@/db/schema";
import { MAX_PARTICIPANTS } from "@/db/schema/chat";
import { type Account, actsFor, type Context } from "@/lib/core/context";
import { notFound, Refusal } from "@/lib/core/errors";
import { id, line, reference } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import { command } from "@/lib/core/operation";
import { hasProfile } from "@/lib/domain/people/queries";
import { lockTask, type TaskRow } from "@/lib/domain/tasks/queries";
import { isPoster } from "@/lib/domain/tasks/task";
import { findParticipant, findTaskThread, loadThreadJson, type ThreadRow } from "./queries";
import { speakerOf } from "./say";
import { joinAsParty, openForPoster } from "./task-thread";
import { hashOf, MAX_NAME, Thread } from "./thread";

export const openThread = command({
  name: "chat.open",
  summary: "Open a thread, or find the one there is.",
  description:
    "With `taskId` the thread of that task: for its poster, and for whoever was accepted for it (403 to others). Accepting a proposal opens it by itself; before that its poster may, to talk with applicants who come by an invite. " +
    "With `participantIds` a direct thread with these users or bots: you need a worker or a client profile (403), or act as a bot, whose profile is one. The same people get the same thread, also when all of them ask at once. `existing` says that it was there, and then the status is 200.",
  access: "account",
  input: {
    taskId: id("task").nullish(),
    participantIds: z
      .array(reference)
      .min(1)
      .max(MAX_PARTICIPANTS - 1)
      .nullish()
      .meta({ description: `Ids of users and bots, 1 to ${MAX_PARTICIPANTS - 1}, besides yourself.` }),
    name: line(MAX_NAME).nullish().meta({ description: "What a direct thread is called." }),
  },
  output: { thread: Thread, existing: z.boolean() },
  rule: {
    path: "taskId",
    message: "or participantIds is required, and not both",
    holds: ({ taskId, participantIds }) => (taskId == null) !== (participantIds == null),
  },
  async run(ctx, { taskId, participantIds, name }) {
    const { thread, existing } =
      taskId == null ? await openDirect(ctx, participantIds!, name ?? null) : await openOfTask(ctx, taskId);
    return { thread: await loadThreadJson(ctx.db, ctx.casing, ctx.actor, thread.id), existing };
  },
});

type Opened = { thread: ThreadRow; existing: boolean };

async function openOfTask(ctx: Context<Account>, taskId: string): Promise<Opened> {
  const task = await lockTask(ctx.db, taskId);
  const asPoster = isPoster(ctx.actor, task);
  const worker = await findWorker(ctx, task);
  if (!asPoster && !(worker && actsFor(ctx.actor, worker.ownerId, worker.proposerId))) {
    // Whoever was let in by an invite finds it too.
    const thread = await findTaskThread(ctx.db, taskId);
    if (thread && (await findParticipant(ctx.db, thread.id, ctx.actor.actorId))) return { thread, existing: true };
    throw new Refusal("FORBIDDEN", "Only the task's poster and whoever was accepted for it may open its thread.");
  }
  const opened = await openForPoster(ctx, task);
  await joinAsParty(ctx, opened.thread, { isPoster: asPoster, workerId: worker?.proposerId ?? null });
  return opened;
}

/** Who does the task now. */
async function findWorker({ db }: Context<Account>, task: TaskRow) {
  if (!task.acceptedProposalId) return undefined;
  const [accepted] = await db
    .select({ ownerId: proposals.ownerId, proposerId: proposals.proposerId })
    .from(proposals)
    .where(eq(proposals.id, task.acceptedProposalId));
  return accepted;
}

async function openDirect(ctx: Context<Account>, participantIds: string[], name: string | null): Promise<Opened> {
  const { db, actor, now } = ctx;
  if (!(await hasProfile(db, actor)))
    throw new Refusal(
      "FORBIDDEN",
      "A direct thread needs a worker or a client profile: write one with PUT /api/ai/workers/me or POST /api/ai/clients.",
    );
  const others = [...new Set(participantIds)].filter((one) => one !== actor.actorId);
  if (others.length === 0) throw invalid("participantIds", "must name somebody besides yourself");
  const people = await findPeople(ctx, others);
  const missing = others.find((one) => !people.some(({ actorId }) => actorId === one));
  if (missing !== undefined) throw invalid("participantIds", `names nobody here: ${missing}`);
  const values = {
    id: newId("thread", now.getTime()),
    kind: "direct" as const,
    name,
    peopleHash: hashOf([actor.actorId, ...others]),
    ownerId: actor.actorId,
    participantCount: others.length + 1,
    lastMessageAt: now,
    createdAt: now,
  };
  // Of those who ask at once one makes it; the others wait here for that one's commit, and find it.
  const [made] = await db.insert(threads).values(values).onConflictDoNothing().returning();
  if (!made) {
    const [found] = await db.select().from(threads).where(eq(threads.peopleHash, values.peopleHash));
    if (!found) throw notFound("thread");
    return { thread: found, existing: true };
  }
  const me = { ...speakerOf(actor), role: "owner" as const };
  await db
    .insert(threadParticipants)
    .values([me, ...people].map((who) => ({ ...who, threadId: made.id, joinedAt: now })));
  return { thread: made, existing: false };
}

/** Those of these ids who are here: neither deleted nor suspended. */
async function findPeople({ db }: Context<Account>, ids: string[]) {
  const rows = await db
    .select({ actorId: actors.id, userId: actors.userId, byAi: actors.isBot })
    .from(actors)
    .innerJoin(users, eq(users.id, actors.userId))
    .leftJoin(botProfiles, eq(botProfiles.id, actors.id))
    .where(
      and(
        inArray(actors.id, ids),
        isNull(users.deletedAt),
        isNull(users.suspendedAt),
        or(sql`not ${actors.isBot}`, isNull(botProfiles.deletedAt)),
      ),
    );
  return rows.map((row) => ({ ...row, keyId: null, role: "member" as const }));
}
