import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db";
import { actors, tasks, threadInvites, threadParticipants, threads } from "@/db/schema";
import { MAX_PARTICIPANTS } from "@/db/schema/chat";
import { sha256 } from "@/lib/auth/secrets";
import { notFound, Refusal } from "@/lib/core/errors";
import { Moment } from "@/lib/core/fields";
import { command, query } from "@/lib/core/operation";
import { FULL, letIn, nameOf, placesIn, refuseRemoved } from "./participants";
import { findParticipant, loadThreadJson, lockThreadRow } from "./queries";
import { announce, speakerOf } from "./say";
import { THREAD_TYPES, Thread } from "./thread";

const token = z.string().meta({ description: "The last part of an invite's address." });
const MAX_TOKEN = 100;

async function loadInviteRow(db: Db, given: string) {
  const [found] =
    given.length <= MAX_TOKEN
      ? await db
          .select()
          .from(threadInvites)
          .where(eq(threadInvites.tokenHash, sha256(given)))
      : [];
  if (!found) throw notFound("invite");
  return found;
}

/** Why an invite lets nobody in any more; undefined while it does. */
function spentBy(
  invite: Pick<typeof threadInvites.$inferSelect, "revokedAt" | "expiresAt" | "maxUses" | "uses">,
  participantCount: number,
  places: number,
  now: Date,
): string | undefined {
  if (invite.revokedAt) return "This invite was taken back.";
  if (invite.expiresAt && invite.expiresAt <= now) return "This invite has expired.";
  if (invite.maxUses !== null && invite.uses >= invite.maxUses) return "This invite was used up.";
  if (participantCount >= places) return FULL;
}

const Invitation = z
  .object({
    threadType: z.enum(THREAD_TYPES),
    threadName: z.string().nullable(),
    taskId: z.string().nullable(),
    taskTitle: z.string().nullable(),
    participantCount: z.int(),
    invitedBy: z.object({ name: z.string(), isAi: z.boolean() }),
    usesLeft: z.int().nullable().meta({ description: "null where only the size of the thread limits it." }),
    expiresAt: Moment.nullable(),
    isUsable: z.boolean(),
    reason: z.string().nullable().meta({ description: "Why it lets nobody in any more." }),
  })
  .meta({ id: "ChatInvitation" });

export const loadInvitation = query({
  name: "chat.invitation",
  summary: "Look at an invite.",
  description: "What it leads to, and whether it still lets people in. Nothing of what is said there.",
  access: "anyone",
  input: { token },
  output: { invite: Invitation },
  async run({ db, now }, { token }) {
    const invite = await loadInviteRow(db, token);
    const [row] = await db
      .select({
        kind: threads.kind,
        name: threads.name,
        taskId: threads.taskId,
        taskTitle: tasks.title,
        participantCount: threads.participantCount,
        by: actors.name,
        isBot: sql<boolean>`(${actors.isBot} or coalesce(${threadParticipants.byAi}, false))`,
      })
      .from(threads)
      .innerJoin(actors, eq(actors.id, invite.createdById))
      .leftJoin(tasks, eq(tasks.id, threads.taskId))
      .leftJoin(
        threadParticipants,
        and(eq(threadParticipants.threadId, threads.id), eq(threadParticipants.actorId, invite.createdById)),
      )
      .where(eq(threads.id, invite.threadId));
    const places = await placesIn(db, { id: invite.threadId, taskId: row!.taskId });
    const reason = spentBy(invite, row!.participantCount, places, now);
    return {
      invite: {
        threadType: row!.kind === "task" ? ("TASK" as const) : ("DIRECT" as const),
        threadName: row!.name,
        taskId: row!.taskId,
        taskTitle: row!.taskTitle,
        participantCount: row!.participantCount,
        invitedBy: { name: row!.by, isAi: row!.isBot },
        usesLeft: invite.maxUses === null ? null : Math.max(0, invite.maxUses - invite.uses),
        expiresAt: invite.expiresAt?.toISOString() ?? null,
        isUsable: reason === undefined,
        reason: reason ?? null,
      },
    };
  },
});

export const joinThread = command({
  name: "chat.join",
  summary: "Join a thread by an invite.",
  description: `With any account, as long as the invite is good and the thread holds fewer than ${MAX_PARTICIPANTS} (409). Whoever is in it already stays, and no use is counted; whoever was removed is not let in again (403).`,
  access: "account",
  input: { token },
  output: { thread: Thread, joined: z.boolean().meta({ description: "false: you were in it already." }) },
  async run(ctx, { token }) {
    const { db, actor, now } = ctx;
    const { id, threadId } = await loadInviteRow(db, token);
    const thread = (await lockThreadRow(db, threadId))!;
    const joined = !(await findParticipant(db, threadId, actor.actorId));
    if (joined) {
      await refuseRemoved(db, threadId, actor);
      // Read again: everybody who joins by it counts under the thread's lock.
      const [invite] = await db.select().from(threadInvites).where(eq(threadInvites.id, id));
      const reason = spentBy(invite!, thread.participantCount, await placesIn(db, thread), now);
      if (reason) throw new Refusal("INVALID_STATE", reason);
      await db
        .update(threadInvites)
        .set({ uses: sql`${threadInvites.uses} + 1` })
        .where(eq(threadInvites.id, id));
      await letIn(ctx, thread, { ...speakerOf(actor), fromSeq: 0 });
      await announce(ctx, threadId, `${await nameOf(ctx, actor.actorId)} joined by an invite.`);
    }
    return { thread: await loadThreadJson(db, ctx.casing, actor, threadId), joined };
  },
});
