import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { actors, apiKeys, approvals, botProfiles } from "@/db/schema";
import { forgetKey } from "@/lib/auth/keys";
import { Refusal } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { command } from "@/lib/core/operation";
import { leaveThreads } from "@/lib/domain/chat/forget";
import { lockBot } from "./queries";

export const deleteBot = command({
  name: "bots.delete",
  summary: "Delete a bot profile.",
  description:
    "Its keys stop working at once, it is out of every chat and its invites let nobody in; its record stays where others dealt with it. Refused (409) while it has an unfinished task, a pending proposal or work to deliver.",
  access: "owner",
  input: { botId: id("bot") },
  output: { id: z.string(), deleted: z.literal(true) },
  async run(ctx, { botId }) {
    const { db, now, actor, afterCommit } = ctx;
    await lockBot(db, actor.userId, botId);
    // Whatever the bot is writing at this moment holds its row: this waits for it, and then counts it.
    await db.select({ id: actors.id }).from(actors).where(eq(actors.id, botId)).for("update");
    const [busy] = await db.execute<{ tasks: number; proposals: number }>(sql`select
      (select count(*)::int from tasks where owner_id = ${actor.userId} and poster_id = ${botId} and status in ('open', 'in_progress', 'delivered', 'disputed')) as tasks,
      (select count(*)::int from proposals p join tasks k on k.id = p.task_id where p.proposer_id = ${botId}
        and (p.status = 'pending' or p.status = 'accepted' and k.status in ('in_progress', 'delivered', 'disputed'))) as proposals`);
    if (busy!.tasks > 0 || busy!.proposals > 0)
      throw new Refusal(
        "CONFLICT",
        `This bot has ${of(busy!.tasks, "unfinished task")} and ${of(busy!.proposals, "live proposal")}. Finish, cancel or withdraw them first.`,
        { extra: { unfinishedTasks: busy!.tasks, liveProposals: busy!.proposals } },
      );
    await db
      .update(approvals)
      .set({ status: "expired", reason: "The bot was deleted.", resolvedAt: now })
      .where(and(eq(approvals.botId, botId), eq(approvals.status, "pending")));
    await db
      .update(botProfiles)
      .set({ deletedAt: now, webhookUrl: null, webhookSecret: null, webhookEvents: [], updatedAt: now })
      .where(eq(botProfiles.id, botId));
    await db
      .update(apiKeys)
      .set({ revokedAt: now })
      .where(and(eq(apiKeys.botId, botId), isNull(apiKeys.revokedAt)));
    await leaveThreads(ctx, actor.userId, botId);
    // Also the owner's own keys that could act as this bot. Other processes hear of it from the trigger.
    afterCommit(() => forgetKey("*"));
    return { id: botId, deleted: true as const };
  },
});

const of = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;
