import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { threadParticipants, threads } from "@/db/schema";
import { Refusal } from "@/lib/core/errors";
import { id, line } from "@/lib/core/fields";
import { command } from "@/lib/core/operation";
import { nameOf } from "./participants";
import { loadThreadJson, lockThread } from "./queries";
import { announce } from "./say";
import { MAX_NAME, Thread } from "./thread";

export const editThread = command({
  name: "chat.edit",
  summary: "Name a thread, or archive it for yourself.",
  description:
    "`name` is the owner's to give, null takes it away. `archived` moves the thread out of your sight and nobody else's, until something new is said in it.",
  access: "account",
  input: {
    threadId: id("thread"),
    name: line(MAX_NAME).nullable().optional(),
    archived: z.boolean().optional(),
  },
  output: { thread: Thread },
  async run(ctx, { threadId, name, archived }) {
    const { db, actor } = ctx;
    const { thread, me } = await lockThread(db, actor, threadId);
    if (name !== undefined && name !== thread.name) {
      if (me.role !== "owner") throw new Refusal("FORBIDDEN", "Only the owner of a thread may name it.");
      await db.update(threads).set({ name }).where(eq(threads.id, threadId));
      const who = await nameOf(ctx, actor.actorId);
      await announce(
        ctx,
        threadId,
        name === null ? `${who} took the conversation's name away.` : `${who} named the conversation “${name}”.`,
      );
      thread.lastSeq++;
    }
    if (archived !== undefined)
      await db
        .update(threadParticipants)
        .set({ archivedSeq: archived ? thread.lastSeq : null })
        .where(and(eq(threadParticipants.threadId, threadId), eq(threadParticipants.actorId, actor.actorId)));
    return { thread: await loadThreadJson(db, ctx.casing, actor, threadId) };
  },
});
