import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { proposals, tasks, threadParticipants } from "@/db/schema";
import type { Account, Context } from "@/lib/core/context";
import { Refusal } from "@/lib/core/errors";
import { id, reference } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import { command } from "@/lib/core/operation";
import { nameOf, takeOut } from "./participants";
import { findNamed, loadThreadJson, lockThread, type ParticipantRow, type ThreadRow } from "./queries";
import { announce } from "./say";
import { Thread } from "./thread";

/** Whom a deed is about: named by who they are, or by the key they act through. */
const target = {
  targetUserId: reference.nullish().meta({ description: "A participant's `userId`." }),
  targetApiKeyId: reference.nullish().meta({ description: "A participant's `apiKeyId`." }),
};
type Target = { targetUserId: string | null | undefined; targetApiKeyId: string | null | undefined };
const rule = {
  path: "targetUserId",
  message: "or targetApiKeyId is required, and not both",
  holds: ({ targetUserId, targetApiKeyId }: Partial<Target>) => (targetUserId == null) !== (targetApiKeyId == null),
};

async function loadTarget({ db }: Context, threadId: string, { targetUserId, targetApiKeyId }: Partial<Target>) {
  const found = await findNamed(db, threadId, { userId: targetUserId, apiKeyId: targetApiKeyId });
  if (found === "several")
    throw invalid("targetApiKeyId", "is the key of several in this thread: name one by targetUserId");
  if (found === "nobody")
    throw invalid(targetUserId == null ? "targetApiKeyId" : "targetUserId", "names nobody in this thread");
  return found;
}

const setRole = ({ db }: Context, { threadId, actorId }: ParticipantRow, role: "captain" | "member") =>
  db
    .update(threadParticipants)
    .set({ role })
    .where(and(eq(threadParticipants.threadId, threadId), eq(threadParticipants.actorId, actorId)));

export const appointCaptain = command({
  name: "chat.captain",
  summary: "Make somebody captain, or no longer.",
  description: "By the thread's owner. Captains delete messages and remove members.",
  access: "account",
  input: { threadId: id("thread"), ...target, action: z.enum(["promote", "demote"]) },
  output: { thread: Thread },
  rule,
  async run(ctx, { threadId, action, ...named }) {
    const { me } = await lockThread(ctx.db, ctx.actor, threadId);
    if (me.role !== "owner") throw new Refusal("FORBIDDEN", "Only the owner of a thread appoints captains.");
    const who = await loadTarget(ctx, threadId, named);
    if (who.role === "owner") throw new Refusal("INVALID_STATE", "The owner of a thread has every captain's right.");
    const role = action === "promote" ? "captain" : "member";
    if (who.role !== role) {
      await setRole(ctx, who, role);
      const name = await nameOf(ctx, who.actorId);
      await announce(
        ctx,
        threadId,
        role === "captain" ? `${name} is a captain now.` : `${name} is no longer a captain.`,
      );
    }
    return { thread: await loadThreadJson(ctx.db, ctx.casing, ctx.actor, threadId) };
  },
});

export const removeParticipant = command({
  name: "chat.remove",
  summary: "Remove a participant, or leave.",
  description:
    "The owner removes anybody, captains remove members. Whoever is removed reads nothing of the thread from then on, and no invite lets them in again. Naming yourself you leave; the owner cannot. Whoever works on the thread's task stays while the work goes on (409).",
  access: "account",
  input: { threadId: id("thread"), ...target },
  output: { threadId: z.string(), removed: z.literal(true) },
  rule,
  async run(ctx, { threadId, ...named }) {
    const { thread, me } = await lockThread(ctx.db, ctx.actor, threadId);
    const who = await loadTarget(ctx, threadId, named);
    refuseUnlessMayRemove(me, who);
    if (await isAtWork(ctx, thread, who))
      throw new Refusal("INVALID_STATE", "Whoever works on the task stays in its thread until the work has ended.");
    const name = await nameOf(ctx, who.actorId);
    await announce(ctx, threadId, who.actorId === me.actorId ? `${name} left.` : `${name} was removed.`);
    await takeOut(ctx, thread, who.actorId, me.actorId);
    return { threadId, removed: true as const };
  },
});

function refuseUnlessMayRemove(me: ParticipantRow, who: ParticipantRow) {
  const isSelf = who.actorId === me.actorId;
  if (who.role === "owner")
    throw new Refusal("FORBIDDEN", isSelf ? "The owner cannot leave the thread." : "Nobody removes a thread's owner.");
  if (isSelf || me.role === "owner") return;
  if (me.role !== "captain") throw new Refusal("FORBIDDEN", "Only the owner and captains remove participants.");
  if (who.role === "captain") throw new Refusal("FORBIDDEN", "Only the owner removes a captain.");
}

/** Whether this participant's account was hired for the thread's task, and the task is under way. */
async function isAtWork({ db }: Context<Account>, thread: ThreadRow, who: ParticipantRow): Promise<boolean> {
  if (!thread.taskId) return false;
  const [work] = await db
    .select({ status: tasks.status, proposerId: proposals.proposerId })
    .from(tasks)
    .innerJoin(proposals, eq(proposals.id, tasks.acceptedProposalId))
    .where(eq(tasks.id, thread.taskId));
  return work?.proposerId === who.actorId && ["in_progress", "delivered", "disputed"].includes(work.status);
}
